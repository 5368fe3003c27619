import type { CorrectiveAction, Review, ReviewHead } from '../../../../shared/model/review.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { formatDuration } from '../../../../shared/time/format.ts';
import type { StateName } from '../../../ui/kit/state.ts';

/** A moment counted from the start of the impact: "T+07:20", "T−01:00". */
export const sinceText = (at: number, start: number): string => `T${at < start ? '−' : '+'}${formatDuration(Math.abs(at - start))}`;

/** How much later or earlier the left one was: "04:00 later"; null where one of them is not known. */
export function differenceText(leftMs: number | null, rightMs: number | null): string | null {
  if (leftMs === null || rightMs === null) return null;
  const by = leftMs - rightMs;
  return Math.abs(by) < 1_000 ? 'the same' : `${formatDuration(Math.abs(by))} ${by > 0 ? 'later' : 'earlier'}`;
}

export interface Said {
  readonly mark: StateName;
  readonly word: string;
}

const DAY_MS = 86_400_000;

/** "due in 3 d", "2 d late". */
export function dueWords(dueAt: string | null, now: EpochMs | null): Said | null {
  if (dueAt === null || now === null) return null;
  const left = Date.parse(dueAt) - now;
  if (left < 0) return { mark: 'P2', word: -left < DAY_MS ? 'late today' : `${counted(Math.floor(-left / DAY_MS), 'day')} late` };
  return { mark: 'none', word: left < DAY_MS ? 'due within a day' : `due in ${counted(Math.floor(left / DAY_MS), 'day')}` };
}

export function reviewWords({ state, dueAt }: Pick<ReviewHead | Review, 'state' | 'dueAt'>, now: EpochMs | null): Said {
  const due = dueWords(dueAt, now);
  switch (state) {
    case 'closed':
      return { mark: 'ok', word: 'closed' };
    case 'open':
      return due === null ? { mark: 'none', word: 'open' } : { mark: due.mark, word: `open, ${due.word}` };
    case 'due':
      return due ?? { mark: 'none', word: 'due' };
    case 'none':
    default:
      return { mark: 'none', word: 'not begun' };
  }
}

export function actionWords({ state, daysLate, lapsedAt }: Pick<CorrectiveAction, 'state' | 'daysLate' | 'lapsedAt'>): Said {
  if (state === 'done') return lapsedAt === null ? { mark: 'ok', word: 'done, proof passed' } : { mark: 'P2', word: 'done, proof no longer holds' };
  if (state === 'dropped') return { mark: 'none', word: 'dropped' };
  if (daysLate !== null) return { mark: 'P2', word: daysLate === 0 ? 'late today' : `${counted(daysLate, 'day')} late` };
  return state === 'awaiting' ? { mark: 'late', word: 'waits for a second person' } : { mark: 'none', word: 'open' };
}

const PROOF_WORD = { none: 'No proof planned', waiting: 'Not proved yet', cannotRun: 'Cannot be looked at', passed: 'Proved', lapsed: 'No longer holds' } as const;
const PROOF_MARK = { none: 'none', waiting: 'late', cannotRun: 'blind', passed: 'ok', lapsed: 'P2' } as const satisfies Record<string, StateName>;
export const proofWords = ({ state }: CorrectiveAction['proofState']): Said => ({ mark: PROOF_MARK[state], word: PROOF_WORD[state] });
