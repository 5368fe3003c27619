import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { SignalSpec } from '../source.ts';
import { withoutLabels, type QueryData, type Sample } from './answer.ts';
import { parsePromql, timestampExpressions, type Expression } from './promql/ast.ts';
import { familyQuery, membershipsOf, type Membership } from './promql/family.ts';

/** Signals with one and the same query; they may differ in which of its series they select. */
export interface Unit {
  readonly expression: Expression;
  readonly signals: readonly SignalSpec[];
  /** How the query is asked together with its like; null when it stands for itself. */
  readonly family: Membership | null;
}

/** What one query brought. */
export interface UnitAnswer {
  readonly evaluatedAt: EpochMs | null;
  readonly samples: readonly Sample[];
  /** Newest raw sample behind the query; null where the source did not tell. */
  readonly sampleTime: EpochMs | null;
  /** False where the query has no raw samples of its own (`vector(1)`), so that none can be remembered either. */
  readonly hasSelectors: boolean;
  /** Set when the answer is of a kind that gives no number. */
  readonly problem: string | null;
}

export interface MergedQuery {
  readonly text: string;
  read(data: QueryData): ReadonlyMap<Unit, UnitAnswer>;
}

/** The label that says which part of a merged answer a series belongs to. */
const TAG = '__hf';
const RANGE_PROBLEM = 'the query gives a range of samples, not one number; put it inside rate(), avg_over_time() or the like';
const TEXT_PROBLEM = 'the query gives a text, not a number';

