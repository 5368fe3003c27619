import { isDeepStrictEqual } from 'node:util';
import type { Proposal } from '../../shared/model/connect.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { SourceConfig } from '../../shared/model/sources/index.ts';
import { formatPath } from './config-path.ts';
import { formatDuration } from './duration.ts';
import { hasReference } from './references.ts';
import { defaultName, defaultStat, defaultUnit } from './resolved.ts';
import { sourceSecrets } from './secret-fields.ts';

/** An entry as it is written into a list of the file, keys in the order in which people read them. */
export type Item = { readonly id: string } & Readonly<Record<string, unknown>>;

/** Leaves room for `-high` and a number behind it. */
const MAX_BASE = 50;
/** A single bad sample is noise; "more than two in a row" is the rule of the continuity plan. */
const CONSECUTIVE = 3;

/** The source as written: what is so unless told is left out. Throws `invalid_input` when a secret stands there in plain text. */
export function sourceItem(setup: SourceConfig): Item {
  for (const { path, text, sensitive } of sourceSecrets(setup))
    if (sensitive && !hasReference(text)) throw new HoldfastError('invalid_input', `expected ${formatPath(path)} as \${env:NAME}, \${file:path} or \${secret:name}; secrets themselves are never written to the configuration`);
  const entries = Object.entries(setup).filter(([key, value]) => value !== undefined && !isDefault(setup, key));
  return { id: setup.id, ...Object.fromEntries(entries) };
}

function isDefault(setup: SourceConfig, key: string): boolean {
  const without = SourceConfig.safeParse(Object.fromEntries(Object.entries(setup).filter(([each]) => each !== key)));
  return without.success && isDeepStrictEqual(without.data, setup);
}

export const serviceItem = (proposal: Proposal): Item => ({ id: serviceId(proposal), name: proposal.serviceName });

const serviceId = (proposal: Proposal): string => slug(proposal.service, 'service');

export function signalIdBase(proposal: Proposal): string {
  const { kind, stat, name } = proposal;
  const endings = { latency: stat ?? 'latency', errorRate: 'errors', traffic: 'traffic', saturation: 'saturation', availability: 'up', custom: slug(name, 'value') } as const;
  return `${serviceId(proposal)}-${endings[kind]}`.slice(0, MAX_BASE).replace(/[^A-Za-z0-9]+$/, '');
}

/** The signal as written: what the kind implies is left out. */
export function signalItem(proposal: Proposal, source: string, id: string): Item {
  const { name, kind, unit, stat, everyMs, query, select } = proposal;
  const isLatency = defaultStat(kind) !== null;
  return {
    id,
    ...(name === defaultName(kind, isLatency ? (stat ?? defaultStat(kind)) : null) ? {} : { name: name.slice(0, 80) }),
    service: serviceId(proposal),
    kind,
    ...(unit === defaultUnit(kind) ? {} : { unit }),
    ...(isLatency && stat !== null ? { stat } : {}),
    source,
    every: formatDuration(everyMs),
    query,
    ...(select === null ? {} : { select }),
  };
}

/** A limit worth starting with; null where none is known. What reports up or down is down below 1. */
export function ruleItem({ kind, unit, above }: Proposal, signal: string): Item | null {
  if (above !== null) return { id: `${signal}-high`, signal, when: { above, consecutive: CONSECUTIVE } };
  if (kind === 'availability' && unit === 'bool') return { id: `${signal}-down`, signal, when: { below: 1, consecutive: CONSECUTIVE }, severity: 'P1' };
  return null;
}

/** An id made of a name: letters, digits and dashes. */
function slug(text: string, otherwise: string): string {
  const id = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
    .slice(0, 40);
  return id === '' ? otherwise : id;
}
