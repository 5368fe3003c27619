import type { Proposal } from '../../../../shared/model/connect.ts';
import { readTyped, typedNumber } from '../../../lib/typed-number.ts';

/** What a person made of a proposal. */
export interface Choice {
  readonly selected: boolean;
  readonly name: string;
  /** As typed, in the unit of `typedUnit`; empty = no limit. */
  readonly limit: string;
}

export interface ProposalGroup {
  readonly service: string;
  readonly serviceName: string;
  readonly items: readonly Proposal[];
}

/** What a wall wants of a service: p95 (or what stands for it), error rate, availability, traffic. */
function isUseful(proposal: Proposal, group: readonly Proposal[], lonely: boolean): boolean {
  const hasP95 = group.some(({ stat }) => stat === 'p95');
  if (proposal.kind === 'latency') return proposal.stat === 'p95' || (proposal.stat === 'avg' && !hasP95);
  /** Every scraped job has `up`; alone it makes a tile of an exporter rather than of a service, unless there is nothing better. */
  if (proposal.because === 'up') return lonely || group.length > 1;
  return proposal.kind === 'errorRate' || proposal.kind === 'availability' || proposal.kind === 'traffic';
}

export function groupProposals(proposals: readonly Proposal[]): readonly ProposalGroup[] {
  const groups = new Map<string, Proposal[]>();
  for (const proposal of proposals) groups.set(proposal.service, [...(groups.get(proposal.service) ?? []), proposal]);
  return [...groups.values()].map((items) => ({ service: items[0]?.service ?? '', serviceName: items[0]?.serviceName ?? '', items }));
}

/** The choices to start with. What a person chose before for the same proposal stays. */
export function firstChoices(proposals: readonly Proposal[], before: Readonly<Record<string, Choice>>): Record<string, Choice> {
  const groups = groupProposals(proposals);
  const lonely = groups.every(({ items }) => items.every(({ because }) => because === 'up'));
  const fresh = groups.flatMap(({ items }) => items.map((proposal): [string, Choice] => [proposal.key, { selected: isUseful(proposal, items, lonely), name: proposal.name, limit: typedNumber(proposal.above, proposal.unit) }]));
  return Object.fromEntries(fresh.map(([key, choice]) => [key, before[key] ?? choice]));
}

export type Chosen = { readonly ok: true; readonly proposals: readonly Proposal[] } | { readonly ok: false; readonly message: string };

/** The selected proposals as they shall be written, or what is wrong with the first that cannot be. */
export function chosenProposals(proposals: readonly Proposal[], choices: Readonly<Record<string, Choice>>): Chosen {
  const chosen: Proposal[] = [];
  for (const proposal of proposals) {
    const choice = choices[proposal.key];
    if (choice?.selected !== true) continue;
    const above = readTyped(choice.limit, proposal.unit);
    const name = choice.name.trim();
    if (above === undefined) return { ok: false, message: `The limit of “${proposal.name}” is no number: “${choice.limit.slice(0, 40)}”` };
    if (name === '') return { ok: false, message: `The signal “${proposal.name}” needs a name` };
    chosen.push({ ...proposal, name, above });
  }
  return { ok: true, proposals: chosen };
}
