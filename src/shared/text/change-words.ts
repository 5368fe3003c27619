import type { Change, ChangeKind, ChangeOfIncident, ChangeOrigin } from '../model/change.ts';
import { formatAge } from '../time/format.ts';
import { differentLines, type DifferentLine } from './line-difference.ts';
import { plain } from './plain.ts';

export const CHANGE_KIND_WORD: Readonly<Record<ChangeKind, string>> = { deploy: 'Deploy', config: 'Configuration', infrastructure: 'Infrastructure', dns: 'DNS', flag: 'Feature flag', other: 'Change' };

export const CHANGE_ORIGIN_WORD: Readonly<Record<ChangeOrigin, string>> = { api: 'the API', ci: 'CI', github: 'GitHub', terraform: 'Terraform', argo: 'Argo CD', grafana: 'Grafana', dns: 'Holdfast’s DNS watch', person: 'a person' };

/** "4 min before", "in the moment it began", "2 min after". */
export function fromOnsetWords({ fromOnsetMs }: ChangeOfIncident['relation']): string {
  if (Math.abs(fromOnsetMs) < 1_000) return 'as it began';
  return `${formatAge(Math.abs(fromOnsetMs))} ${fromOnsetMs < 0 ? 'before' : 'after'}`;
}

/** How it ended; empty where that is nothing to be said. */
export function changeStatusWords({ status, from }: Pick<Change, 'status' | 'from'>): string {
  if (status === 'failed') return 'failed';
  if (status === 'withdrawn') return from === 'grafana' ? 'deleted in Grafana' : 'withdrawn';
  if (status === 'started') return 'not said to be done';
  return status === 'unknown' && from !== 'grafana' ? 'outcome not said' : '';
}

/** Where it comes from and who did it: "mira, by GitHub". */
export function changedBy({ by, from, toldBy }: Pick<Change, 'by' | 'from' | 'toldBy'>): string {
  if (from === 'dns') return `seen by ${CHANGE_ORIGIN_WORD.dns}`;
  if (from === 'person') return by === null || by === toldBy ? `told by ${plain(toldBy, 60)}` : `${plain(by, 60)}, told by ${plain(toldBy, 60)}`;
  return by === null ? `by ${CHANGE_ORIGIN_WORD[from]}` : `${plain(by, 60)}, by ${CHANGE_ORIGIN_WORD[from]}`;
}

/** Removed and added lines; none where nothing of it was told. */
export const changedLines = ({ before, after }: Pick<Change, 'before' | 'after'>): readonly DifferentLine[] => (before === null && after === null ? [] : differentLines(before ?? '', after ?? ''));

/** "0123456 → 7fd1a60" where both are short words rather than lines. */
export function shortStep({ before, after }: Pick<Change, 'before' | 'after'>): string | null {
  const isShort = (text: string | null): boolean => text === null || (text.length <= 40 && !text.includes('\n'));
  if (!isShort(before) || !isShort(after) || (before === null && after === null)) return null;
  return before === null ? `→ ${plain(after ?? '', 40)}` : `${plain(before, 40)} → ${after === null ? 'nothing' : plain(after, 40)}`;
}
