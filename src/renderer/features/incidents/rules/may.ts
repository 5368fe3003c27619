import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import type { Rights } from '../../session/index.ts';

/** What whoever looks may do to an incident: nothing is offered that would be refused. */
export interface May {
  /** Steps, roles, decisions, changes of the head. */
  readonly steer: boolean;
  /** Updates, impact, action items, links. */
  readonly tell: boolean;
  readonly note: boolean;
  readonly reopen: boolean;
  /** Ask for a text to be removed, or agree to it; never while it is under legal hold. */
  readonly redact: boolean;
  /** Make public again what is private. */
  readonly reveal: boolean;
  /** Put it under legal hold. */
  readonly hold: boolean;
  /** Lift the hold. */
  readonly liftHold: boolean;
  /** Id of the person at this screen; null where nobody is named. */
  readonly person: string | null;
  /** Why less is offered than a screen could do, in a sentence; null where nothing is missing. */
  readonly why: string | null;
}

export const MAY_NOTHING: May = { steer: false, tell: false, note: false, reopen: false, redact: false, reveal: false, hold: false, liftHold: false, person: null, why: null };

export function mayOf(detail: Pick<IncidentDetail, 'standing' | 'state' | 'mayOperate' | 'mergedInto' | 'hold'>, rights: Rights): May {
  const { standing, state } = detail;
  const publish = rights.may('publish');
  const operate = publish && detail.mayOperate;
  const live = standing === 'proposed' || standing === 'declared';
  const over = standing === 'dismissed' || (standing === 'declared' && (state === 'resolved' || state === 'reviewed'));
  return {
    steer: operate && live,
    tell: publish && live,
    note: publish && standing !== 'merged',
    reopen: operate && over,
    redact: operate && detail.hold === null,
    reveal: rights.may('approve') || rights.may('admin'),
    hold: operate && detail.hold === null,
    liftHold: publish && rights.may('approve') && detail.hold !== null,
    person: rights.person?.id ?? null,
    why: whyNot(detail, publish, operate, rights.known),
  };
}

function whyNot({ standing, mergedInto }: Pick<IncidentDetail, 'standing' | 'mergedInto'>, publish: boolean, operate: boolean, known: boolean): string | null {
  if (!known) return null;
  if (standing === 'merged') return `This was merged into ${mergedInto ?? 'another incident'}; go on there.`;
  if (!publish) return 'You may look at this incident; changing it needs the right “publish” or “operate”, which this screen does not have.';
  if (!operate) return 'You may write notes, updates and impact here; steps and roles need the right “operate”, which this screen does not have.';
  return standing === 'dismissed' ? 'This was dismissed; notes can be added, and it can be reopened.' : null;
}
