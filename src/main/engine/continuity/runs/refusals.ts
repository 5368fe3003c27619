import type { PlanPreview, PreflightCheck } from '../../../../shared/model/continuity/plan.ts';
import type { Run } from '../../../../shared/model/continuity/run.ts';
import type { PersonId } from '../../../../shared/model/ids.ts';
import { assertNever, HoldfastError } from '../../../../shared/model/result.ts';
import { END_WORDS } from '../../../../shared/text/run-words.ts';
import type { Refusal } from '../core/events.ts';
import type { Lever } from '../core/state.ts';
import { REFUSAL_WORDS } from './words.ts';

/** What whoever is refused wants to know beside the word of the core. */
export interface Refused {
  readonly lever?: Lever | null;
  /** Which run holds the lock, or is meant. */
  readonly run?: Pick<Run, 'id' | 'name' | 'starter' | 'holder' | 'startedAt' | 'state' | 'epoch'> | null;
  /** What would be done now. */
  readonly preview?: PlanPreview;
  readonly failing?: readonly PreflightCheck[];
  readonly nameOf: (person: PersonId) => string;
}

/** A refusal of the decision core as a person reads it; its `details` hold what a screen shows with it, `details.why` the core’s own word. */
export function refusalError(why: Refusal, { lever = null, run = null, preview, failing = [], nameOf }: Refused): HoldfastError {
  const details = { why, ...(lever === null ? {} : { lever }), ...(run === null ? {} : { run: run.id, holder: run.holder, since: run.startedAt, epoch: run.epoch }), ...(preview === undefined ? {} : { preview }), ...(failing.length === 0 ? {} : { checks: failing }) };
  return new HoldfastError(why === 'ownApproval' || why === 'notHolder' ? 'forbidden' : 'conflict', wordsFor(why, { lever, run, failing, nameOf }), details);
}

function wordsFor(why: Refusal, { lever = null, run = null, failing = [], nameOf }: Refused): string {
  const holder = run === null || run.holder === null ? null : nameOf(run.holder);
  switch (why) {
    case 'held':
      return lever === null ? 'The lever is pulled: nothing begins.' : `${nameOf(lever.owner)} has pulled the lever: ${lever.reason}. Nothing begins until it is released.`;
    case 'busy':
      return run === null ? 'Another run of this group is under way.' : `${run.id} (${run.name}) is under way${holder === null ? '' : `, steered by ${holder}`}, since ${run.startedAt}. Plans of one group never run at the same time.`;
    case 'notArmed':
      return 'This plan is not armed for you, or no longer: hold to arm it, and confirm within 30 seconds.';
    case 'stale':
      return run === null ? 'What is there now is not what you saw. Nothing was begun; look at it as it is now.' : 'What is there now is not what was confirmed: roll back, or abort and start anew.';
    case 'blocked':
      return `Pre-flight says no: ${failing.map(({ rule, says, overridable }) => `${rule}: ${says}${overridable ? '' : ' (cannot be overridden)'}`).join('; ')}.`;
    case 'ownApproval':
      return 'Whoever started a run does not approve it: a second person must.';
    case 'nothingRuns':
      return run === null ? 'Nothing runs.' : `${run.id} is over: ${END_WORDS[run.state]}.`;
    case 'notHolder':
      return holder === null ? 'Somebody else steers this run.' : `${holder} steers this run. Take it over first, with a reason.`;
    case 'tookOver':
      return holder === null ? 'This run was taken over meanwhile.' : `${holder} has taken this run over meanwhile.`;
    case 'nothingToApprove':
    case 'unknownFirst':
    case 'notNow':
    case 'coolDown':
    case 'neverAutomatic':
    case 'restarted':
    case 'split':
      return `Not done: ${REFUSAL_WORDS[why]}.`;
    default:
      return assertNever(why, 'refusal');
  }
}
