import { z } from 'zod';
import type { StepConfigOf } from '../../../../../shared/model/continuity/step-config.ts';
import { readDuration } from '../../../../config/duration.ts';

type Jobs = NonNullable<StepConfigOf<'drain'>['jobs']>;
type JobKind = Jobs['kinds'][number];

/** What a queue says of the jobs that wait in it. */
const Waiting = z.object({
  kinds: z.array(z.object({ kind: z.string().min(1).max(200), waiting: z.int().min(0), oldestSeconds: z.number().min(0).nullable().default(null) })).max(1_000),
});
export type WaitingKind = z.infer<typeof Waiting>['kinds'][number];

/** Null where it is not as it should be: what cannot be read is not decided on. */
export function readWaiting(text: string): readonly WaitingKind[] | null {
  try {
    const read = Waiting.safeParse(JSON.parse(text));
    return read.success ? read.data.kinds : null;
  } catch {
    return null;
  }
}

export interface JobDecision extends WaitingKind {
  readonly action: JobKind['action'];
  readonly order: JobKind['order'];
  /** 0: none is thrown away. */
  readonly expireAfterSeconds: number;
  readonly says: string;
}

/** Whether a person has said that jobs of this kind may be run though they may do twice what they do. */
const isSaid = ({ onlyIf }: JobKind): boolean => onlyIf === 'yes';

const ACTION_WORDS = { run: 'run', park: 'put into the emergency queue', expire: 'thrown away' } as const;
const ORDER_WORDS = { oldestFirst: 'oldest first', newestFirst: 'newest first' } as const;

/** What is done with a kind of job. One that may do twice what it does is run only at a person’s word. */
export function decide(kind: JobKind): Pick<JobDecision, 'action' | 'order' | 'expireAfterSeconds' | 'says'> {
  const isHeldBack = kind.action === 'run' && !kind.idempotent && !isSaid(kind);
  const action = isHeldBack ? 'park' : kind.action;
  const expires = kind.expireAfter === undefined || action === 'expire' ? null : kind.expireAfter;
  return {
    action,
    order: kind.order,
    expireAfterSeconds: expires === null ? 0 : readDuration(expires) / 1_000,
    says: [
      `${kind.kind}: ${ACTION_WORDS[action]}${action === 'run' ? `, ${ORDER_WORDS[kind.order]}` : ''}`,
      ...(isHeldBack ? ['because run again they may do twice what they do, and nobody has said that they may'] : []),
      ...(action === 'run' && !kind.idempotent ? ['a person has said that they may, though they may do twice what they do'] : []),
      ...(expires === null ? [] : [`those older than ${expires} are thrown away`]),
    ].join('; '),
  };
}

const count = (value: number): string => value.toLocaleString('en-US');

/** What becomes of what waits, or why nothing is done: a kind that the plan does not name is nobody’s to decide. */
export function decideAll({ kinds }: Jobs, waiting: readonly WaitingKind[]): { readonly decisions: readonly JobDecision[] } | { readonly refused: string } {
  const some = waiting.filter(({ waiting: jobs }) => jobs > 0);
  const strange = some.filter(({ kind }) => !kinds.some((each) => each.kind === kind));
  if (strange.length > 0) return { refused: `the plan does not say what becomes of jobs that wait: ${strange.map(({ kind, waiting: jobs }) => `${count(jobs)} of kind ${kind}`).join(', ')}` };
  return { decisions: some.flatMap((each) => kinds.filter(({ kind }) => kind === each.kind).map((kind): JobDecision => ({ ...each, ...decide(kind) }))) };
}

export const waitingWords = (waiting: readonly WaitingKind[]): string => {
  const some = waiting.filter(({ waiting: jobs }) => jobs > 0);
  return some.length === 0 ? 'no job waits' : some.map(({ kind, waiting: jobs, oldestSeconds }) => `${count(jobs)} of kind ${kind}${oldestSeconds === null ? '' : `, the oldest ${Math.round(oldestSeconds)} s`}`).join('; ');
};
