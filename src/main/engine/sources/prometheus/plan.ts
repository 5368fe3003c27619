import { createHash } from 'node:crypto';
import type { PollGroup, SignalSpec } from '../source.ts';
import { isMergeable, unitsOf, type Unit } from './merge.ts';

/** Some servers refuse longer queries (VictoriaMetrics: 16 KiB by default). */
const MAX_QUERY_CHARS = 12_000;
/** Room for the tag and the time stamp of one part. */
const TAG_CHARS = 120;
const MAX_UNITS = 200;

/** Signals that one request asks for: same interval, queries that fit together into one of bearable length. */
export function planGroups(signals: readonly SignalSpec[]): readonly PollGroup[] {
  return [...Map.groupBy(signals, ({ everyMs }) => everyMs)]
    .sort(([a], [b]) => a - b)
    .flatMap(([, members]) => chunk(unitsOf(members)))
    .map((units) => {
      const members = units.flatMap((unit) => unit.signals);
      return { key: keyOf(members), signals: members };
    });
}

function chunk(units: readonly Unit[]): readonly (readonly Unit[])[] {
  const chunks: Unit[][] = [];
  let current: Unit[] = [];
  let chars = 0;
  for (const unit of units) {
    const cost = costOf(unit, current.at(-1));
    const fits = current.length > 0 && chars + cost <= MAX_QUERY_CHARS && current.length < MAX_UNITS;
    if (!isMergeable(unit)) {
      chunks.push([unit]);
      continue;
    }
    if (fits) {
      current.push(unit);
      chars += cost;
      continue;
    }
    current = [unit];
    chars = costOf(unit, undefined);
    chunks.push(current);
  }
  return chunks;
}

/** Characters that a query adds: a further member of a family adds its value, once for each selector, here and in the time stamps. */
function costOf(unit: Unit, before: Unit | undefined): number {
  const { expression, family } = unit;
  const selectors = expression.text.split('{').length;
  if (family && before?.family?.key === family.key) return (family.value.length + 3) * selectors * 2;
  return expression.text.length * 2 + TAG_CHARS * (1 + selectors);
}

/** Changes when anything that the group asks for changes. */
function keyOf(signals: readonly SignalSpec[]): string {
  const hash = createHash('sha256');
  for (const { id, everyMs, config } of signals) hash.update(JSON.stringify([id, everyMs, config.query, config.select ?? null]));
  return hash.digest('base64url').slice(0, 16);
}
