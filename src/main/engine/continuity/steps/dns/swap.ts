import type { DnsProviderId } from '../../../../../shared/model/ids.ts';
import type { DurationMs } from '../../../../../shared/model/units.ts';
import type { Clock } from '../../../ports.ts';
import type { KeptDns } from '../../dns/kept.ts';
import type { DnsProvider, ReadBack, SwapOrder } from '../../dns/provider.ts';
import { isProxied, isSame, judgeReadBack } from '../../dns/rules.ts';
import { HELD, type Performed, type StepContext, type Stop } from '../step.ts';
import type { ProviderDesk } from './desk.ts';
import { bare, performedOf, setText } from './rules.ts';

/** A change at one of the providers of a step. */
export interface OrderAt {
  readonly provider: DnsProviderId;
  readonly order: SwapOrder;
}

export interface SwapDeps {
  readonly clock: Clock;
  readonly desk: ProviderDesk;
  readonly kept: KeptDns;
  /** How long one provider may take. */
  readonly acceptMs: DurationMs;
}

/** Aborted with the attempt, or when the time for it is over. */
function within({ clock, acceptMs }: SwapDeps, abort: AbortSignal): { readonly signal: AbortSignal; readonly end: () => void } {
  const control = new AbortController();
  return { signal: AbortSignal.any([abort, control.signal]), end: clock.after(acceptMs, () => control.abort()) };
}

async function using<T>(deps: SwapDeps, id: DnsProviderId, abort: AbortSignal, ask: (provider: DnsProvider, signal: AbortSignal) => Promise<T>, not: (reason: string) => T): Promise<T> {
  const opened = await deps.desk.open(id);
  if (!opened.ok) return not(opened.reason);
  const { signal, end } = within(deps, abort);
  try {
    return await ask(opened.provider, signal);
  } finally {
    end();
  }
}

export interface Swapped extends Performed {
  /** What the providers call the changes, where their way can be followed. */
  readonly changeIds: readonly { readonly provider: DnsProviderId; readonly changeId: string }[];
}

/** The lever tears off what is under way: what became of it is read back. */
export const stopOf = ({ abort, held }: Stop): AbortSignal => AbortSignal.any([abort, held]);

/** Changes one provider after the other; where a later one fails, those before it are put back. */
export async function swapAll(orders: readonly OrderAt[], { attempt, ...given }: Pick<StepContext, 'attempt'> & Stop, deps: SwapDeps): Promise<Swapped> {
  const abort = stopOf(given);
  const says: string[] = [];
  const changeIds: { readonly provider: DnsProviderId; readonly changeId: string }[] = [];
  for (const [index, at] of orders.entries()) {
    // With one changed and the next one not, what is there is read, and the rest waits for a person.
    if (abort.aborted) return { ...(index === 0 ? HELD : { outcome: 'unknown', says: `${says.join('; ')}; ${at.provider}: ${HELD.says}` }), changeIds: [] };
    const swapped = await swapOne(at, attempt, deps, abort);
    const end = index > 0 && swapped.outcome === 'unknown' ? await askAgain(at, swapped, deps, abort) : swapped;
    if (end.outcome !== 'done' && abort.aborted && index > 0) return { outcome: 'unknown', says: `${says.join('; ')}; ${at.provider}: ${end.says}`, changeIds: [] };
    if (end.outcome !== 'done') return { ...(index === 0 ? end : await compensate(orders.slice(0, index), at, end, attempt, deps, abort)), changeIds: [] };
    says.push(`${at.provider}: ${end.says}`);
    changeIds.push(...swapped.changeIds);
  }
  return { outcome: 'done', says: says.join('; '), changeIds };
}

function swapOne({ provider: id, order }: OrderAt, attempt: string, deps: SwapDeps, abort: AbortSignal): Promise<Swapped> {
  if (isSame(order.confirmed, order.wanted)) return Promise.resolve({ outcome: 'done', says: `${setText(order.wanted)}, as it was already`, changeIds: [] });
  return using<Swapped>(
    deps,
    id,
    abort,
    async (provider, signal) => {
      const outcome = await provider.swap(await named(order, provider, signal), attempt, signal);
      const performed = performedOf(outcome, order.wanted);
      if (outcome.kind !== 'done') return { ...performed, changeIds: [] };
      const { changeId, raceWindowMs } = outcome;
      if (raceWindowMs !== null) deps.kept.keepRaceWindow(id, raceWindowMs);
      const window = raceWindowMs === null ? '' : `; somebody else could have come in between for ${Math.ceil(raceWindowMs)} ms`;
      return { outcome: 'done', says: `${performed.says}${window}`, changeIds: changeId === null ? [] : [{ provider: id, changeId }] };
    },
    (reason) => ({ outcome: 'notReached', says: reason, changeIds: [] }),
  );
}

