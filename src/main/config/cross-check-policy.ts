import type { HoldfastConfig } from '../../shared/model/config.ts';
import type { IncidentsConfig, MaintenanceConfig, RosterEntryConfig } from '../../shared/model/policy-config.ts';
import { toRfc3339, type EpochMs } from '../../shared/model/units.ts';
import { instantOf, isTimeZone } from '../../shared/time/local-time.ts';
import { clip, type ConfigPath } from './config-path.ts';
import { duplicateIds, unknownId, type CrossFinding } from './cross-finding.ts';
import { readDuration } from './duration.ts';
import type { Finding } from './explain.ts';
import { didYouMean } from './suggest.ts';

const DAY_MS = 86_400_000;
/** Longer than this, alerts are more likely forgotten than planned away. */
const LONG_WINDOW_DAYS = 14;

/** Time zones, clocks and escalation of incidents, maintenance windows, the roster. */
export const checkPolicy = (config: HoldfastConfig): CrossFinding[] => [
  ...checkZone(config.workspace.timeZone, ['workspace', 'timeZone']),
  ...checkIncidents(config.incidents),
  ...config.maintenance.flatMap((window, index) => checkMaintenance(config, window, ['maintenance', index])),
  ...config.roster.flatMap((entry, index) => checkRoster(config, entry, ['roster', index])),
];

export function checkZone(timeZone: string | undefined, path: ConfigPath): Finding[] {
  if (timeZone === undefined || isTimeZone(timeZone)) return [];
  return [{ path, message: `expected a time zone such as Europe/Berlin, found "${clip(timeZone)}"${didYouMean(timeZone, Intl.supportedValuesOf('timeZone'))}` }];
}

function checkIncidents({ when, escalation: { steps }, obligations, quietHours }: IncidentsConfig): CrossFinding[] {
  return [
    ...(readDuration(when.amber) < readDuration(when.due) ? [] : [{ path: ['incidents', 'when', 'amber'], message: `expected less than \`due\` (${when.due}), found "${when.amber}"` }]),
    ...steps.flatMap(({ after, webhook, headers }, index): Finding[] => {
      const path: ConfigPath = ['incidents', 'escalation', 'steps', index];
      const before = steps[index - 1];
      return [
        ...(before === undefined || readDuration(after) >= readDuration(before.after) ? [] : [{ path: [...path, 'after'], message: `expected steps in the order in which they happen, found "${after}" after "${before.after}"` }]),
        ...(headers === undefined || webhook !== undefined ? [] : [{ path: [...path, 'headers'], part: 'key' as const, level: 'warning' as const, message: '`headers` are sent with a webhook only, and this step has none' }]),
      ];
    }),
    ...duplicateIds(['incidents', 'obligations'], obligations),
    ...checkHours(quietHours, ['incidents', 'quietHours']),
    ...checkZone(quietHours?.timeZone, ['incidents', 'quietHours', 'timeZone']),
  ];
}

/** Equal times could mean a whole day as well as no time at all. */
const checkHours = (hours: { readonly from?: string | undefined; readonly to?: string | undefined } | undefined, path: ConfigPath): Finding[] =>
  hours?.from === undefined || hours.from !== hours.to ? [] : [{ path: [...path, 'to'], message: `expected another time than \`from\`, found "${hours.to}" for both` }];

function checkMaintenance(config: HoldfastConfig, window: MaintenanceConfig, path: ConfigPath): Finding[] {
  const zone = checkZone(window.timeZone, [...path, 'timeZone']);
  const timeZone = window.timeZone ?? config.workspace.timeZone;
  return [
    ...(window.services === 'all' ? [] : window.services.flatMap((service, index) => unknownId('service', service, config.services, [...path, 'services', index]))),
    ...zone,
    ...(isTimeZone(timeZone) ? checkSpan(window, timeZone, path, (days) => `this window is ${days} days long; alerts of its services stay silent all that time`) : []),
  ];
}

/** `tooLong`: what it means that it holds for so many days. */
export function checkSpan({ from, to }: Pick<MaintenanceConfig, 'from' | 'to'>, timeZone: string, path: ConfigPath, tooLong: (days: number) => string): Finding[] {
  if (from === undefined || to === undefined) return [];
  const [start, end] = [instantOf(from, timeZone), instantOf(to, timeZone)];
  const findings = [...checkInstant(from, timeZone, [...path, 'from']), ...checkInstant(to, timeZone, [...path, 'to'])];
  if (start === null || end === null) return findings;
  const days = (end.at - start.at) / DAY_MS;
  if (days <= 0) findings.push({ path: [...path, 'to'], message: `expected an end after the start (${toRfc3339(start.at)}), found ${toRfc3339(end.at)}` });
  if (days > LONG_WINDOW_DAYS) findings.push({ path: [...path, 'to'], level: 'warning', message: tooLong(Math.floor(days)) });
  return findings;
}

function checkInstant(text: string, timeZone: string, path: ConfigPath): Finding[] {
  const found = instantOf(text, timeZone);
  if (found === null) return [{ path, message: `expected an instant such as "2026-12-01T21:00:00Z", or local time such as "2026-12-01 22:00", found "${clip(text)}"` }];
  if (found.quirk === null) return [];
  return [{ path, level: 'warning', message: `${QUIRKS[found.quirk](timeZone, found.at)}; write an instant such as "${toRfc3339(found.at).replace('.000Z', 'Z')}" to be exact` }];
}

const QUIRKS: Readonly<Record<'skipped' | 'repeated', (timeZone: string, at: EpochMs) => string>> = {
  skipped: (timeZone, at) => `this time does not exist, because clocks in ${timeZone} go forward over it; it is taken as ${toRfc3339(at)}`,
  repeated: (timeZone, at) => `this time comes twice, because clocks in ${timeZone} go back over it; the first is taken, ${toRfc3339(at)}`,
};

function checkRoster(config: HoldfastConfig, entry: RosterEntryConfig, path: ConfigPath): Finding[] {
  const { person, dates, timeZone } = entry;
  return [
    ...(person === undefined ? [] : unknownId('person', person, config.people, [...path, 'person'])),
    ...checkHours(entry, path),
    ...(dates === undefined || dates.from <= dates.to ? [] : [{ path: [...path, 'dates', 'to'], message: `expected a last day that is not before the first (${dates.from}), found "${dates.to}"` }]),
    ...checkZone(timeZone, [...path, 'timeZone']),
  ];
}
