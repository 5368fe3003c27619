import type { ResolvedConfig } from './resolved.ts';

export interface ItemChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** What differs between two configurations, by id; rule files go by `import <file>`. */
export interface ConfigDifference {
  readonly sources: ItemChanges;
  readonly services: ItemChanges;
  readonly signals: ItemChanges;
  readonly rules: ItemChanges;
  readonly people: ItemChanges;
  /** Other sections that differ, by name. */
  readonly sections: readonly ('workspace' | 'server' | 'desktop' | 'deadMan' | 'retention')[];
}

const SECTIONS = ['workspace', 'server', 'desktop', 'deadMan', 'retention'] as const;

/** Compares what the configurations mean, not how they are written; `before` null = everything is new. */
export function compareConfigs(before: ResolvedConfig | null, after: ResolvedConfig): ConfigDifference {
  const items = (pick: (config: ResolvedConfig) => Map<string, unknown>) => compare(before === null ? new Map() : pick(before), pick(after));
  return {
    sources: items((config) => new Map(config.sources.map((source) => [source.config.id, source]))),
    services: items((config) => new Map(config.services.map((service) => [service.id, service]))),
    signals: items((config) => new Map(config.signals.map(({ thresholds: _judgedApart, ...signal }) => [signal.id, signal]))),
    rules: items(rulesOf),
    people: items((config) => new Map(config.people.map((person) => [person.id, person]))),
    sections: SECTIONS.filter((section) => before === null || canonical(before[section]) !== canonical(after[section])),
  };
}

export const isSame = (difference: ConfigDifference): boolean =>
  difference.sections.length === 0 &&
  [difference.sources, difference.services, difference.signals, difference.rules, difference.people].every(({ added, removed, changed }) => added.length + removed.length + changed.length === 0);

const rulesOf = (config: ResolvedConfig): Map<string, unknown> =>
  new Map([
    ...config.signals.flatMap((signal) => signal.thresholds.map((rule): [string, unknown] => [rule.rule, { ...rule, signal: signal.id }])),
    ...config.ruleFiles.map((rule): [string, unknown] => [`import ${rule.file}`, rule]),
  ]);

function compare(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): ItemChanges {
  const both = [...after.keys()].filter((id) => before.has(id));
  return {
    added: [...after.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !after.has(id)),
    changed: both.filter((id) => canonical(before.get(id)) !== canonical(after.get(id))),
  };
}

/** JSON with sorted keys: the order in which a person writes keys means nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