/** The same records may have other ids by now, as after they were put back: it is what they say that was confirmed. */
async function named(order: SwapOrder, provider: DnsProvider, abort: AbortSignal): Promise<SwapOrder> {
  const { confirmed } = order;
  if (confirmed.ids.length === 0) return order;
  const read = await provider.read(confirmed.name, confirmed.type, abort);
  return read.ok && isSame(read.live, confirmed) && read.live.proxied === confirmed.proxied ? { ...order, confirmed: read.live } : order;
}

/** With another provider changed already, what became of the next one is asked at once: on it depends whether the first is put back. */
async function askAgain(at: OrderAt, swapped: Performed, deps: SwapDeps, abort: AbortSignal): Promise<Performed> {
  const { kind } = await readBackAt(at, deps, abort);
  if (kind === 'done') return { outcome: 'done', says: setText(at.order.wanted) };
  return kind === 'notDone' ? { outcome: 'refused', says: swapped.says } : swapped;
}

async function compensate(before: readonly OrderAt[], failed: OrderAt, why: Performed, attempt: string, deps: SwapDeps, abort: AbortSignal): Promise<Performed> {
  const done = before.map(({ provider }) => provider).join(', ');
  // What is not known is not made worse: it is read back, and only then decided.
  if (why.outcome === 'unknown') return { outcome: 'unknown', says: `changed at ${done}; ${failed.provider}: ${why.says}` };
  const back = await putBackAll(before, attempt, deps, abort);
  if (back.outcome === 'done') return { ...why, says: `${failed.provider}: ${why.says}; ${done} was put back` };
  return { outcome: 'unproven', says: `${failed.provider}: ${why.says}; ${done} is changed, and could not be put back: ${back.says}` };
}

/** Puts back what was confirmed, the last one first, wherever it is still what was written. */
export async function putBackAll(orders: readonly OrderAt[], attempt: string, deps: SwapDeps, abort: AbortSignal): Promise<Performed> {
  const says: string[] = [];
  for (const at of orders.toReversed()) {
    if (abort.aborted) return HELD;
    const end = await putBack(at, attempt, deps, abort);
    if (end.outcome !== 'done') return { ...end, says: `${at.provider}: ${end.says}` };
    says.push(`${at.provider}: ${end.says}`);
  }
  return { outcome: 'done', says: says.join('; ') };
}

const putBack = ({ provider: id, order }: OrderAt, attempt: string, deps: SwapDeps, abort: AbortSignal): Promise<Performed> =>
  using<Performed>(
    deps,
    id,
    abort,
    async (provider, signal) => {
      const was = bare(order.confirmed);
      const read = await provider.read(was.name, was.type, signal);
      if (!read.ok) return { outcome: 'notReached', says: read.reason };
      const found = judgeReadBack(read.live, { confirmed: { ...order.confirmed, ...order.wanted, proxied: isProxied(order) }, wanted: was });
      if (found === 'done') return { outcome: 'done', says: `${setText(was)}, as before` };
      if (found === 'lost') return { outcome: 'lost', says: `somebody else has changed it: it is ${setText(read.live)} now, and was not overwritten` };
      return performedOf(await provider.swap({ confirmed: read.live, wanted: was }, attempt, signal), was);
    },
    (reason) => ({ outcome: 'notReached', says: reason }),
  );

/** What one provider has now: the wanted set, the confirmed one, a third one; or nobody knows. */
export const readBackAt = ({ provider: id, order }: OrderAt, deps: SwapDeps, abort: AbortSignal): Promise<ReadBack> =>
  using<ReadBack>(deps, id, abort, (provider, signal) => provider.readBack(order, signal), (reason) => ({ kind: 'unknown', reason }));
