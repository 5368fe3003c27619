import type { Service, Signal, SignalError } from '../../../shared/model/entities.ts';
import { SignalId, SourceId, type ServiceId } from '../../../shared/model/ids.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';

interface Shape {
  readonly link: string;
  readonly own: boolean;
  readonly value: number | null;
  readonly detail?: string;
  readonly tookMs?: number;
  readonly failed?: string;
  readonly blind?: boolean;
}

/** An expired certificate: what is behind it was not reached, one link is blind, and the API fails because of it. */
const LINKS: readonly Shape[] = [
  { link: 'authoritative DNS', own: true, value: 1, detail: '2 of 2 name servers answer', tookMs: 14 },
  { link: 'resolver', own: true, value: 1, detail: '198.51.100.7, 198.51.100.8', tookMs: 3 },
  { link: 'TCP', own: true, value: 1, detail: '[2001:db8:85a3:8d3:1319:8a2e:370:7348]:443', tookMs: 11 },
  { link: 'TLS', own: true, value: 0, failed: 'certificate expired on 2026-01-14' },
  { link: 'load balancer', own: true, value: null },
  { link: 'ingress', own: false, value: 1, blind: true },
  { link: 'API', own: false, value: 0, failed: 'answered 503, expected 200' },
  { link: 'database', own: false, value: 1 },
];

const idOf = (service: string, index: number): SignalId => SignalId.parse(`${service}.link${index}`);

export const chainOf = (service: ServiceId): NonNullable<Service['chain']> => LINKS.map(({ link, own }, index) => ({ link, own, signal: idOf(service, index) }));

/** The signals of that chain; `now` is the engine's. */
export const chainSignals = (service: ServiceId, now: EpochMs): Signal[] =>
  LINKS.map(({ link, value, detail, tookMs, failed, blind = false }, index): Signal => {
    const time = toRfc3339((now - (blind ? 340_000 : 4_000 + index * 1_000)) as EpochMs);
    const error: SignalError | null = failed === undefined ? null : { kind: 'target', message: failed, since: toRfc3339((now - 700_000) as EpochMs) };
    return {
      id: idOf(service, index), name: link, service, kind: 'availability', unit: 'bool', stat: null, source: SourceId.parse('prom'), query: link, select: null, intervalMs: 10_000,
      freshness: blind ? 'blind' : 'live', freshnessSince: time,
      latest: { time, evaluatedAt: time, receivedAt: time, value, noValue: value === null ? 'empty' : null, ...(detail === undefined ? {} : { detail }), ...(tookMs === undefined ? {} : { tookMs }) },
      error, thresholds: [], breach: { state: value === null ? 'unknown' : 'within', rule: null, severity: null, count: 0, needed: 0, since: null }, openUrl: null,
    };
  });
