import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CallArgs } from '../../../shared/contract/contract.ts';
import type { Service } from '../../../shared/model/entities.ts';
import { defaultMode } from '../../../shared/model/rule-config.ts';
import { severityOfLabel } from '../../../shared/model/severity.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import type { Observation } from './service.ts';

type Received = CallArgs<'hooks.alertmanager'>['alerts'][number];
/** Alertmanager sends this year for "has not ended". */
const NO_END_YEAR = 1;

/** How all keys of received alerts begin. */
export const RECEIVED = 'received\n';
/** Without a word for so long an alert is taken as over: whoever sent it may be gone, and nobody would ever say that it ended. */
const SILENT_MS = 86_400_000;
const MOST_LABELS = 40;
const LONGEST_LABEL = 300;
const MOST_ANNOTATIONS = 20;
const LONGEST_ANNOTATION = 1_000;

type Labels = Readonly<Record<string, string>>;
const inOrder = (labels: Labels): [string, string][] => Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));

/** The same for the same labels, whatever their order and whoever computed a fingerprint. */
const identityOf = (labels: Labels): string => createHash('sha256').update(JSON.stringify(inOrder(labels))).digest('hex').slice(0, 32);

/** What is kept of labels and annotations: as many, and as much of each, as anybody reads. */
const cut = (labels: Labels, most: number, longest: number): Labels => Object.fromEntries(inOrder(labels).slice(0, most).map(([name, value]) => [name, value.length > longest ? `${value.slice(0, longest)}…` : value]));

/** Which service an alert speaks of: the one whose id or name stands in its `service` label. */
export const serviceOf = (labels: Labels, services: readonly Pick<Service, 'id' | 'name'>[]): Service['id'] | null => {
  const named = labels['service']?.toLowerCase();
  return services.find(({ id, name }) => id.toLowerCase() === named || name.toLowerCase() === named)?.id ?? null;
};

/** Until when a received alert is believed, as JSON beside it. */
const Believed = z.object({ until: z.number() });
export const believedUntil = (saved: string | undefined): number => (saved === undefined ? 0 : Believed.parse(JSON.parse(saved)).until);

/**
 * One alert of an Alertmanager's webhook (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config) as it concerns us.
 * An `endsAt` ahead of a firing one says that it is over then, unless it is sent again.
 */
export function readReceived({ status, labels, annotations, startsAt, endsAt }: Received, services: readonly Pick<Service, 'id' | 'name'>[], now: EpochMs): Observation {
  const alertName = labels['alertname'] ?? 'alert';
  const service = serviceOf(labels, services);
  const severity = severityOfLabel(labels['severity']);
  const title = plain(annotations['summary'] ?? annotations['description'] ?? alertName, 200);
  const rule = `alertmanager:${plain(alertName, 120)}`;
  const ended = status === 'resolved';
  const key = `${RECEIVED}${identityOf(labels)}`;
  const told = endsAt === undefined || new Date(endsAt).getUTCFullYear() <= NO_END_YEAR ? null : Date.parse(endsAt);
  const past = (at: number): EpochMs => epochMs(Math.min(at, now));
  return {
    subject: {
      key,
      rule,
      name: title,
      source: null,
      service,
      signal: null,
      severity,
      labels: cut(labels, MOST_LABELS, LONGEST_LABEL),
      annotations: cut(annotations, MOST_ANNOTATIONS, LONGEST_ANNOTATION),
      facts: { mode: defaultMode(severity), signature: `${service ?? 'unassigned'}/${rule}/received`, services: service === null ? [] : [service], title, origin: 'alert' },
    },
    standing: {
      state: ended ? 'inactive' : 'firing',
      startsAt: past(Date.parse(startsAt)),
      // An Alertmanager tells when its rule began to be pending, not the first bad sample.
      noEarlierThan: false,
      firedAt: ended ? null : now,
      endsAt: ended ? past(told ?? now) : null,
      value: null,
      limit: null,
      confirmedAt: now,
      confirmed: true,
    },
    memory: { key, saved: ended ? null : JSON.stringify({ until: told !== null && told > now ? told : now + SILENT_MS }) },
  };
}
