import { formatMatcher, parseMatcher, type LabelMatcher } from '../../../../shared/model/label-matcher.ts';
import type { AlertmanagerSourceConfig } from '../../../../shared/model/sources/alertmanager.ts';
import { toRfc3339, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { readDuration } from '../../../config/duration.ts';
import type { ResolvedSource } from '../../../config/resolved.ts';
import type { ConfiguredWatchdog } from '../../alerts/watchdogs.ts';

/** A dead man's switch as it is configured. */
export interface Watchdog {
  readonly matchers: readonly LabelMatcher[];
  readonly withinMs: DurationMs;
  readonly by: 'alerts' | 'webhook';
}

export function readWatchdog({ watchdog }: AlertmanagerSourceConfig): Watchdog | null {
  // Each matcher was read once before, when the configuration was checked.
  return watchdog === undefined ? null : { matchers: watchdog.matchers.flatMap((text) => parseMatcher(text) ?? []), withinMs: readDuration(watchdog.within), by: watchdog.by };
}

/** Those of a configuration. */
export const watchdogsOf = (sources: readonly Pick<ResolvedSource, 'config'>[]): readonly ConfiguredWatchdog[] =>
  sources.flatMap(({ config }) => {
    const watchdog = config.type === 'alertmanager' ? readWatchdog(config) : null;
    return watchdog === null ? [] : [{ source: config.id, matchers: watchdog.matchers }];
  });

/** What it is called: the name of the alert, or what its labels are like. */
export const nameOf = ({ matchers }: Watchdog): string => plain(matchers.find(({ name, isEqual, isRegex }) => name === 'alertname' && isEqual && !isRegex)?.value ?? matchers.map(formatMatcher).join(', '), 120);

/**
 * A sentence while the watchdog has not arrived for longer than it may, null otherwise. `lastAt`: when it arrived last, null where it
 * was never seen; `watchedSince`: before that it may have arrived unseen, where it is only sent and cannot be asked for. Pure.
 */
export function missing(watchdog: Watchdog, lastAt: EpochMs | null, watchedSince: EpochMs | null, now: EpochMs): string | null {
  const from = lastAt ?? watchedSince;
  if (from !== null && now - from <= watchdog.withinMs) return null;
  const name = nameOf(watchdog);
  const why = watchdog.by === 'alerts' ? 'Prometheus may not be evaluating rules, or cannot reach this Alertmanager' : 'Alertmanager may not be sending it here, or Prometheus may not be evaluating rules';
  if (from === null) return `${name} is not among its alerts: ${why}`;
  return `${name} has not ${watchdog.by === 'alerts' ? 'arrived' : 'been sent here'} since ${toRfc3339(from).slice(11, 19)} UTC: ${why}`;
}
