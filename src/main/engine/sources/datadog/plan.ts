import { createHash } from 'node:crypto';
import { renameInFormula } from '../../../../shared/model/sources/datadog-formula.ts';
import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { PollGroup, SignalSpec } from '../source.ts';

/** What one signal asks: a formula over queries, or a text that only the first API reads, which mixes queries by itself. */
export interface Asked {
  readonly signal: SignalSpec;
  readonly by: 'formula' | 'classic';
  readonly queries: Readonly<Record<string, string>>;
  readonly formula: string;
  /** How wide the points that it is asked in are. */
  readonly widthMs: DurationMs;
}

/** `p95:trace.http.request{service:checkout} by {env}.as_count()`: one metric, and nothing made of it. */
const ONE_METRIC = /^\s*[a-z]\w*:[A-Za-z][\w.]*\s*\{[^{}]*\}(?:\s*by\s*\{[^{}]*\})?(?:\.\w+\([^()]*\))*\s*$/;
const ROLLUP = /\.rollup\(\s*(?:\w+\s*,\s*)?(\d{1,6})\s*\)/g;
/** As Datadog's own charts have them; none finer than what agents send. */
const WIDTHS_S = [10, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400];
/** Datadog gives no more points of a query; a bound of ours keeps well below. */
export const MOST_POINTS = 1_400;
const MOST_TOGETHER = 40;
const MOST_CHARS = 20_000;

/** The narrowest points that are no narrower than this. */
export const widthAtLeast = (ms: number): DurationMs => durationMs((WIDTHS_S.find((seconds) => seconds * 1_000 >= ms) ?? Math.ceil(ms / 86_400_000) * 86_400) * 1_000);

/** A signal without a query asks nothing. */
export function askedOf(signal: SignalSpec): Asked | null {
  const { query, queries, formula } = signal.config;
  if (queries !== undefined && formula !== undefined) return { signal, by: 'formula', queries, formula, widthMs: widthOf(Object.values(queries), signal.everyMs) };
  if (query === undefined) return null;
  return ONE_METRIC.test(query) ? { signal, by: 'formula', queries: { q: query }, formula: 'q', widthMs: widthOf([query], signal.everyMs) } : { signal, by: 'classic', queries: {}, formula: query, widthMs: widthAtLeast(signal.everyMs) };
}

/** A rollup that is written counts, where it is wider than what the signal's interval asks for. */
function widthOf(queries: readonly string[], everyMs: DurationMs): DurationMs {
  const written = queries.flatMap((query) => [...query.matchAll(ROLLUP)].map(([, seconds]) => Number(seconds) * 1_000));
  return written.length === 0 ? widthAtLeast(everyMs) : durationMs(Math.max(...written, 1_000));
}

/** Signals that one request asks for: the same interval, the same width of points, queries of bearable length. */
export function planGroups(signals: readonly SignalSpec[]): readonly PollGroup[] {
  const asked = signals.flatMap((signal) => askedOf(signal) ?? []);
  return [...Map.groupBy(asked, ({ by, widthMs, signal }) => `${by} ${String(signal.everyMs)} ${String(widthMs)}`)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, members]) => inParts(members))
    .map((members) => ({ key: keyOf(members), signals: members.map(({ signal }) => signal) }));
}

function inParts(members: readonly Asked[]): readonly (readonly Asked[])[] {
  const parts: Asked[][] = [];
  let chars = 0;
  for (const asked of members) {
    const cost = asked.formula.length + Object.values(asked.queries).reduce((sum, query) => sum + query.length, 0);
    const part = parts.at(-1);
    if (part === undefined || part.length >= MOST_TOGETHER || chars + cost > MOST_CHARS) {
      parts.push([asked]);
      chars = cost;
      continue;
    }
    part.push(asked);
    chars += cost;
  }
  return parts;
}

/** Changes when anything that the group asks for changes. */
function keyOf(members: readonly Asked[]): string {
  const hash = createHash('sha256');
  for (const { signal, by, formula, queries, widthMs } of members) hash.update(JSON.stringify([signal.id, signal.everyMs, by, formula, queries, widthMs, signal.config.select ?? null, signal.config.unit ?? null]));
  return hash.digest('base64url').slice(0, 16);
}

/** Several formulas as one request: a query that several use is asked once. The index of each formula is that of its signal. */
export function mergeFormulas(asked: readonly Asked[]): { readonly queries: readonly { readonly name: string; readonly query: string }[]; readonly formulas: readonly string[] } {
  const names = new Map<string, string>();
  const nameOf = (query: string): string => {
    const known = names.get(query) ?? `q${String(names.size)}`;
    names.set(query, known);
    return known;
  };
  const formulas = asked.map(({ formula, queries }) => renameInFormula(formula, (name) => (Object.hasOwn(queries, name) ? nameOf(queries[name] ?? '') : name)));
  return { queries: [...names].map(([query, name]) => ({ name, query })), formulas };
}
