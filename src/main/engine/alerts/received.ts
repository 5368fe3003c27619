import { createHash } from 'node:crypto';
import type { Service } from '../../../shared/model/entities.ts';
import type { ServiceId, SourceId } from '../../../shared/model/ids.ts';
import { defaultMode } from '../../../shared/model/rule-config.ts';
import type { AlertMute } from '../../../shared/model/incident.ts';
import type { Severity } from '../../../shared/model/severity.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import type { Observation } from './service.ts';

export type Labels = Readonly<Record<string, string>>;

/** An alert of another system, whoever it is and whether it was sent here or fetched there. Its texts are as they came. */
export interface ReceivedAlert {
  /** Which kind of system judged it: `alertmanager`, `grafana`, `datadog`, or the id of a hook. */
  readonly from: string;
  /** The configured source that it came from; null where none is named. */
  readonly source: SourceId | null;
  /** Stable within `from`, so that what is both sent and fetched is one alert. */
  readonly identity: string;
  /** Of the rule that found it. */
  readonly name: string;
  /** What is shown. */
  readonly title: string;
  readonly severity: Severity;
  readonly service: ServiceId | null;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: 'firing' | 'resolved';
  /** When the trouble began; null where nobody says it. */
  readonly startsAt: EpochMs | null;
  /** True where it may have begun earlier than `startsAt`. */
  readonly noEarlierThan: boolean;
  readonly endsAt: EpochMs | null;
  /** Until when it is believed unless it is told again; null = the usual time, a day. */
  readonly until: EpochMs | null;
  /** Where it can be looked at there; kept where it is an address of http or https. */
  readonly url: string | null;
  /** Whom it tells there; undefined where that is not said. */
  readonly receivers?: readonly string[];
  /** `customers`: people outside reported it. */
  readonly origin: 'alert' | 'customers';
  /** Why nobody is told of it there; null where somebody is, undefined where that is not said. */
  readonly muted?: AlertMute | null;
  /** When the sender says that it stood so; what is older than what is known changes nothing. */
  readonly toldAt?: EpochMs | null;
}

/** How all keys of received alerts begin. */
export const RECEIVED = 'received\n';
/** Without a word for so long an alert is taken as over: whoever sent it may be gone, and nobody would ever say that it ended. */
const SILENT_MS = 86_400_000;
const MOST_LABELS = 40;
const LONGEST_LABEL = 300;
const MOST_ANNOTATIONS = 20;
const LONGEST_ANNOTATION = 1_000;
const LONGEST_URL = 2_000;
const MOST_RECEIVERS = 10;

const inOrder = (labels: Labels): [string, string][] => Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));

/** The same for the same labels, whatever their order and whoever computed a fingerprint. */
export const labelsIdentity = (labels: Labels): string => createHash('sha256').update(JSON.stringify(inOrder(labels))).digest('hex').slice(0, 32);

/** What is kept of labels and annotations: as many, and as much of each, as anybody reads. */
const cut = (labels: Labels, most: number, longest: number): Labels => Object.fromEntries(inOrder(labels).slice(0, most).map(([name, value]) => [name, value.length > longest ? `${value.slice(0, longest)}…` : value]));

/** Which service an alert speaks of: the one whose id or name stands in its `service` label. */
export const serviceOf = (labels: Labels, services: readonly Pick<Service, 'id' | 'name'>[]): Service['id'] | null => serviceNamed(labels['service'], services);

/** The service of this id or name, however it is capitalised. */
export const serviceNamed = (name: string | undefined, services: readonly Pick<Service, 'id' | 'name'>[]): Service['id'] | null => {
  const named = name?.toLowerCase();
  return named === undefined ? null : (services.find((service) => service.id.toLowerCase() === named || service.name.toLowerCase() === named)?.id ?? null);
};

/** Until when a received alert is believed, from what `observationOf` keeps beside it: of thousands that is asked again and again. */
export const believedUntil = (saved: string | undefined): number => (saved === undefined ? 0 : Number(/^\{"until":(\d+(?:\.\d+)?)\}$/.exec(saved)?.[1] ?? 0));

/** What makes two alerts of one system the same, among everything that is observed. */
export const keyOf = ({ from, identity }: Pick<ReceivedAlert, 'from' | 'identity'>): string => `${RECEIVED}${from}\n${identity}`;

const linkOf = (url: string | null): string | null => (url !== null && url.length <= LONGEST_URL && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : null);

/** A received alert as it concerns us. Instants ahead of `now` are taken as now: clocks differ. Pure. */
export function observationOf(alert: ReceivedAlert, now: EpochMs): Observation {
  const { service, severity, until, source } = alert;
  const name = plain(alert.name, 120) || 'alert';
  const title = plain(alert.title, 200) || name;
  const rule = `${alert.from}:${name}`;
  const ended = alert.state === 'resolved';
  const key = keyOf(alert);
  const past = (at: number): EpochMs => epochMs(Math.min(at, now));
  return {
    subject: {
      key,
      rule,
      name: title,
      source,
      service,
      signal: null,
      severity,
      labels: cut(alert.labels, MOST_LABELS, LONGEST_LABEL),
      annotations: cut(alert.annotations, MOST_ANNOTATIONS, LONGEST_ANNOTATION),
      url: linkOf(alert.url),
      ...(alert.receivers === undefined ? {} : { receivers: alert.receivers.slice(0, MOST_RECEIVERS).map((name) => plain(name, 60)) }),
      facts: { mode: defaultMode(severity), signature: `${service ?? 'unassigned'}/${rule}/received`, services: service === null ? [] : [service], title, origin: alert.origin === 'customers' ? 'customer' : 'alert' },
    },
    standing: {
      state: ended ? 'inactive' : 'firing',
      startsAt: alert.startsAt === null ? null : past(alert.startsAt),
      noEarlierThan: alert.noEarlierThan,
      firedAt: ended ? null : now,
      endsAt: ended ? past(alert.endsAt ?? now) : null,
      value: null,
      limit: null,
      confirmedAt: now,
      confirmed: true,
      ...(alert.muted === undefined ? {} : { muted: alert.muted }),
    },
    memory: { key, saved: ended ? null : JSON.stringify({ until: until !== null && until > now ? until : now + SILENT_MS }) },
  };
}
