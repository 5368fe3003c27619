import type { IncidentPageContext } from '../page-context.ts';
import { dismissRefusal, nextStep, reviewRefusal, stepRefusal, STEPS, type StepName } from '../rules/next-step.ts';
import { silenceRefusal } from '../rules/silence.ts';
import type { Shortcuts } from '../use-shortcuts.ts';

/** Key → what it does, as the list of keys shows it. */
export const PAGE_KEYS: readonly (readonly [string, string])[] = [
  ['A', 'Acknowledge; accept a proposal'],
  ['C', 'Take command'],
  ['I', 'Investigation began'],
  ['N', 'Write a note (also /)'],
  ['M', 'Mitigated…'],
  ['T', 'Action item…'],
  ['R', 'Resolved…'],
  ['U', 'Record an update…'],
  ['S', 'Silence its alerts…'],
  ['V', 'Go to the review'],
  ['D', 'Decide on the plan…'],
  ['E', 'Change the severity…'],
  ['G', 'Merge into another…'],
  ['X', 'Dismiss…'],
  ['⇧N', 'Declare another incident…'],
  ['?', 'This list'],
  ['Ctrl K', 'Go to or do anything'],
];

const NOBODY = 'Nobody is named for this screen, so it cannot take a role. Pair it for a person in Settings';
const NOT_KNOWN = 'It is not known yet what this screen may do';
const NO_DECISION = 'Nothing is to be decided: no essential service of it is known to be down';

/** Single keys of an incident's page; one that cannot act says why through `refuse`, and `go` leads to another screen. */
export function keysOf(page: IncidentPageContext, refuse: (why: string) => void, go: (path: string) => void): Shortcuts {
  const { detail, may, ask, act } = page;
  const steer = (run: () => void) => () => (may.steer ? run() : refuse(may.why ?? NOT_KNOWN));
  const tell = (run: () => void) => () => (may.tell ? run() : refuse(may.why ?? NOT_KNOWN));
  const step = (name: StepName) =>
    steer(() => {
      const why = stepRefusal(detail, name);
      if (why !== null) return refuse(why);
      const { atOnce } = STEPS[name];
      return atOnce ? act({ type: name as 'acknowledge' }) : ask({ form: 'step', step: name });
    });
  const command = () => {
    if (may.person === null) return refuse(NOBODY);
    const holder = detail.roles.find(({ role }) => role === 'incidentCommander');
    if (holder?.person === may.person) return refuse('You have command already');
    if (holder?.offeredTo?.person === may.person) return act({ type: 'acceptRole', role: 'incidentCommander' });
    return holder === undefined ? act({ type: 'takeRole', role: 'incidentCommander' }) : refuse(`${holder.name} has command. Ask for a hand-over, or use “Assign”`);
  };
  return {
    a: step(nextStep(detail)?.name === 'accept' ? 'accept' : 'acknowledge'),
    i: step('investigate'),
    m: step('mitigate'),
    r: step('resolve'),
    v: () => {
      const why = reviewRefusal(detail);
      return why === null ? go(`/review/${detail.id}`) : refuse(why);
    },
    c: steer(command),
    t: tell(() => ask({ form: 'action' })),
    u: tell(() => ask({ form: 'update' })),
    d: steer(() => (detail.clocks.some(({ kind }) => kind === 'when') ? ask({ form: 'decide' }) : refuse(NO_DECISION))),
    e: steer(() => ask({ form: 'severity' })),
    s: steer(() => {
      const why = silenceRefusal(detail);
      return why === null ? ask({ form: 'silence' }) : refuse(why);
    }),
    g: steer(() => ask({ form: 'merge' })),
    x: steer(() => {
      const why = dismissRefusal(detail);
      return why === null ? ask({ form: 'dismiss' }) : refuse(why);
    }),
  };
}
