import type { RowSpan } from '../ports.ts';
import type { Repair } from './repair.ts';

/** What people call what a table holds. */
const HOLDS: Readonly<Record<string, string>> = {
  rollup_blocks: 'chart history',
  rollup_minutes: 'the last hour of chart history',
  series_signals: 'chart history',
  evidence_series: 'frozen charts',
  evidence_chunks: 'frozen charts',
  alerts: 'alerts',
  rule_state: 'what rules remember',
  seats: 'paired screens',
  pins: 'PINs',
};
const NAMED = 5;

/** What a damaged database has come to, in sentences for the person who looks. */
export function repairWords(reason: string, aside: string, { backup, salvage }: Repair): string {
  const first = `The database was damaged (${reason}). It was set aside as ${aside}`;
  if (salvage === null) {
    return backup === null
      ? `${first}; nothing in it could be read and there was no sound backup, so a new one was started.`
      : `${first} and the backup ${backup} was restored; what came after that backup is only in the file set aside.`;
  }
  const { history, incomplete } = salvage;
  const base = backup === null ? `${first}, and what could be read of it was taken over` : `${first} and the backup ${backup} was restored`;
  const taken = history.rows === 0 ? 'no rows of the journal' : `${count(history.rows, 'row')} of the journal`;
  const parts = [
    backup === null ? `${base}: ${taken}.` : history.forked ? `${base}. The damaged file tells another history than that backup, so nothing of its journal was taken over.` : `${base}; ${taken} that came after it ${history.rows === 1 ? 'was' : 'were'} taken over from the damaged file.`,
    history.lost.length === 0 ? null : `Lost from the journal: ${listed(history.lost.map(spanWords))}.`,
    history.unproven === 0 ? null : `${count(history.unproven, 'row')} of it can no longer be proven.`,
    history.incidents.length === 0 ? null : `Entries are missing in ${listed(history.incidents)}.`,
    incomplete.length === 0 ? null : `Perhaps not complete: ${listed([...new Set(incomplete.map((table) => HOLDS[table] ?? table.replaceAll('_', ' ')))])}.`,
    history.lost.length === 0 && history.unproven === 0 && history.incidents.length === 0 && incomplete.length === 0 && !history.forked ? 'Nothing is known to be lost.' : null,
  ];
  return parts.filter((part) => part !== null).join(' ');
}

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
const spanWords = ({ from, to }: RowSpan): string => (from === to ? `row ${from}` : `rows ${from} to ${to}`);
const listed = (items: readonly string[]): string => (items.length <= NAMED ? items : [...items.slice(0, NAMED), `${items.length - NAMED} more`]).join(', ');
