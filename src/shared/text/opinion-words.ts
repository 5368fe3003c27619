import type { SecondOpinion, Signal, Source } from '../model/entities.ts';
import type { Unit } from '../model/config.ts';
import { fromRfc3339, type EpochMs } from '../model/units.ts';
import { formatDuration, formatSince, formatSpan } from '../time/format.ts';
import { formatValueText } from './format.ts';
import { plain } from './plain.ts';

export interface BothSaid {
  /** What the two are called. */
  readonly first: string;
  readonly second: string;
  readonly value: number | null;
  readonly other: number | null;
  readonly unit: Unit;
}

/** "Prometheus 2.1 %, Datadog 0.3 %". */
export const bothSaid = ({ first, second, value, other, unit }: BothSaid): string => `${plain(first, 40)} ${formatValueText(value, null, unit)}, ${plain(second, 40)} ${formatValueText(other, null, unit)}`;

/** What two signals are called beside each other: their sources, or, where one source gives both, their own names. */
export function opinionNames(signal: Pick<Signal, 'source' | 'name' | 'id'>, other: Pick<Signal, 'source' | 'name' | 'id'> | undefined, sources: readonly Pick<Source, 'id' | 'name'>[]): readonly [first: string, second: string] {
  const nameOf = (id: string): string => sources.find((source) => source.id === id)?.name ?? id;
  if (other === undefined) return [nameOf(signal.source), 'another source'];
  const names = [nameOf(signal.source), nameOf(other.source)] as const;
  if (names[0] !== names[1]) return names;
  return signal.name === other.name ? [signal.id, other.id] : [signal.name, other.name];
}

/** How the second opinion stands to the first, in a sentence without its full stop. */
export function opinionText(opinion: SecondOpinion, [first, second]: readonly [string, string], unit: Unit, now: EpochMs): string {
  const said = bothSaid({ first, second, value: opinion.value, other: opinion.other, unit });
  const since = opinion.since === null ? null : fromRfc3339(opinion.since);
  switch (opinion.state) {
    case 'disagree':
      return `Sources disagree: ${said}${since === null ? '' : `, ${formatSince(since, now)}`}`;
    case 'differ':
      return `${said}: further apart than ${toleranceText(opinion, unit)}${since === null ? '' : `, for ${formatDuration(Math.max(0, now - since))} of ${formatSpan(opinion.forMs)}`}`;
    case 'agree':
      return `${said}: within ${toleranceText(opinion, unit)}`;
    case 'none':
      return `No second opinion now: ${plain(opinion.missing === 'first' ? first : second, 40)} tells nothing`;
    case 'waiting':
    default:
      return `No second opinion yet from ${plain(second, 40)}`;
  }
}

/** "20 % of the larger", or "5 ms". */
function toleranceText({ tolerance: { relative, absolute } }: SecondOpinion, unit: Unit): string {
  return relative === null ? formatValueText(absolute, null, unit) : `${String(Number((relative * 100).toFixed(3)))} % of the larger`;
}
