import type { Incident, IncidentDetail, IncidentState, InstantName } from '../../../../shared/model/incident.ts';
import { fromRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { INCIDENT_STATE_WORD } from '../../../../shared/text/incident-words.ts';

export type StepName = 'accept' | 'acknowledge' | 'investigate' | 'mitigate' | 'resolve';

export interface Step {
  readonly name: StepName;
  /** What the button says. */
  readonly word: string;
  /** The key that does it. */
  readonly key: string;
  /** The state it leads to; null: it becomes an incident at all. */
  readonly to: IncidentState | null;
  /** Needs no words: one keystroke does it. */
  readonly atOnce: boolean;
}

export const STEPS: Readonly<Record<StepName, Step>> = {
  accept: { name: 'accept', word: 'Accept as an incident', key: 'a', to: null, atOnce: true },
  acknowledge: { name: 'acknowledge', word: 'Acknowledge', key: 'a', to: 'acknowledged', atOnce: true },
  investigate: { name: 'investigate', word: 'Investigate', key: 'i', to: 'investigating', atOnce: true },
  mitigate: { name: 'mitigate', word: 'Mitigated', key: 'm', to: 'mitigated', atOnce: false },
  resolve: { name: 'resolve', word: 'Resolved', key: 'r', to: 'resolved', atOnce: false },
};

const NEXT: Readonly<Record<IncidentState, StepName | null>> = { detected: 'acknowledge', acknowledged: 'investigate', investigating: 'mitigate', mitigated: 'resolve', resolved: null, reviewed: null };

type Stand = Pick<Incident, 'standing' | 'state'>;

/** The one step that the workflow asks for now; null where it is at its end. After the resolution comes the review, which has a screen of its own. */
export function nextStep({ standing, state }: Stand): Step | null {
  if (standing === 'proposed') return STEPS.accept;
  const name = standing === 'declared' ? NEXT[state] : null;
  return name === null ? null : STEPS[name];
}

const ORDER = Object.keys(NEXT);

/** Why a step cannot be taken now, in words; null where it can. Steps may be skipped, never taken backwards. */
export function stepRefusal(incident: Stand, wanted: StepName): string | null {
  const { standing, state } = incident;
  const over = overRefusal(incident);
  if (over !== null) return over;
  const { to } = STEPS[wanted];
  if (to === null) return standing === 'proposed' ? null : 'This is an incident already';
  return ORDER.indexOf(to) > ORDER.indexOf(state) ? null : `This is ${INCIDENT_STATE_WORD[state]} already`;
}

/** Why there is no review of it; null where there is. It may be begun before the end, and is closed after it. */
export const reviewRefusal = (incident: Stand): string | null => (incident.standing === 'proposed' ? 'This is only proposed. Accept it first' : overRefusal(incident));

/** Why it cannot be dismissed now; null where it can. What people reported is an incident, whatever came of it. */
export function dismissRefusal(incident: Stand & Pick<Incident, 'origin'>): string | null {
  const { standing, state, origin } = incident;
  const over = overRefusal(incident);
  if (over !== null) return over;
  if (state !== 'detected') return 'Only what nobody works on yet can be dismissed. Resolve it instead';
  return standing === 'proposed' || origin === 'rule' || origin === 'alert' ? null : 'People reported this, so it cannot be dismissed. Resolve it instead';
}

function overRefusal({ standing }: Stand): string | null {
  if (standing === 'dismissed') return 'This was dismissed. Reopen it first';
  return standing === 'merged' ? 'This was merged into another incident; go on there' : null;
}

export interface Milestone {
  readonly state: IncidentState;
  readonly word: string;
  readonly instant: InstantName;
  /** Null where it has not come yet, or was skipped and so is not recorded. */
  readonly at: EpochMs | null;
  readonly is: 'done' | 'next' | 'ahead';
}

const MILESTONES = [
  ['detected', 'Detected', 'detectedAt'],
  ['acknowledged', 'Acknowledged', 'acknowledgedAt'],
  ['investigating', 'Investigating', 'investigatingAt'],
  ['mitigated', 'Mitigated', 'mitigatedAt'],
  ['resolved', 'Resolved', 'resolvedAt'],
] as const satisfies readonly (readonly [IncidentState, string, InstantName])[];

/** The way from detection to resolution with the time of each step that was taken. */
export function milestonesOf(incident: Stand & Pick<IncidentDetail, 'instants'>): readonly Milestone[] {
  const reached = ORDER.indexOf(incident.state);
  const next = nextStep(incident)?.to;
  return MILESTONES.map(([state, word, instant]) => {
    const done = ORDER.indexOf(state) <= reached;
    const text = incident.instants[instant]?.at(-1)?.at ?? null;
    return { state, word, instant, at: done && text !== null ? fromRfc3339(text) : null, is: done ? 'done' : state === next ? 'next' : 'ahead' };
  });
}
