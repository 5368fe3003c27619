import type { StepConfigOf } from '../../../../../shared/model/continuity/step-config.ts';
import type { DnsProviderConfig } from '../../../../../shared/model/continuity/dns-provider-config.ts';
import type { RunMode } from '../../core/state.ts';
import type { Eyes } from '../../core/checks.ts';
import { assertNever } from '../../../../../shared/model/result.ts';
import { readDuration } from '../../../../config/duration.ts';
import { plainName } from '../../../../dns/name.ts';
import type { LiveSet, RecordSet, SwapOrder, SwapOutcome } from '../../dns/provider.ts';
import { canonicalValues, sameValues } from '../../dns/rules.ts';
import type { Happened } from '../../core/events.ts';
import type { SignalFacts } from '../signals.ts';
import type { Performed } from '../step.ts';

export type DnsStep = StepConfigOf<'dns'>;

/** The record that is changed: in a drill the one that belongs to drills; null where there is none. */
export const recordOf = ({ record, drill }: DnsStep, mode: RunMode): string | null => (mode === 'drill' ? (drill?.record ?? null) : record);

/** The whole set afterwards, written the one way that sets are compared in. Throws `DnsFormatError`. */
export const wantedOf = ({ type, to, ttl, proxied }: DnsStep, record: string, provider: DnsProviderConfig['type'] | undefined): RecordSet => ({
  name: plainName(record),
  type,
  ttlSeconds: Math.max(1, Math.round(readDuration(ttl) / 1_000)),
  values: canonicalValues(type, to),
  ...(proxied === undefined || provider !== 'cloudflare' ? {} : { proxied }),
});

export const setText = ({ values, ttlSeconds }: Pick<RecordSet, 'values' | 'ttlSeconds'>): string => (values.length === 0 ? 'no record' : `${values.join(', ')} · ${ttlSeconds} s`);

/** What is at each provider, as one value: once where all have the same. */
export function liveText(sets: readonly { readonly provider: string; readonly live: Pick<RecordSet, 'values' | 'ttlSeconds'> }[]): string {
  const texts = new Set(sets.map(({ live }) => setText(live)));
  return texts.size === 1 ? ([...texts][0] ?? '') : sets.map(({ provider, live }) => `${provider}: ${setText(live)}`).join('; ');
}

/** A set as it was, without what only belongs to where it was read. */
export const bare = ({ name, type, ttlSeconds, values, proxied }: RecordSet): RecordSet => ({ name, type, ttlSeconds, values, proxied });

/** What was confirmed is there still, or what is wanted is already: neither is overwritten blindly. */
export const isAsConfirmed = (live: LiveSet, { confirmed, wanted }: SwapOrder): boolean => sameValues(live, confirmed) || sameValues(live, wanted);

/** Whether records may point to where they are to point: never to what is not positively healthy. One source that sees it alive, and none that sees it dead. */
export function judgeTarget(signals: readonly SignalFacts[], { controlsAnswer }: Eyes): { readonly is: 'healthy' | 'ill' | 'unknown'; /** All that look at it say that it is ill. */ readonly byAll: boolean } {
  if (!controlsAnswer) return { is: 'unknown', byAll: false };
  const seen = signals.filter(({ sampleTime, isLive, targetFailed, value }) => sampleTime !== null && isLive && (targetFailed || value !== null));
  const ill = seen.filter(({ isIll, targetFailed }) => isIll || targetFailed);
  if (ill.length > 0) return { is: 'ill', byAll: ill.length === signals.length };
  return { is: seen.length > 0 ? 'healthy' : 'unknown', byAll: false };
}

/** What one provider made of a change, as the outcome of a step. What was refused only for now is tried again at once, where it may be. */
export function performedOf(outcome: SwapOutcome, wanted: RecordSet): Performed {
  switch (outcome.kind) {
    case 'done':
      return { outcome: 'done', says: `${setText(wanted)}${outcome.note === null ? '' : ` (${outcome.note})`}` };
    case 'lost':
      return { outcome: 'lost', says: `somebody else has changed it: it is ${setText(outcome.live)} now, and was not overwritten` };
    case 'refused':
      return { outcome: outcome.again && outcome.retryAfterMs === null ? 'notReached' : 'refused', says: outcome.reason };
    case 'notReached':
    case 'unknown':
      return { outcome: outcome.kind, says: outcome.reason };
    default:
      return assertNever(outcome, 'outcome');
  }
}

/** Of a change at all its providers, by what each of them has now. Half of it is not done: it is done again, or put back. */
export function happenedOf(kinds: readonly ('done' | 'notDone' | 'lost' | 'unknown')[]): Exclude<Happened, 'unproven'> {
  if (kinds.some((kind) => kind === 'unknown' || kind === 'lost')) return 'unknown';
  return kinds.every((kind) => kind === 'done') ? 'yes' : 'no';
}
