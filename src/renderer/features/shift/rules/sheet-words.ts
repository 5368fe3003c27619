import type { HandoverDraft, HandoverRecord } from '../../../../shared/model/shift.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatAge, formatDuration } from '../../../../shared/time/format.ts';

const at = (text: string): EpochMs => fromRfc3339(text) ?? epochMs(0);

/** "2 open incidents, 1 proposed": what stands above the list. */
export function incidentsTitle(incidents: HandoverDraft['incidents']): string {
  const proposed = incidents.filter(({ standing }) => standing === 'proposed').length;
  const open = incidents.length - proposed;
  if (incidents.length === 0) return 'No open incident';
  const parts = [open === 0 ? null : counted(open, 'open incident'), proposed === 0 ? null : counted(proposed, 'proposed', 'proposed')].filter((part) => part !== null);
  return parts.join(', ');
}

/** Alerts that belong to no incident; null where there are none at all. */
export function alertsText({ firing, pending, suppressed }: HandoverDraft['alerts']): string | null {
  const parts = [firing === 0 ? null : `${firing} firing`, pending === 0 ? null : `${pending} pending`, suppressed === 0 ? null : `${suppressed} kept silent by maintenance`].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

/** "ends in 52:10", "begins in 3 h 0 min": counted to `now`, or to when it was handed over. */
export function windowText({ active, startsAt, endsAt }: Pick<HandoverDraft['maintenance'][number], 'active' | 'startsAt' | 'endsAt'>, now: EpochMs): string {
  const [start, end] = [at(startsAt), at(endsAt)];
  if (end <= now) return 'is over';
  return active || start <= now ? `ends in ${formatDuration(end - now)}` : `begins in ${formatDuration(start - now)}`;
}

/** "blind for 12 min". */
export const blindText = ({ since }: HandoverDraft['blind'][number], now: EpochMs): string => `blind for ${formatAge(now - at(since))}`;

export const servicesText = (services: 'all' | readonly string[], nameOf: (id: string) => string): string => (services === 'all' ? 'all services' : services.length > 6 ? `${services.slice(0, 5).map(nameOf).join(', ')} and ${services.length - 5} more` : services.map(nameOf).join(', '));

export type HandoverStanding = 'open' | 'taken' | 'superseded';

/** One that nobody took before the next was written is not open any more: nobody was handed anything. */
export function standingOf(record: Pick<HandoverRecord, 'seq' | 'acceptedAt'>, newestSeq: number): HandoverStanding {
  if (record.acceptedAt !== null) return 'taken';
  return record.seq === newestSeq ? 'open' : 'superseded';
}

/** "Jon Aasen to Mira Okafor, taken after 4 min"; names are of people, shown as text. */
export function handoverText(record: Pick<HandoverRecord, 'seq' | 'at' | 'by' | 'acceptedAt' | 'acceptedBy'>, newestSeq: number): string {
  const from = plain(record.by.name, 60);
  if (record.acceptedAt !== null && record.acceptedBy !== null) return `${from} to ${plain(record.acceptedBy.name, 60)}, taken after ${formatAge(at(record.acceptedAt) - at(record.at))}`;
  return standingOf(record, newestSeq) === 'open' ? `${from}, not taken yet` : `${from}, never taken`;
}

/** What a folded hand-over holds: "3 incidents, 1 blind source, 2 notes". */
export function sheetText({ incidents, blind, maintenance, problems, notes }: HandoverDraft): string {
  const parts = [
    counted(incidents.length, 'incident'),
    ...(blind.length === 0 ? [] : [counted(blind.length, 'blind source')]),
    ...(maintenance.length === 0 ? [] : [counted(maintenance.length, 'maintenance window')]),
    ...(problems.length === 0 ? [] : [counted(problems.length, 'problem')]),
    ...(notes.length === 0 ? [] : [counted(notes.length, 'note')]),
  ];
  return parts.join(', ');
}
