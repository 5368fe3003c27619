import type { TextKind } from '../../../shared/model/search.ts';

/** What a text is, before it. */
export const TEXT_KIND_WORD: Readonly<Record<TextKind, string>> = {
  title: 'Title',
  cause: 'Cause',
  fix: 'How it was fixed',
  why: 'Why',
  note: 'Note',
  update: 'Update',
  action: 'Action',
  reason: 'Reason',
  impact: 'Impact',
  link: 'Link',
  report: 'Report',
};

/** "12 incidents", "more than 1,000 incidents". */
export function foundWords(found: number, more: boolean): string {
  if (more) return `More than ${found.toLocaleString('en-GB')} incidents`;
  return found === 1 ? '1 incident' : `${found.toLocaleString('en-GB')} incidents`;
}
