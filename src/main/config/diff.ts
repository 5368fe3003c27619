import { HoldfastConfig } from '../../shared/model/config.ts';
import { formatPath, type ConfigPath } from './config-path.ts';
import { showChange, showLeaf, type Leaf } from './shown-value.ts';

export interface ItemChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** Lists whose entries have ids; the word is what a person calls one. */
const LISTS = { sources: 'source', services: 'service', signals: 'signal', slos: 'objective', rules: 'rule', hooks: 'webhook', channels: 'channel', dnsProviders: 'DNS provider', programs: 'program', plans: 'plan', triggers: 'trigger', maintenance: 'maintenance', people: 'person' } as const;
type ListName = keyof typeof LISTS;
const LIST_NAMES = Object.keys(LISTS) as ListName[];
type SectionName = Exclude<keyof HoldfastConfig, ListName>;
/** All that is no list, whatever the format comes to have: nothing can change without being named. */
const SECTIONS = (Object.keys(HoldfastConfig.shape) as (keyof HoldfastConfig)[]).filter((key): key is SectionName => !Object.hasOwn(LISTS, key));

/** What differs between two configurations, by id; a rule file goes by `import <file> from <source>`. */
export interface ConfigDifference extends Readonly<Record<ListName, ItemChanges>> {
  /** Other sections that differ. */
  readonly sections: readonly SectionName[];
  /** Lists that have the same entries in another order. */
  readonly reordered: readonly ListName[];
}

/**
 * Compares two configurations as they are written, with the defaults of the format filled in: comments, layout and the order of
 * keys mean nothing. `before` null = everything is new.
 */
export function compareConfigs(before: HoldfastConfig | null, after: HoldfastConfig): ConfigDifference {
  const items = (list: ListName) => compareItems(before === null ? new Map() : byId(before[list]), byId(after[list]));
  return {
    sources: items('sources'),
    services: items('services'),
    signals: items('signals'),
    slos: items('slos'),
    rules: items('rules'),
    hooks: items('hooks'),
    channels: items('channels'),
    dnsProviders: items('dnsProviders'),
    programs: items('programs'),
    plans: items('plans'),
    triggers: items('triggers'),
    maintenance: items('maintenance'),
    people: items('people'),
    sections: SECTIONS.filter((section) => before === null || canonical(before[section]) !== canonical(after[section])),
    reordered: before === null ? [] : LIST_NAMES.filter((list) => isReordered(byId(before[list]), byId(after[list]))),
  };
}

export const isSame = (difference: ConfigDifference): boolean =>
  difference.sections.length === 0 && difference.reordered.length === 0 && LIST_NAMES.every((list) => namesOf(difference[list]).length === 0);

const namesOf = ({ added, removed, changed }: ItemChanges): readonly string[] => [...added, ...removed, ...changed];

/** Everything that differs by kind and id ("rule checkout-slow"), sections by name. */
export function differenceNames(difference: ConfigDifference): ItemChanges {
  const all = (which: keyof ItemChanges) => LIST_NAMES.flatMap((list) => difference[list][which].map((id) => `${LISTS[list]} ${id}`));
  return { added: all('added'), removed: all('removed'), changed: [...all('changed'), ...difference.reordered.map((list) => `order of ${list}`), ...difference.sections] };
}

/** The same in words, a line for each value: "rule checkout-slow: when.above 0.8 → 1.2". Secrets are masked, long texts cut. */
export function differenceText(before: HoldfastConfig | null, after: HoldfastConfig): string[] {
  const difference = compareConfigs(before, after);
  return [
    ...LIST_NAMES.flatMap((list) => listText(list, difference[list], before === null ? new Map() : byId(before[list]), byId(after[list]))),
    ...difference.reordered.map((list) => `${list}: another order`),
    ...difference.sections.flatMap((section) => leafChanges(before?.[section], after[section], [section])),
  ];
}

function listText(list: ListName, { added, removed, changed }: ItemChanges, before: ReadonlyMap<string, Item>, after: ReadonlyMap<string, Item>): string[] {
  const name = (id: string) => `${LISTS[list]} ${id}`;
  return [
    ...removed.map((id) => `${name(id)} removed`),
    ...added.map((id) => `${name(id)} added: ${allOf(list, after.get(id))}`),
    ...changed.flatMap((id) => leafChanges(before.get(id), after.get(id), [list], 1).map((change) => `${name(id)}: ${change}`)),
  ];
}

/** The list is part of where a value stands, because it decides what is secret; it is not repeated in words. */
const allOf = (list: ListName, item: Item | undefined): string =>
  [...leaves(item, [list]).values()]
    .filter(({ path }) => path[1] !== 'id')
    .map((leaf) => `${formatPath(leaf.path.slice(1))} ${showLeaf(leaf)}`)
    .join(', ');

type Item = HoldfastConfig[ListName][number];

const byId = (items: readonly Item[]): Map<string, Item> => new Map(items.map((item) => ['id' in item ? item.id : `import ${item.import} from ${item.source}`, item]));

function compareItems(before: ReadonlyMap<string, Item>, after: ReadonlyMap<string, Item>): ItemChanges {
  const both = [...after.keys()].filter((id) => before.has(id));
  return {
    added: [...after.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !after.has(id)),
    changed: both.filter((id) => canonical(before.get(id)) !== canonical(after.get(id))),
  };
}

function isReordered(before: ReadonlyMap<string, Item>, after: ReadonlyMap<string, Item>): boolean {
  const [was, is] = [[...before.keys()].filter((id) => after.has(id)), [...after.keys()].filter((id) => before.has(id))];
  return was.some((id, index) => is[index] !== id);
}

/** JSON with sorted keys: the order in which a person writes keys means nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** Every value that holds no further ones, by where it stands. An empty group or list is one too. */
function leaves(value: unknown, path: ConfigPath): Map<string, Leaf> {
  if (value === undefined) return new Map();
  const inner: [string | number, unknown][] = Array.isArray(value) ? value.map((item, index) => [index, item]) : typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (inner.length === 0) return new Map([[JSON.stringify(path), { path, value }]]);
  return new Map(inner.flatMap(([step, item]) => [...leaves(item, [...path, step])]));
}

function leafChanges(before: unknown, after: unknown, path: ConfigPath, unsaid = 0): string[] {
  const [was, is] = [leaves(before, path), leaves(after, path)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [old, now] = [was.get(key), is.get(key)];
    if (old === undefined) return now === undefined ? [] : [`${formatPath(now.path.slice(unsaid))} added: ${showLeaf(now)}`];
    const at = formatPath(old.path.slice(unsaid));
    if (now === undefined) return [`${at} removed (was ${showLeaf(old)})`];
    return canonical(old.value) === canonical(now.value) ? [] : [`${at} ${showChange(old, now)}`];
  });
}
