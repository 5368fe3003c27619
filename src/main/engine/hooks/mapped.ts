import type { HookMap } from '../../../shared/model/hook-config.ts';
import { MAPPED_PATHS, type MappedPath } from '../../../shared/model/hook-view.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { Severity } from '../../../shared/model/severity.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { readPath, valueAt } from '../../../shared/text/json-path.ts';
import { plain } from '../../../shared/text/plain.ts';
import { serviceNamed, type ReceivedAlert } from '../alerts/received.ts';
import { OTHER_BYTES, type HookContext, type HookKind } from './kinds.ts';
import { hubSignature } from './signature.ts';

/** What one path of a mapping led to. */
export type Mapped = { readonly path: string; readonly found: string } | { readonly path: string; readonly problem: string };

export interface MappedMessage {
  /** By what it is for; a path that is not written is not there. */
  readonly paths: Readonly<Partial<Record<MappedPath, Mapped>>>;
  /** Null where something that must be known was not found: `problem` says what. */
  readonly alert: ReceivedAlert | null;
  readonly problem: string | null;
}

const LONGEST = 1_000;
/** Seconds until the year 5138, milliseconds since 1973. */
const SECONDS_BELOW = 1e11;

function lookUp(body: unknown, text: string): Mapped {
  const read = readPath(text);
  if ('problem' in read) return { path: text, problem: read.problem };
  const at = valueAt(body, read.path);
  if ('missing' in at) return { path: text, problem: at.missing === 0 ? 'nothing stands there' : `nothing stands there: the message ends after ${at.missing} of ${read.path.length} steps` };
  const { found } = at;
  if (found === null) return { path: text, problem: 'null stands there' };
  if (typeof found === 'object') return { path: text, problem: `expected a text or a number there, found ${Array.isArray(found) ? 'a list' : 'an object'}` };
  return { path: text, found: (typeof found === 'string' ? found : JSON.stringify(found)).slice(0, LONGEST) };
}

/** RFC 3339, or seconds or milliseconds since 1970; null for anything else. */
export function timeIn(text: string): EpochMs | null {
  const value = /^\d{9,14}(?:\.\d+)?$/.test(text) ? Number(text) * (Number(text) < SECONDS_BELOW ? 1_000 : 1) : /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(value) ? epochMs(Math.round(value)) : null;
}

const foundIn = (mapped: Mapped | undefined): string | null => (mapped !== undefined && 'found' in mapped && mapped.found.trim() !== '' ? mapped.found : null);

/** The severity that a word stands for; null where neither the mapping nor we know it. */
export function severityIn(word: string | null, { severities = {} }: Pick<HookMap, 'severities'>): Severity | null {
  if (word === null) return null;
  const mapped = Object.entries(severities).find(([name]) => name.toLowerCase() === word.toLowerCase())?.[1];
  return mapped ?? Severity.safeParse(word.toUpperCase()).data ?? null;
}

/** What a mapping makes of a message; what is not found where it must be is said, not thrown. Pure. */
export function mapMessage(body: unknown, { hook, services }: Pick<HookContext, 'hook' | 'services'>, map: HookMap): MappedMessage {
  const paths: Partial<Record<MappedPath, Mapped>> = {};
  for (const name of MAPPED_PATHS) {
    const path = map[name];
    if (path !== undefined) paths[name] = lookUp(body, path);
  }
  for (const name of ['startsAt', 'updatedAt'] as const) {
    const mapped = paths[name];
    if (mapped !== undefined && 'found' in mapped && timeIn(mapped.found) === null) paths[name] = { path: mapped.path, problem: `expected a time such as "2026-01-15T12:00:00Z", or seconds or milliseconds since 1970, found "${plain(mapped.found, 40)}"` };
  }
  for (const name of ['identity', 'title', 'state'] as const) {
    const mapped = paths[name];
    if (mapped !== undefined && foundIn(mapped) === null) return { paths, alert: null, problem: `${name}: ${'problem' in mapped ? mapped.problem : 'an empty text stands there'} (${mapped.path})` };
  }
  const value = (name: MappedPath): string | null => foundIn(paths[name]);
  const time = (name: MappedPath): EpochMs | null => {
    const text = value(name);
    return text === null ? null : timeIn(text);
  };
  const state = value('state');
  const ended = state !== null && map.resolvedWhen.some((word) => word.toLowerCase() === state.trim().toLowerCase());
  const updatedAt = time('updatedAt');
  const identity = value('identity') ?? '';
  const alert: ReceivedAlert = {
    from: hook.id,
    source: hook.source ?? null,
    identity,
    name: hook.id,
    title: value('title') ?? identity,
    severity: severityIn(value('severity'), map) ?? hook.severity ?? 'P2',
    service: serviceNamed(value('service') ?? undefined, services) ?? hook.service ?? null,
    labels: Object.fromEntries([['id', identity], ...(['state', 'severity', 'service'] as const).flatMap((name): [string, string][] => (value(name) === null ? [] : [[name, value(name) ?? '']]))]),
    annotations: {},
    state: ended ? 'resolved' : 'firing',
    startsAt: time('startsAt'),
    // Whoever reports something has noticed it after it began.
    noEarlierThan: true,
    endsAt: ended ? updatedAt : null,
    until: null,
    url: value('url'),
    origin: hook.reportedBy === 'customers' ? 'customers' : 'alert',
    toldAt: updatedAt,
  };
  return { paths, alert, problem: null };
}

/** Alerts of any other sender, by a mapping. Signed messages are taken with the header that GitHub made usual. */
export const mapped: HookKind = {
  mostBytes: OTHER_BYTES,
  signedBy: hubSignature,
  repeatsOnlyOn5xx: false,
  read: (body, context) => {
    const { map } = context.hook;
    if (map === undefined) throw new Error('a webhook of this kind has a mapping');
    const { alert, problem } = mapMessage(body, context, map);
    if (alert === null) throw new HoldfastError('invalid_input', problem ?? 'The mapping finds nothing.');
    return { alerts: [alert] };
  },
};
