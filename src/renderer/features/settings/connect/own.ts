import type { SeriesSelect, SignalKind, Stat, Unit } from '../../../../shared/model/config.ts';
import type { Proposal } from '../../../../shared/model/connect.ts';
import { readTyped } from '../../../lib/typed-number.ts';

/** A query of one's own, as a person left the row. */
export interface OwnDraft {
  /** Id of a known service; empty = the one named in `newService`. */
  readonly service: string;
  readonly newService: string;
  readonly name: string;
  readonly kind: SignalKind;
  /** Of a latency. */
  readonly stat: Stat;
  readonly unit: Unit;
  readonly query: string;
  readonly everySeconds: string;
  readonly limit: string;
  readonly select: SeriesSelect | null;
}

export const EMPTY_OWN: OwnDraft = { service: '', newService: '', name: '', kind: 'latency', stat: 'p95', unit: 's', query: '', everySeconds: '15', limit: '', select: null };

/** The unit that a kind usually has; a person may choose another. */
export const UNIT_OF_KIND: Readonly<Record<SignalKind, Unit>> = { latency: 's', errorRate: 'ratio', traffic: 'perSecond', saturation: 'ratio', availability: 'bool', custom: 'none' };

export type OwnField = 'service' | 'name' | 'query' | 'every' | 'limit';
export type ReadOwn = { readonly ok: true; readonly proposal: Proposal } | { readonly ok: false; readonly problems: Partial<Record<OwnField, string>> };

/** The row as a signal, or what is missing in it. `services` are known by id and name; `key` tells rows apart. */
export function readOwn(draft: OwnDraft, services: readonly { readonly id: string; readonly name: string }[], key: string): ReadOwn {
  const known = services.find(({ id }) => id === draft.service);
  const serviceName = known?.name ?? draft.newService.trim();
  const everyMs = Math.round(Number(draft.everySeconds.trim().replace(',', '.')) * 1_000);
  const above = readTyped(draft.limit, draft.unit);
  const found: Record<OwnField, string | null> = {
    service: serviceName === '' ? 'Name the service it belongs to' : null,
    name: draft.name.trim() === '' ? 'Type what it is called on the screen' : null,
    query: draft.query.trim() === '' ? 'Type a PromQL query' : null,
    every: everyMs >= 1_000 && everyMs <= 3_600_000 ? null : 'Expected 1 to 3600 seconds',
    limit: above === undefined ? 'Expected a number' : null,
  };
  const problems = Object.fromEntries(Object.entries(found).filter(([, problem]) => problem !== null));
  if (Object.keys(problems).length > 0 || above === undefined) return { ok: false, problems };
  return {
    ok: true,
    proposal: {
      key,
      service: known?.id ?? serviceName.slice(0, 80),
      serviceName: serviceName.slice(0, 80),
      name: draft.name.trim().slice(0, 80),
      kind: draft.kind,
      unit: draft.unit,
      stat: draft.kind === 'latency' ? draft.stat : null,
      query: draft.query.trim(),
      select: draft.select,
      everyMs,
      above,
      because: 'own query',
    },
  };
}

/** Labels in which the series differ, and what tells each of them apart ("" = it has no such label); the metric's name tells nothing. */
export function tellApart(series: readonly Readonly<Record<string, string>>[]): readonly Readonly<Record<string, string>>[] {
  const names = [...new Set(series.flatMap((labels) => Object.keys(labels)))].filter((name) => name !== '__name__');
  const differing = names.filter((name) => new Set(series.map((labels) => labels[name] ?? '')).size > 1);
  return series.map((labels) => Object.fromEntries(differing.map((name) => [name, labels[name] ?? ''])));
}
