import { useMemo } from 'react';
import { ItemId } from '../../../../shared/model/ids.ts';
import { personHint } from '../../../../shared/text/person-hint.ts';
import type { PersonHint } from '../../../../shared/model/review.ts';
import { usePeople } from '../../incidents/index.ts';
import { useReview } from '../review-context.ts';
import { mergeWhys, WhyParts, whysOf } from '../rules/parts.ts';
import { readingOrder, type Placed, type WhyText, type WhyTree } from '../rules/tree.ts';
import { usePart, type Part } from '../use-part.ts';
import { usePut, type Putting } from '../use-put.ts';

export interface Whys extends Pick<Putting, 'busy' | 'error' | 'again'> {
  readonly part: Part<WhyTree>;
  readonly placed: readonly Placed[];
  readonly hintOf: (why: WhyText) => PersonHint | null;
  readonly save: () => void;
}

export const newItem = (): ItemId => ItemId.parse(`w${crypto.randomUUID().slice(0, 13)}`);
const words = (text: string | null): string | null => (text === null || text.trim() === '' ? null : text.trim());

/** The tree of whys as it is written here, and how it is saved. */
export function useWhys(): Whys {
  const { review } = useReview();
  const people = usePeople();
  const current = useMemo(() => whysOf(review), [review]);
  const part = usePart<WhyTree>('whys', WhyParts, current, mergeWhys);
  const { put, ...going } = usePut();
  const placed = useMemo(() => readingOrder(part.value), [part.value]);
  const hintOf = (why: WhyText): PersonHint | null => (why.answer === null || why.meant ? null : personHint(why.answer, people.map(({ name }) => name)));
  const save = (): void => put({ whys: part.value.map((why) => ({ ...why, question: words(why.question) ?? 'Why?', answer: words(why.answer) })) }, part.saved);
  return { part, placed, hintOf, save, ...going };
}
