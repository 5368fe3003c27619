import type { Gate, Run, RunScore, RunStep, StopReason } from '../../../../../shared/model/continuity/run.ts';
import { counted } from '../../../../../shared/text/counted.ts';
import { RULE_WORD } from '../../../../../shared/text/continuity-words.ts';
import { plain } from '../../../../../shared/text/plain.ts';
import type { StateName } from '../../../../ui/kit/state.ts';

/** Shapes that runs have beside those of the kit: under way, a person is asked, taken back. */
export type RunMark = StateName | 'going' | 'asks' | 'undone';
export interface Marked {
  readonly mark: RunMark;
  readonly word: string;
}

/** Nothing goes on that nobody has heard of: while the engine is silent, what was under way only was so. */
export const asKnown = (marked: Marked, silent: boolean): Marked => (silent && marked.mark === 'going' ? { mark: 'late', word: `was ${marked.word}` } : marked);

export const MODE_WORD: Readonly<Record<Run['mode'], string>> = { live: 'LIVE', drill: 'DRILL', 'dry-run': 'DRY RUN' };
/** What a mode means for the world outside, in a sentence. */
export const MODE_SAYS: Readonly<Record<Run['mode'], string>> = {
  live: 'The real thing: what it does, users feel.',
  drill: 'The real path, on what belongs to drills. Nothing that users depend on is changed.',
  'dry-run': 'The same steps, which only look. Nothing is changed.',
};

export const isActive = ({ state }: Pick<Run, 'state'>): boolean => state === 'running' || state === 'paused' || state === 'stopped';

const RUN_MARK: Readonly<Record<Run['state'], Marked>> = {
  running: { mark: 'going', word: 'running' },
  paused: { mark: 'held', word: 'PAUSED' },
  stopped: { mark: 'P1', word: 'STOPPED' },
  done: { mark: 'ok', word: 'done' },
  rolledBack: { mark: 'undone', word: 'rolled back' },
  aborted: { mark: 'broken', word: 'aborted' },
  interrupted: { mark: 'none', word: 'interrupted' },
};
/** Shape and word of a run’s state. */
export const runMark = ({ state, way }: Pick<Run, 'state' | 'way'>): Marked => (state === 'running' && way === 'back' ? { mark: 'going', word: 'rolling back' } : RUN_MARK[state]);

const STOPPED: Readonly<Record<StopReason, string>> = {
  elsewhere: 'the other console may have done it',
  refused: 'what it asked for was refused',
  notReached: 'what it calls was not reached, however often it was tried',
  lost: 'somebody else had changed it, so that it is not as it was confirmed',
  unproven: 'it was done, and is not seen to work',
  unknown: 'nobody knows whether it happened',
  notReady: 'what must be healthy first is not, or cannot be seen',
  approvalTimedOut: 'nobody approved in time',
  notDone: 'it did not happen',
  lookTimedOut: 'what is there now could not be read in time',
};
const WANTS: Readonly<Record<NonNullable<Run['wants']>, string>> = { pause: 'It pauses', rollBack: 'It is rolled back', abort: 'It ends' };

/** Steps in which something is under way, or that a person is waited for. */
const BUSY: ReadonlySet<RunStep['state']> = new Set<RunStep['state']>(['looking', 'approving', 'sending', 'reading', 'unknown']);
export const isBusy = ({ state }: Pick<RunStep, 'state'>): boolean => BUSY.has(state);

/** The step that has taken effect and is not seen to work, so that the run stopped behind it; -1 where there is none. */
export const unprovenStep = ({ state, why, steps }: Pick<Run, 'steps' | 'state' | 'why'>): number => (state === 'stopped' && why === 'unproven' ? steps.findLastIndex((step) => step.state === 'done') : -1);

/** The step of which a person must say whether the other console has done it, or taken it back; -1 where there is none. */
export const elsewhereStep = ({ state, why, way, steps }: Pick<Run, 'steps' | 'state' | 'why' | 'way'>): number => {
  if (state !== 'stopped' || why !== 'elsewhere') return -1;
  return way === 'back' ? steps.findLastIndex((step) => step.changes && (step.state === 'done' || step.state === 'partly')) : steps.findIndex((step) => step.state !== 'done');
};

/** The step that decides now: what is under way or waited for, else what failed or stopped half-way, else the next one; -1 where there is none. */
export function currentStep(run: Pick<Run, 'steps' | 'state' | 'way' | 'why'>): number {
  if (!isActive(run)) return -1;
  const unproven = unprovenStep(run);
  if (unproven !== -1) return unproven;
  const elsewhere = elsewhereStep(run);
  if (elsewhere !== -1) return elsewhere;
  const busy = run.steps.findIndex(isBusy);
  if (busy !== -1) return busy;
  const failed = run.steps.findIndex(({ state }) => state === 'failed' || state === 'partly');
  if (failed !== -1) return failed;
  return run.way === 'back' ? run.steps.findLastIndex(({ state, changes }) => (state === 'done' || state === 'partly') && changes) : run.steps.findIndex(({ state }) => state === 'pending');
}

const ENDED: Readonly<Record<'done' | 'aborted' | 'interrupted', string>> = {
  done: 'Every step was done.',
  aborted: 'It was ended where it stood; what was done stays.',
  interrupted: 'A real action needed the same group, and comes before a drill.',
};

function rolledBack(steps: Run['steps']): string {
  const stays = steps.filter((step) => step.state === 'stays').length;
  return stays === 0 ? 'What was done was taken back.' : `What could be taken back was taken back; ${counted(stays, 'step')} ${stays === 1 ? 'stays' : 'stay'} as done.`;
}

