import type { Service } from '../../../../shared/model/entities.ts';
import type { RuleView } from '../../../../shared/model/incident.ts';
import type { ServiceId } from '../../../../shared/model/ids.ts';
import type { StateName } from '../../../ui/kit/state.ts';

/** Where a rule stands, what presses first. `review`: its own review is overdue, whatever it says of the service. */
export const RULE_STATES = ['firing', 'pending', 'unknown', 'inactive'] as const satisfies readonly RuleView['state'][];
export const RULE_STATE_WORD: Readonly<Record<RuleView['state'], string>> = { firing: 'firing', pending: 'pending', unknown: 'unknown', inactive: 'quiet' };

/** Shape of a state: a firing rule looks as grave as it is. */
export function ruleMark({ state, severity }: Pick<RuleView, 'state' | 'severity'>): StateName {
  if (state === 'firing') return severity;
  return { pending: 'P2', unknown: 'blind', inactive: 'ok' }[state] as StateName;
}

export interface RuleFilters {
  readonly text: string;
  readonly state: RuleView['state'] | 'review' | null;
}

export const NO_FILTERS: RuleFilters = { text: '', state: null };
const MOST_TEXT = 200;

/** What the list is narrowed to stands in the address; what is not understood narrows nothing. */
export function readFilters(search: string): RuleFilters {
  const query = new URLSearchParams(search);
  const state = query.get('state');
  return { text: (query.get('q') ?? '').slice(0, MOST_TEXT), state: state === 'review' ? state : (RULE_STATES.find((each) => each === state) ?? null) };
}

export function writeFilters({ text, state }: RuleFilters, search = ''): string {
  const query = new URLSearchParams(search);
  for (const [key, value] of [['q', text.trim() === '' ? null : text], ['state', state]] as const)
    if (value === null) query.delete(key);
    else query.set(key, value);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** Once the day that it names is over, in UTC. `now` is RFC 3339 UTC. */
export const isOverdue = ({ reviewBy }: Pick<RuleView, 'reviewBy'>, now: string): boolean => reviewBy !== null && reviewBy < now.slice(0, 10);

export const areFiltered = ({ text, state }: RuleFilters): boolean => text.trim() !== '' || state !== null;

/** Every word must stand in the rule's name, id, condition, service or file. */
export function matches(rule: RuleView, { text, state }: RuleFilters, services: ReadonlyMap<ServiceId, Service>, now: string): boolean {
  if (state === 'review' ? !isOverdue(rule, now) : state !== null && rule.state !== state) return false;
  const service = rule.service === null ? '' : `${rule.service} ${services.get(rule.service)?.name ?? ''}`;
  const hay = [rule.id, rule.name, rule.condition, service, rule.signal ?? '', rule.file ?? '', rule.severity].join('\n').toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => hay.includes(word));
}

/** What presses first, then by name. */
export const byUrgency = (a: RuleView, b: RuleView): number =>
  RULE_STATES.indexOf(a.state) - RULE_STATES.indexOf(b.state) || (a.state === 'inactive' ? 0 : a.severity.localeCompare(b.severity)) || a.name.localeCompare(b.name, 'en') || a.id.localeCompare(b.id);

/**
 * The id under which a rule stands in holdfast.yaml: each pair of windows of a burn rate is a rule of its own, `<id>.<factor>x`
 * (docs/configuration.md, "slo: the budget burns too fast").
 */
export const writtenId = ({ id, kind }: Pick<RuleView, 'id' | 'kind'>): string => (kind === 'burn' ? id.replace(/\.\d+(?:\.\d+)?x$/, '') : id);

export const rulePath = (rule: Pick<RuleView, 'id' | 'kind'>): string => `/rules/${encodeURIComponent(writtenId(rule))}`;

/** "3 firing, 1 pending, 14 quiet": what there is of each. */
export function summaryOf(rules: readonly RuleView[]): string {
  const counts = RULE_STATES.map((state) => [rules.filter((rule) => rule.state === state).length, RULE_STATE_WORD[state]] as const);
  return counts.flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`])).join(', ');
}

export const MODE_WORD: Readonly<Record<RuleView['incident'], string>> = { open: 'opens an incident', propose: 'proposes an incident', none: 'shows on the wall only' };
