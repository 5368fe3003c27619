import { severityOfLabel, type Severity } from '../../../shared/model/severity.ts';
import type { Service } from '../../../shared/model/entities.ts';
import type { SourceId } from '../../../shared/model/ids.ts';
import type { AlertMute } from '../../../shared/model/incident.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { serviceNamed, type Labels, type ReceivedAlert } from '../alerts/received.ts';
import type { HookContext } from './kinds.ts';

/** What all Datadogs are called among those that send or tell alerts, so that one that is sent and fetched is one alert. */
export const DATADOG = 'datadog';
/** How Datadog names the group of a monitor that has no groups. */
export const WHOLE = '*';

/** How one group of a monitor stands, as a webhook tells it and as the list of monitors does. */
export interface MonitorWord {
  readonly monitor: string;
  /** Tags of the group; null or `*` for a monitor without groups. */
  readonly scope: string | null;
  readonly state: 'alert' | 'warn' | 'noData' | 'ok';
  /** Of the monitor; may hold variables such as `{{host.name}}`. Null where nobody said it. */
  readonly title: string | null;
  /** `P1` to `P5`, or 1 to 5. */
  readonly priority: string | null;
  readonly tags: readonly string[];
  readonly annotations: Labels;
  /** Of the change to this state. */
  readonly at: EpochMs | null;
  readonly url: string | null;
  readonly muted?: AlertMute | null;
  readonly toldAt?: EpochMs | null;
}

/** What is taken where the monitor itself does not say it. */
export interface MonitorDefaults {
  readonly source: SourceId | null;
  readonly severity?: Severity | undefined;
  readonly service?: Service['id'] | undefined;
  readonly reportedBy?: 'monitoring' | 'customers';
}

/** P1 at Datadog is the gravest of five. */
const PRIORITY: Readonly<Record<string, Severity>> = { '1': 'P0', '2': 'P1', '3': 'P2', '4': 'P2', '5': 'P2' };

/** `env:prod, service:checkout` as a list. */
export const splitTags = (text: string | null): readonly string[] => (text ?? '').split(',').map((tag) => tag.trim()).filter((tag) => tag !== '');

/** Name and value of a tag; one without a value has itself as its value. */
function tagOf(tag: string): readonly [name: string, value: string] {
  const colon = tag.indexOf(':');
  return colon === -1 ? [tag.slice(0, 200), tag] : [tag.slice(0, Math.min(colon, 200)), tag.slice(colon + 1)];
}

/** The same for the same tags in any order. */
const groupOf = (scope: string | null): string => {
  const tags = [...new Set(splitTags(scope))].sort();
  return tags.length === 0 ? WHOLE : tags.join(',');
};

/** A warning is minor whatever the monitor's priority; a priority counts more than a `severity` tag, and both more than a default. */
function severityOf({ state, priority, tags }: MonitorWord, usual: Severity | undefined): Severity {
  if (state === 'warn') return 'P2';
  const told = PRIORITY[/^p?([1-5])$/i.exec(priority ?? '')?.[1] ?? ''];
  if (told !== undefined) return told;
  const tag = tags.map(tagOf).find(([name]) => name === 'severity');
  return tag === undefined ? (usual ?? 'P2') : severityOfLabel(tag[1]);
}

/** The name of the monitor with its variables filled in, its group where the name does not say it, and that nothing is known where that is so. */
function titleOf({ monitor, title, state }: MonitorWord, group: string): string {
  const tags = group === WHOLE ? [] : splitTags(group);
  const values = new Map(tags.map(tagOf));
  const name = title === null ? `Monitor ${monitor}` : title.replaceAll(/\{\{\s*([\w.@-]+?)(?:\.name)?\s*\}\}/g, (whole, key: string) => values.get(key) ?? whole);
  const isNamed = tags.every((tag) => name.includes(tagOf(tag)[1]));
  return `${name}${isNamed ? '' : ` (${tags.join(', ')})`}${state === 'noData' ? ': no data' : ''}`;
}

/** One group of a monitor as an alert, whether it was sent or fetched. */
export function readMonitor(word: MonitorWord, services: HookContext['services'], defaults: MonitorDefaults): ReceivedAlert {
  const group = groupOf(word.scope);
  const ended = word.state === 'ok';
  const own = group === WHOLE ? [] : splitTags(group);
  // What the group says of itself counts more than what its monitor is tagged with.
  const named = [...own, ...word.tags].map(tagOf).flatMap(([name, value]) => (name === 'service' ? (serviceNamed(value, services) ?? []) : []))[0];
  return {
    from: DATADOG,
    source: defaults.source,
    // A monitor alerts once for each group.
    identity: `${word.monitor} ${group}`,
    name: `monitor ${word.monitor}`,
    title: titleOf(word, group),
    severity: severityOf(word, defaults.severity),
    service: named ?? defaults.service ?? null,
    labels: { ...Object.fromEntries([...word.tags, ...own].map(tagOf)), monitor: word.monitor },
    annotations: word.annotations,
    state: ended ? 'resolved' : 'firing',
    startsAt: ended ? null : word.at,
    // It is when the monitor noticed, or said it again: the trouble began earlier.
    noEarlierThan: true,
    endsAt: ended ? word.at : null,
    until: null,
    url: word.url,
    origin: defaults.reportedBy === 'customers' ? 'customers' : 'alert',
    ...(word.muted === undefined ? {} : { muted: word.muted }),
    ...(word.toldAt === undefined ? {} : { toldAt: word.toldAt }),
  };
}
