import type { IncidentDetail } from '../../../shared/model/incident.ts';
import { matchesEmpty, type LabelMatcher } from '../../../shared/model/label-matcher.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { USUAL_SILENCE_MS } from '../../../shared/model/silence.ts';
import type { IncidentFact } from '../../../shared/model/timeline.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { isOpen, type IncidentRecord, type SilenceRecord } from '../incidents/record.ts';
import type { SourceSilence } from '../sources/source.ts';

/** An answer that was lost may have been on its way for so long. */
const LOST_AFTER_MS = 60_000;
/** One of several that share what they know may not have heard of it yet. */
const MISSING_FOR_MS = 30_000;
const SLACK_MS = 2_000;
const SHORTEST_MS = 60_000;
const LONGEST_MS = 366 * 86_400_000;

/** What somebody asks for. */
export interface SilenceAsked {
  readonly matchers: readonly LabelMatcher[];
  readonly endsAt: string;
  readonly reason: string;
  /** More than the usual seven days are meant. */
  readonly long: boolean;
}

/** Throws a HoldfastError that says what was expected where a silence must not be made. */
export function checkSilence(record: IncidentRecord, { matchers, endsAt, reason, long }: SilenceAsked, now: EpochMs): void {
  const refuse = (code: 'conflict' | 'invalid_input', message: string): never => {
    throw new HoldfastError(code, message);
  };
  if (record.isDrill) refuse('conflict', `${record.id} is a drill: a silence would keep real alerts from real people, so none is made.`);
  if (!isOpen(record)) refuse('conflict', `${record.id} is over; its alerts need no silence. Reopen it first.`);
  if (record.silences.some(({ state }) => state === 'asked')) refuse('conflict', `It is not known yet whether the last silence of ${record.id} was made. Holdfast is looking for it; wait until it says.`);
  if (matchers.every(matchesEmpty)) refuse('invalid_input', 'matchers: expected at least one that does not match everything, such as alertname="HighErrorRate".');
  const lastsMs = Date.parse(endsAt) - now;
  if (lastsMs < SHORTEST_MS) refuse('invalid_input', `endsAt: expected a time at least a minute ahead, found ${endsAt}.`);
  if (lastsMs > LONGEST_MS) refuse('invalid_input', 'endsAt: expected a time within a year.');
  if (lastsMs > USUAL_SILENCE_MS + SHORTEST_MS && !long) refuse('invalid_input', 'endsAt: this silence would last more than 7 days. Say that this is meant ("long": true), or choose an earlier end.');
  // Whoever reads Alertmanager reads the reason.
  const tells = (what: string): void => {
    if (record.private) refuse('invalid_input', `reason: it repeats the ${what} of a private incident, and everybody who sees Alertmanager would read it.`);
  };
  if (record.title !== null && reason.toLowerCase().includes(record.title.toLowerCase())) tells('title');
  if (reason.includes(record.id)) tells('number');
}

/** What stands at the source beside the matchers; of a private incident not even its number. */
export const commentOf = (record: Pick<IncidentRecord, 'id' | 'private'>, reason: string, marker: string): string => `${reason} (${record.private || reason.includes(record.id) ? '' : `${record.id} `}${marker})`;

/** What is seen of silences at a source. */
export interface SeenSilences {
  readonly items: readonly SourceSilence[];
  /** All that are in force are among them. */
  readonly complete: boolean;
  readonly now: EpochMs;
  /** A request about it is on its way, and whoever made that will say what came of it. */
  readonly inFlight: boolean;
  /** Since when it is not among them; null where it is. */
  readonly missingSince: EpochMs | null;
  /** When it was to end by what was told last. */
  readonly knownEnd: EpochMs;
  readonly firing: number;
  readonly url: (id: string) => string | null;
}

export const isMarked = (marker: string) => ({ comment }: Pick<SourceSilence, 'comment'>): boolean => comment.includes(marker);

export const madeFact = ({ item, source }: Pick<SilenceRecord, 'item' | 'source'>, silence: string, url: string | null, endsAt: EpochMs): IncidentFact => ({ type: 'silenceMade', data: { item, source, silence, url, endsAt: toRfc3339(endsAt) }, texts: {} });

export const endedFact = ({ item, source }: Pick<SilenceRecord, 'item' | 'source'>, how: NonNullable<IncidentDetail['silences'][number]['endedHow']>, firing: number): IncidentFact => ({ type: 'silenceEnded', data: { item, source, how, firing }, texts: {} });

/** What the source's silences say of one that was asked for from an incident. Pure. */
export function settle(silence: SilenceRecord, seen: SeenSilences): readonly IncidentFact[] {
  const { items, complete, now } = seen;
  if (seen.inFlight) return [];
  const ended = (): IncidentFact => endedFact(silence, now >= seen.knownEnd - SLACK_MS ? 'time' : 'elsewhere', seen.firing);
  if (silence.state === 'made') {
    const found = items.find(({ id }) => id === silence.silence);
    if (found?.state === 'expired') return [ended()];
    return found === undefined && complete && seen.missingSince !== null && now - seen.missingSince >= MISSING_FOR_MS ? [ended()] : [];
  }
  if (silence.state === 'ended') return [];
  const found = items.find(isMarked(silence.marker));
  if (found !== undefined) return [madeFact(silence, found.id, seen.url(found.id), found.endsAt), ...(found.state === 'expired' ? [endedFact(silence, 'elsewhere', seen.firing)] : [])];
  const isLost = silence.state === 'asked' && complete && now - epochMs(Date.parse(silence.askedAt)) >= LOST_AFTER_MS;
  return isLost ? [{ type: 'silenceRefused', data: { item: silence.item, source: silence.source, lost: true }, texts: { why: 'No answer came when it was asked for, and it is not there.' } }] : [];
}