/** What a dry run found that is not as the steps need it: some of it only the steps before it would make so. */
function lookedAt(steps: Run['steps']): string {
  const [no, unknown] = [steps.filter(({ found }) => found === 'no').length, steps.filter(({ found }) => found === 'unknown').length];
  return `${no === 0 ? '' : ` ${counted(no, 'step')} found what is not so now.`}${unknown === 0 ? '' : ` Of ${counted(unknown, 'step')} it is not known.`}`;
}

/** How a run stands, in a sentence or two. */
export function standing(run: Run): string {
  const { state, mode, wants, why, steps } = run;
  if (state === 'done' && mode === 'dry-run') return `Every step was looked at; nothing was changed.${lookedAt(steps)}`;
  if (state === 'rolledBack') return rolledBack(steps);
  if (state === 'done' || state === 'aborted' || state === 'interrupted') return ENDED[state];
  const at = currentStep(run);
  const step = steps[at];
  const where = step === undefined ? '' : `Step ${at + 1} of ${steps.length}, ${plain(step.name, 80)}: `;
  if (state === 'paused') return `${where}nothing begins until somebody resumes it.`;
  if (state === 'stopped') return `${where}${why === 'elsewhere' && run.way === 'back' ? 'the other console may have taken it back' : STOPPED[why ?? 'notDone']}. It waits for a person.${wants === 'rollBack' ? ' Then it is rolled back.' : ''}`;
  const doing = step === undefined ? 'under way' : stepMark(step, run).word;
  return `${where}${doing}.${wants === null ? '' : ` ${WANTS[wants]} as soon as this step has ended.`}`;
}

const STEP_MARK: Readonly<Record<RunStep['state'], Marked>> = {
  pending: { mark: 'none', word: 'not begun' },
  looking: { mark: 'going', word: 'looking' },
  approving: { mark: 'asks', word: 'waits for approval' },
  sending: { mark: 'going', word: 'under way' },
  reading: { mark: 'going', word: 'reads back' },
  unknown: { mark: 'asks', word: 'unknown' },
  partly: { mark: 'P2', word: 'half done' },
  done: { mark: 'ok', word: 'done' },
  failed: { mark: 'broken', word: 'failed' },
  undone: { mark: 'undone', word: 'taken back' },
  stays: { mark: 'P2', word: 'stays' },
};
const OWN_WORD: Partial<Record<RunStep['kind'], Partial<Record<RunStep['state'], string>>>> = { approve: { done: 'approved', failed: 'not approved' }, wait: { sending: 'waits' } };

/** Of a step that the other console may have done, or taken back. */
export const elsewhereMark = ({ way }: Pick<Run, 'way'>): Marked => ({ mark: 'asks', word: way === 'back' ? 'taken back elsewhere?' : 'done elsewhere?' });

/** Of a step that has taken effect and is not seen to work. */
export const UNPROVEN: Marked = { mark: 'asks', word: 'not seen to work' };

/** Shape and word of a step’s state. What a dry run has done is only looked at. */
const FOUND: Readonly<Record<NonNullable<RunStep['found']>, Marked>> = { yes: { mark: 'ok', word: 'looked at' }, no: { mark: 'P2', word: 'looked at: not so now' }, unknown: { mark: 'late', word: 'looked at: not known' } };

export function stepMark({ state, kind, found = null }: Pick<RunStep, 'state' | 'kind'> & Partial<Pick<RunStep, 'found'>>, { way, mode }: Pick<Run, 'way' | 'mode'> = { way: 'forward', mode: 'live' }): Marked {
  const { mark, word } = STEP_MARK[state];
  if (mode === 'dry-run' && state === 'done') return FOUND[found ?? 'yes'];
  return { mark, word: way === 'back' && state === 'sending' ? 'being taken back' : (OWN_WORD[kind]?.[state] ?? word) };
}

export const GATE_WORD: Readonly<Record<Gate['gate'], { readonly name: string; readonly asks: string }>> = {
  accepted: { name: 'Accepted', asks: 'the provider has taken the change' },
  authoritative: { name: 'Authoritative', asks: 'every name server of the zone answers with it' },
  resolvers: { name: 'Resolvers', asks: 'the resolvers that are asked have it' },
  moved: { name: 'Moved', asks: 'traffic and signals have moved' },
};

const GATE_MARK: Readonly<Record<Exclude<Gate['state'], 'waiting'>, Marked>> = { passed: { mark: 'ok', word: 'passed' }, late: { mark: 'P2', word: 'late' }, failed: { mark: 'broken', word: 'failed' }, skipped: { mark: 'none', word: 'not asked for' } };
/** A gate is looked at once those before it are through: until then it is not waited for. */
export function gateMark({ state, since }: Pick<Gate, 'state' | 'since'>): Marked {
  if (state !== 'waiting') return GATE_MARK[state];
  return since === null ? { mark: 'none', word: 'not yet' } : { mark: 'going', word: 'waiting' };
}

const SURPRISE_WORD: Readonly<Record<RunScore['surprises'][number]['what'], string>> = { failsOnce: 'failed once', slow: 'was slow', noAnswer: 'gave no answer' };
export const surpriseText = ({ what, coped }: RunScore['surprises'][number], step: string): string => `${step} ${SURPRISE_WORD[what]}, on purpose and without a word: ${coped ? 'coped' : 'did not cope'}`;

/** A rule of pre-flight by its name, also one that this version does not know. */
export const ruleWord = (rule: string): string => (rule in RULE_WORD ? RULE_WORD[rule as keyof typeof RULE_WORD] : rule);
