import type { ReportPart } from '../../../shared/model/report.ts';

/** Where a part stands on the page, for links to it. */
export const anchorOf = ({ section, heading }: Pick<ReportPart, 'section' | 'heading'>): string => `part-${section ?? heading.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;

/** Nobody has written about what no data can tell: only that it is empty stands there. */
export const isUnwritten = ({ source }: Pick<ReportPart, 'source'>): boolean => source !== null && source.edited === null && source.text.trim() === '{{unwritten}}';

export type PartState = 'made' | 'written' | 'changed' | 'unwritten';

/** How a part stands: made from the facts, written by people, written before the facts changed, or not written. */
export function stateOf(part: ReportPart): PartState {
  if (isUnwritten(part)) return 'unwritten';
  if (part.source?.edited == null) return 'made';
  return part.source.changed.length > 0 ? 'changed' : 'written';
}
