import type { PrometheusSetup, Proposal } from '../../shared/model/connect.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { formatDuration } from './duration.ts';
import { hasReference } from './references.ts';
import { defaultName, defaultStat, defaultUnit } from './resolved.ts';
import { isSensitiveHeader } from './secret-fields.ts';

/** An entry as it is written into a list of the file, keys in the order in which people read them. */
export type Item = { readonly id: string } & Readonly<Record<string, unknown>>;

const DEFAULT_TIMEOUT_MS = 10_000;
/** Leaves room for `-high` and a number behind it. */
const MAX_BASE = 50;
/** A single bad sample is noise; "more than two in a row" is the rule of the continuity plan. */
const CONSECUTIVE = 3;

/** The source as written. Throws `invalid_input` when a secret stands there in plain text. */
export function sourceItem(setup: PrometheusSetup): Item {
  const { auth, headers, name, ca, timeoutMs } = setup;
  for (const [header, text] of Object.entries(headers)) if (isSensitiveHeader(header)) requireReference(`the header ${header}`, text);
  return {
    id: setup.id,
    type: 'prometheus',
    ...(name === undefined || name === '' ? {} : { name }),
    url: setup.url,
    ...(auth.kind === 'basic' ? { auth: { basic: { username: auth.username, password: requireReference('the password', auth.password) } } } : {}),
    ...(auth.kind === 'bearer' ? { auth: { bearer: requireReference('the token', auth.token) } } : {}),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(ca === undefined || ca === '' ? {} : { tls: { ca } }),
    ...(timeoutMs === DEFAULT_TIMEOUT_MS ? {} : { timeout: formatDuration(timeoutMs) }),
  };
}

function requireReference(what: string, text: string): string {
  if (hasReference(text)) return text;
  throw new HoldfastError('invalid_input', `expected ${what} as \${env:NAME}, \${file:path} or \${secret:name}; secrets themselves are never written to the configuration`);
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
