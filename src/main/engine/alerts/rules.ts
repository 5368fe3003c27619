import type { Alert, AlertMute } from '../../../shared/model/incident.ts';
import type { AlertId, MaintenanceId, ServiceId, SignalId, SourceId } from '../../../shared/model/ids.ts';
import { severityRank, type Severity } from '../../../shared/model/severity.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { FiringFacts } from './ports.ts';

/** What an alert is about: everything of it that does not change while it lasts. */
export interface AlertSubject {
  /** What makes two firings the same: a rule, or a rule of a file with its labels. */
  readonly key: string;
  readonly rule: string;
  readonly name: string;
  readonly source: SourceId | null;
  readonly service: ServiceId | null;
  readonly signal: SignalId | null;
  readonly severity: Severity;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Where the system that judges it shows it. */
  readonly url?: string | null | undefined;
  /** Whom that system tells; undefined where that is not said now. */
  readonly receivers?: readonly string[] | undefined;
  readonly facts: FiringFacts;
}

/** How it stands now, by whatever judges it. */
export interface AlertStanding {
  readonly state: 'inactive' | 'pending' | 'firing';
  readonly startsAt: EpochMs | null;
  readonly noEarlierThan: boolean;
  readonly firedAt: EpochMs | null;
  /** When it ended, where `state` is inactive and it had fired. */
  readonly endsAt: EpochMs | null;
  readonly value: number | null;
  readonly limit: number | null;
  readonly confirmedAt: EpochMs | null;
  readonly confirmed: boolean;
  /** Why its judge tells nobody; undefined where that is not said now. */
  readonly muted?: AlertMute | null | undefined;
}

/** It fires and nothing is made of it: maintenance keeps it silent, or its judge does and no incident has it already. */
export const isHushed = ({ suppressedBy, muted, incident }: Pick<Alert, 'suppressedBy' | 'muted' | 'incident'>): boolean => suppressedBy !== null || (muted != null && incident === null);

/** `fired` and `ended` concern incidents; `shown` only screens; `moved` nobody but whoever asks. */
export type AlertChange = 'none' | 'moved' | 'shown' | 'fired' | 'ended' | 'gone';

/** An onset that the data showed, earlier than what the judge could see: `judged` is the judge's, and names the breach. */
export interface FoundOnset {
  readonly judged: EpochMs;
  readonly at: EpochMs;
  readonly noEarlierThan: boolean;
}

export interface ObserveContext {
  readonly id: AlertId;
  /** What its rule asked for until now; null where nothing is active. */
  readonly askedFor: FiringFacts['mode'] | null;
  readonly now: EpochMs;
  readonly suppressedBy: MaintenanceId | null;
  readonly found: FoundOnset | null;
}

const ms = (instant: string | null): EpochMs | null => (instant === null ? null : epochMs(Date.parse(instant)));

/** How an active alert stands, for whoever has nothing to say of it but that nobody judges it any more. */
export const asItStands = ({ state, startsAt, noEarlierThan, firedAt, value, limit, confirmedAt }: Alert, changes: Partial<AlertStanding>): AlertStanding => ({
  state: state === 'pending' ? 'pending' : 'firing',
  startsAt: ms(startsAt),
  noEarlierThan,
  firedAt: ms(firedAt),
  endsAt: null,
  value,
  limit,
  confirmedAt: ms(confirmedAt),
  confirmed: false,
  ...changes,
});

const instant = (at: EpochMs | null): string | null => (at === null ? null : toRfc3339(at));

/**
 * What a new standing makes of an alert. `before` is the active alert of this key, if there is one; `gone` is a pending one that
 * never fired. Pure: the id and the instant for what has none come from outside.
 */
export function observe(before: Alert | null, subject: AlertSubject, standing: AlertStanding, context: ObserveContext): { readonly alert: Alert | null; readonly change: AlertChange } {
  if (standing.state === 'inactive') {
    if (before === null) return { alert: null, change: 'none' };
    if (before.state === 'pending') return { alert: { ...before, state: 'resolved', endsAt: toRfc3339(standing.endsAt ?? context.now) }, change: 'gone' };
    return { alert: { ...before, state: 'resolved', endsAt: toRfc3339(standing.endsAt ?? context.now), confirmed: true }, change: 'ended' };
  }
  const { key: _key, facts: _facts, receivers = before?.receivers, ...about } = subject;
  // What its judge kept silent until now is heard from now on: whoever has to acknowledge it must not be late already.
  const isLetOut = before?.state === 'firing' && before.muted != null && standing.muted === null && before.incident === null;
  const alert: Alert = {
    ...about,
    labels: { ...subject.labels },
    annotations: { ...subject.annotations },
    ...(receivers === undefined ? {} : { receivers: [...receivers] }),
    id: before?.id ?? context.id,
    // What fires goes on firing until it ends, whatever its judge has forgotten meanwhile.
    state: before?.state === 'firing' ? 'firing' : standing.state,
    ...onsetOf(before, standing, context),
    firedAt: (isLetOut ? toRfc3339(context.now) : before?.firedAt) ?? (standing.state === 'firing' ? toRfc3339(standing.firedAt ?? context.now) : null),
    endsAt: null,
    value: standing.value,
    limit: standing.limit,
    confirmedAt: instant(standing.confirmedAt),
    confirmed: standing.confirmed,
    incident: before?.incident ?? null,
    suppressedBy: before !== null && before.state === 'firing' ? before.suppressedBy : context.suppressedBy,
    muted: standing.muted === undefined ? (before?.muted ?? null) : standing.muted,
  };
  const isAskedFor = context.askedFor === 'none' && subject.facts.mode !== 'none' && alert.incident === null;
  return { alert, change: before?.state === 'firing' && (isAskedFor || isLetOut) ? 'fired' : changeOf(before, alert) };
}

/** A firing alert keeps its onset for good; a pending one has its judge's, or what the data showed of that same breach. */
function onsetOf(before: Alert | null, standing: AlertStanding, { now, found }: ObserveContext): Pick<Alert, 'startsAt' | 'noEarlierThan'> {
  if (before !== null && before.state === 'firing') return { startsAt: before.startsAt, noEarlierThan: before.noEarlierThan };
  if (found !== null && found.judged === standing.startsAt) return { startsAt: toRfc3339(found.at), noEarlierThan: found.noEarlierThan };
  return { startsAt: toRfc3339(standing.startsAt ?? now), noEarlierThan: standing.noEarlierThan };
}

function changeOf(before: Alert | null, after: Alert): AlertChange {
  if (before === null || before.state !== after.state) return after.state === 'firing' ? 'fired' : 'shown';
  // A rule may be made graver while it fires.
  if (after.state === 'firing' && severityRank(after.severity) < severityRank(before.severity)) return 'fired';
  if (before.confirmed !== after.confirmed || before.severity !== after.severity || before.name !== after.name || !isSameMute(before.muted, after.muted)) return 'shown';
  return before.value === after.value && before.confirmedAt === after.confirmedAt && before.limit === after.limit && before.source === after.source ? 'none' : 'moved';
}

const isSameMute = (a: AlertMute | null | undefined, b: AlertMute | null | undefined): boolean => a?.by === b?.by && a?.until === b?.until && a?.ids.join() === b?.ids.join();
