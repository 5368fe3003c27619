import type { HoldfastConfig } from '../../shared/model/config.ts';
import type { ConfigPath } from './config-path.ts';
import { formatDuration, readDuration } from './duration.ts';
import type { Finding } from './explain.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Below: work that starves the machine or a vendor. Above: longer than a timer can wait, or surely a slip of the unit. */
const LIMITS = {
  every: [SECOND, DAY],
  timeout: [50, 10 * MINUTE],
  window: [10 * SECOND, DAY],
  for: [SECOND, 7 * DAY],
  deadMan: [10 * SECOND, DAY],
  rollups: [DAY, 3_650 * DAY],
} as const satisfies Record<string, readonly [number, number]>;

type Written = readonly [path: ConfigPath, text: string | undefined, limit: keyof typeof LIMITS];

/** Every duration of the configuration against the span that makes sense for it. */
export function checkDurations(config: HoldfastConfig): Finding[] {
  return allDurations(config).flatMap(([path, text, limit]) => {
    if (text === undefined) return [];
    const [least, most] = LIMITS[limit];
    const valueMs = readDuration(text);
    if (valueMs >= least && valueMs <= most) return [];
    return [{ path, message: `expected a duration from ${formatDuration(least)} to ${formatDuration(most)}, found "${text.slice(0, 40)}"` }];
  });
}

const allDurations = (config: HoldfastConfig): Written[] => [
  ...config.sources.map((source, index): Written => [['sources', index, 'timeout'], source.timeout, 'timeout']),
  ...config.signals.flatMap((signal, index): Written[] => [
    [['signals', index, 'every'], signal.every, 'every'],
    [['signals', index, 'window'], signal.window, 'window'],
    ...(['http', 'tcp', 'dns'] as const).map((key): Written => [['signals', index, key, 'timeout'], signal[key]?.timeout, 'timeout']),
  ]),
  ...config.rules.map((rule, index): Written => [['rules', index, 'when', 'for'], 'when' in rule ? rule.when.for : undefined, 'for']),
  [['deadMan', 'every'], config.deadMan?.every, 'deadMan'],
  [['retention', 'rollups'], config.retention.rollups, 'rollups'],
];
