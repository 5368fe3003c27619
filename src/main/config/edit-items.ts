import type { z } from 'zod';
import { ChannelConfig } from '../../shared/model/channels/index.ts';
import type { HoldfastConfig } from '../../shared/model/config.ts';
import { HookConfig } from '../../shared/model/hook-config.ts';
import { MaintenanceConfig } from '../../shared/model/policy-config.ts';
import { SignalRule, type SignalRuleConfig } from '../../shared/model/rule-config.ts';
import { appendItems, itemAt, removeItems, replaceItem } from './edit-text.ts';
import { minimal } from './minimal.ts';
import { validConfig, validResult } from './valid-config.ts';

export interface WrittenItem {
  readonly text: string;
  /** False where an entry with this id was there and was changed. */
  readonly added: boolean;
}

export interface RemovedItem {
  readonly text: string;
  readonly found: boolean;
}

interface ItemList {
  readonly section: 'rules' | 'maintenance' | 'hooks' | 'channels';
  readonly schema: z.ZodType;
  /** Keys as people read them: what it is about, then what it says of it. */
  readonly order: readonly string[];
}

const RULES: ItemList = {
  section: 'rules',
  schema: SignalRule,
  order: ['id', 'signal', 'slo', 'when', 'baseline', 'absent', 'burn', 'severity', 'incident', 'minTraffic', 'keepFiringFor', 'summary', 'owner', 'reviewBy'],
};
const MAINTENANCE: ItemList = { section: 'maintenance', schema: MaintenanceConfig, order: ['id', 'name', 'services', 'from', 'to', 'weekly', 'timeZone'] };

const HOOKS: ItemList = { section: 'hooks', schema: HookConfig, order: ['id', 'kind', 'source', 'token', 'secret', 'service', 'severity', 'reportedBy', 'map'] };

const CHANNELS: ItemList = { section: 'channels', schema: ChannelConfig, order: ['id', 'type', 'name', 'audience', 'publishers', 'kinds', 'url', 'host', 'port', 'security', 'user'] };

/** Adds a channel, or changes the one with this id. Throws `invalid_input` when the result would have errors. */
export const writeChannel = (text: string, id: string, channel: ChannelConfig): WrittenItem => writeItem(text, id, channel, CHANNELS);
export const removeChannel = (text: string, id: string): RemovedItem => removeItem(text, id, CHANNELS);
/** Adds a webhook, or changes the one with this id. Throws `invalid_input` when the result would have errors. */
export const writeHook = (text: string, id: string, hook: HookConfig): WrittenItem => writeItem(text, id, hook, HOOKS);
export const removeHook = (text: string, id: string): RemovedItem => removeItem(text, id, HOOKS);
/** Adds a rule, or changes the one with this id (which may get another). Throws `invalid_input` when the result would have errors. */
export const writeRule = (text: string, id: string, rule: SignalRuleConfig): WrittenItem => writeItem(text, id, rule, RULES);
/** Removes a rule that is not a rule file. Throws `invalid_input` when the text has errors. */
export const removeRule = (text: string, id: string): RemovedItem => removeItem(text, id, RULES);
/** Adds a maintenance window, or changes the one with this id. Throws `invalid_input` when the result would have errors. */
export const writeMaintenance = (text: string, id: string, window: MaintenanceConfig): WrittenItem => writeItem(text, id, window, MAINTENANCE);
export const removeMaintenance = (text: string, id: string): RemovedItem => removeItem(text, id, MAINTENANCE);

const positionOf = (config: HoldfastConfig, { section }: ItemList, id: string): number => config[section].findIndex((item) => 'id' in item && item.id === id);

function writeItem(text: string, id: string, value: object, list: ItemList): WrittenItem {
  const position = positionOf(validConfig(text), list, id);
  const item = minimal(list.schema, value, { before: position === -1 ? undefined : itemAt(text, list.section, position), order: list.order });
  const result = position === -1 ? appendItems(text, { [list.section]: [item] }) : replaceItem(text, list.section, position, item);
  validResult(result);
  return { text: result, added: position === -1 };
}

function removeItem(text: string, id: string, list: ItemList): RemovedItem {
  const position = positionOf(validConfig(text), list, id);
  if (position === -1) return { text, found: false };
  const result = removeItems(text, { [list.section]: [position] });
  validResult(result);
  return { text: result, found: true };
}