/** Signals by query, and each query with the largest family that it fits into. Stable for the same signals in any order. */
export function unitsOf(signals: readonly SignalSpec[]): readonly Unit[] {
  const byText = Map.groupBy([...signals].sort(byId), ({ config }) => (config.query ?? '').trim());
  const parsed = [...byText].map(([text, members]) => {
    const expression = parsePromql(text);
    return { expression, signals: members, memberships: membershipsOf(expression) };
  });
  const sizes = new Map<string, number>();
  for (const { memberships } of parsed) for (const { key } of memberships) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  const largest = (memberships: readonly Membership[]): Membership | null => {
    const [best] = [...memberships].sort((a, b) => (sizes.get(b.key) ?? 0) - (sizes.get(a.key) ?? 0) || (a.key < b.key ? -1 : 1));
    return best && (sizes.get(best.key) ?? 0) > 1 ? best : null;
  };
  const units = parsed.map(({ memberships, ...unit }): Unit => ({ ...unit, family: largest(memberships) }));
  return units.sort((a, b) => compare(a.family?.key ?? '', b.family?.key ?? '') || compare(a.expression.text, b.expression.text));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byId = (a: SignalSpec, b: SignalSpec): number => compare(a.id, b.id);

/** Whether a query may stand inside a larger one: it is understood, and gives a number. */
export const isMergeable = ({ expression }: Unit): boolean => expression.type === 'vector' || expression.type === 'scalar';

interface Part {
  readonly tag: string;
  readonly units: readonly Unit[];
  readonly text: string;
  /** Tags under which the newest raw samples of the part are found. */
  readonly timeTags: readonly string[];
  readonly label: string | null;
  readonly keepsLabel: boolean;
}

/**
 * One request for many queries: each expression is tagged with `label_replace` and joined with `or`, and so are the ages
 * of the raw samples behind it. The tag keeps the parts apart, so that `or` never drops a series. A query that cannot
 * stand inside another one is asked as it is, by itself.
 */
export function mergeQueries(units: readonly Unit[]): MergedQuery {
  const [first] = units;
  if (units.length === 1 && first && !isMergeable(first)) return { text: first.expression.text, read: (data) => new Map([[first, readPlain(data)]]) };
  const times = new Map<string, string>();
  const parts = groupFamilies(units).map((members, index) => partOf(members, `v${String(index)}`, times));
  const tagged = [tag('vector(time())', 'now'), ...parts.map((part) => tag(part.text, part.tag)), ...[...times].map(([text, name]) => tag(text, name))];
  return { text: tagged.join('\nor\n'), read: (data) => readMerged(data, parts) };
}

const tag = (text: string, name: string): string => `label_replace((${text}\n), "${TAG}", "${name}", "", "")`;

function groupFamilies(units: readonly Unit[]): readonly (readonly Unit[])[] {
  return [...Map.groupBy(units, ({ family, expression }) => family?.key ?? expression.text).values()];
}

function partOf(units: readonly Unit[], name: string, times: Map<string, string>): Part {
  const [first] = units;
  if (!first) throw new Error('a part of a merged query has at least one query');
  const label = units.length > 1 ? (first.family?.label ?? null) : null;
  const merged = label === null ? null : familyQuery(first.expression, label, units.map(({ family }) => family?.value ?? ''));
  const expression = merged ? parsePromql(merged.text) : first.expression;
  const newest = label === null ? 'max' : `max by (${label}) `;
  const timeTags = timestampExpressions(expression).map((text) => {
    const asked = `${newest}(${text})`;
    const known = times.get(asked) ?? `t${String(times.size)}`;
    times.set(asked, known);
    return known;
  });
  const text = expression.type === 'scalar' ? `vector(${expression.text}\n)` : expression.text;
  return { tag: name, units, text, timeTags, label, keepsLabel: merged?.keepsLabel ?? true };
}

function readMerged(data: QueryData, parts: readonly Part[]): ReadonlyMap<Unit, UnitAnswer> {
  const samples = data.type === 'vector' ? data.samples : [];
  const byTag = Map.groupBy(samples, ({ labels }) => labels[TAG] ?? '');
  const evaluatedAt = byTag.get('now')?.[0]?.time ?? null;
  const problem = data.type === 'vector' ? null : 'the source answered a merged query in an unexpected form';
  const answers = parts.flatMap(({ tag: name, units, timeTags, label, keepsLabel }) => {
    const values = byLabel(byTag.get(name) ?? [], label);
    const newest = byLabel(timeTags.flatMap((timeTag) => byTag.get(timeTag) ?? []), label);
    const hidden = keepsLabel || label === null ? [TAG] : [TAG, label];
    return units.map((unit): readonly [Unit, UnitAnswer] => {
      const key = label === null ? '' : (unit.family?.value ?? '');
      const own = (values.get(key) ?? []).map((sample) => ({ ...sample, labels: withoutLabels(sample.labels, hidden) }));
      return [unit, { evaluatedAt, samples: own, sampleTime: newestTime(newest.get(key) ?? []), hasSelectors: timeTags.length > 0, problem }];
    });
  });
  return new Map(answers);
}

const byLabel = (samples: readonly Sample[], label: string | null): ReadonlyMap<string, readonly Sample[]> =>
  label === null ? new Map([['', samples]]) : Map.groupBy(samples, ({ labels }) => labels[label] ?? '');

const MAX_INSTANT_MS = 8.64e15;

function newestTime(samples: readonly Sample[]): EpochMs | null {
  const times = samples.flatMap(({ value }) => (value !== null && Math.abs(value * 1_000) <= MAX_INSTANT_MS ? [Math.round(value * 1_000)] : []));
  return times.length === 0 ? null : epochMs(Math.max(...times));
}

/** The answer to a query that was asked as it is; how old its samples are is not known. */
function readPlain(data: QueryData): UnitAnswer {
  const unknown = { sampleTime: null, hasSelectors: false, problem: null };
  if (data.type === 'vector') return { ...unknown, evaluatedAt: data.samples[0]?.time ?? null, samples: data.samples };
  if (data.type === 'scalar') return { ...unknown, evaluatedAt: data.time, samples: [{ labels: withoutLabels({}, []), time: data.time, value: data.value }] };
  return { ...unknown, evaluatedAt: null, samples: [], problem: data.type === 'matrix' ? RANGE_PROBLEM : TEXT_PROBLEM };
}
