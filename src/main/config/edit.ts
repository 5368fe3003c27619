import { isDeepStrictEqual } from 'node:util';
import type { Proposal } from '../../shared/model/connect.ts';
import { HoldfastConfig, type SignalConfig } from '../../shared/model/config.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import type { SourceConfig } from '../../shared/model/sources/index.ts';
import type { ConfigPath } from './config-path.ts';
import { appendItems, itemAt, removeItems, replaceItem, setValueAt } from './edit-text.ts';
import { ruleItem, serviceItem, signalIdBase, signalItem, sourceItem, type Item } from './proposed.ts';
import { validConfig, validResult } from './valid-config.ts';

export interface AddedSource {
  readonly text: string;
  /** What was not there before, by id. */
  readonly services: readonly string[];
  readonly signals: readonly string[];
  readonly rules: readonly string[];
}

/** The text of a new file; editors find the schema beside it (`writeSchemaBeside`). */
export const newConfigText = ({ name, timeZone }: { readonly name: string; readonly timeZone: string }): string => `# yaml-language-server: $schema=./holdfast.schema.json
# What Holdfast watches. Settings edits this file and keeps what you write in it, comments too.
version: 1
workspace:
  name: ${JSON.stringify(name)}
  timeZone: ${JSON.stringify(timeZone)}
`;

/**
 * Adds a source with the chosen signals, their services and their limits. What is there already in the same words is
 * left alone, so that adding twice changes nothing. Throws `conflict` when the id belongs to another source, `invalid_input` when
 * a secret is not a reference or the text has errors.
 */
export function addSource(text: string, { setup, proposals }: { readonly setup: SourceConfig; readonly proposals: readonly Proposal[] }): AddedSource {
  const before = validConfig(text);
  const [source] = HoldfastConfig.shape.sources.parse([sourceItem(setup)]);
  const existing = before.sources.find(({ id }) => id === setup.id);
  if (existing !== undefined && !isDeepStrictEqual(existing, source)) throw new HoldfastError('conflict', `A source with the id "${setup.id}" exists already with other settings; choose another id.`);

  const services: Item[] = [];
  const signals: Item[] = [];
  const rules: Item[] = [];
  const signalsById = new Map<string, SignalConfig>(before.signals.map((signal) => [signal.id, signal]));
  const serviceIds = new Set<string>(before.services.map(({ id }) => id));
  const ruleIds = new Set<string>(before.rules.flatMap((rule) => ('id' in rule ? [rule.id] : [])));
  for (const proposal of proposals) {
    const service = serviceItem(proposal);
    if (!serviceIds.has(service.id)) services.push(service);
    serviceIds.add(service.id);
    const signal = placeSignal(signalsById, proposal, setup);
    if (signal === null) continue;
    signals.push(signal);
    const rule = ruleItem(proposal, signal.id);
    if (rule !== null && !ruleIds.has(rule.id)) rules.push(rule);
  }
  const result = appendItems(text, { sources: existing === undefined ? [sourceItem(setup)] : [], services, signals, rules });
  validResult(result);
  const ids = (items: readonly Item[]) => items.map(({ id }) => id);
  return { text: result, services: ids(services), signals: ids(signals), rules: ids(rules) };
}

/** The signal under the first free id, which it takes, or null when it is there already. */
function placeSignal(taken: Map<string, SignalConfig>, proposal: Proposal, setup: SourceConfig): Item | null {
  const base = signalIdBase(proposal);
  for (let count = 1; ; count++) {
    const item = signalItem(proposal, setup.id, count === 1 ? base : `${base}-${count}`);
    const [signal] = HoldfastConfig.shape.signals.parse([item]);
    const other = taken.get(item.id);
    if (other === undefined && signal !== undefined) taken.set(item.id, signal);
    if (other === undefined) return item;
    if (isDeepStrictEqual(other, signal)) return null;
  }
}

export interface RemovedSource {
  readonly text: string;
  readonly found: boolean;
  readonly removedSignals: number;
}

/**
 * Removes a source and all that rests on it: its signals and rule files, objectives over those signals, rules on any of these.
 * An objective whose traffic signal goes counts every sample the same from then on. Services stay, without the links of their
 * chains that rested on it; signals stay without their second opinion. Removing what is not there
 * changes nothing.
 */
export function removeSource(text: string, id: string): RemovedSource {
  const before = validConfig(text);
  const signals = positions(before.signals, (signal) => signal.source === id);
  const goneSignals = new Set<string>(signals.map((index) => before.signals[index]?.id ?? ''));
  const slos = positions(before.slos, (slo) => goneSignals.has(slo.signal));
  const goneSlos = new Set<string>(slos.map((index) => before.slos[index]?.id ?? ''));
  const rules = positions(before.rules, (rule) => ('import' in rule ? rule.source === id : 'slo' in rule ? goneSlos.has(rule.slo) : goneSignals.has(rule.signal)));
  const sources = positions(before.sources, (source) => source.id === id);
  const weighed = positions(before.slos, (slo) => slo.traffic !== undefined && goneSignals.has(slo.traffic) && !goneSlos.has(slo.id));
  const unweighed = weighed.reduce((so, index) => {
    const { traffic: _gone, ...slo } = itemAt(so, 'slos', index);
    return replaceItem(so, 'slos', index, slo);
  }, text);
  const unchained = before.services.reduce((so, { chain = [] }, index) => {
    const isGone = (item: (typeof chain)[number]) => ('url' in item ? item.source === id : goneSignals.has(item.signal));
    if (!chain.some(isGone)) return so;
    const { chain: written, ...service } = itemAt(so, 'services', index);
    const left = without(written, chain, isGone);
    return replaceItem(so, 'services', index, left.length === 0 ? service : { ...service, chain: left });
  }, unweighed);
  const unlinked = before.services.reduce((so, { dashboards = [] }, index) => {
    const isGone = ({ source }: (typeof dashboards)[number]): boolean => source === id;
    if (!dashboards.some(isGone)) return so;
    const { dashboards: written, ...service } = itemAt(so, 'services', index);
    const left = without(written, dashboards, isGone);
    return replaceItem(so, 'services', index, left.length === 0 ? service : { ...service, dashboards: left });
  }, unchained);
  const alone = before.signals.reduce((so, { id: own, secondOpinion }, index) => {
    const other = typeof secondOpinion === 'object' ? secondOpinion.signal : secondOpinion;
    if (other === undefined || !goneSignals.has(other) || goneSignals.has(own)) return so;
    const { secondOpinion: _gone, ...signal } = itemAt(so, 'signals', index);
    return replaceItem(so, 'signals', index, signal);
  }, unlinked);
  const result = removeItems(alone, { rules, slos, signals, sources });
  validResult(result);
  return { text: result, found: sources.length > 0, removedSignals: signals.length };
}

/** What is left of a list as it is written, by what is read from it. */
const without = <T>(written: unknown, read: readonly T[], isGone: (item: T) => boolean): unknown[] => (Array.isArray(written) ? written : []).filter((_, index) => !read.some((item, which) => which === index && isGone(item)));

const positions = <T>(items: readonly T[], isGone: (item: T) => boolean): number[] => items.flatMap((item, index) => (isGone(item) ? [index] : []));

/** Sets one value, such as `['workspace', 'name']`. Throws `invalid_input` when the result would have errors. */
export function setValue(text: string, path: ConfigPath, value: string | number | boolean): string {
  validConfig(text);
  const result = setValueAt(text, path, value);
  validResult(result);
  return result;
}
