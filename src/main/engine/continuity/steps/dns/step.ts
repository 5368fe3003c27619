import { durationMs } from '../../../../../shared/model/units.ts';
import { readDuration } from '../../../../config/duration.ts';
import { DnsFormatError } from '../../../../dns/name.ts';
import type { RunMode } from '../../core/state.ts';
import { describingProvider, type DnsDeps } from '../../dns/open.ts';
import type { LiveSet } from '../../dns/provider.ts';
import { isProxied, isSame } from '../../dns/rules.ts';
import { filled } from '../filled.ts';
import type { Signals } from '../signals.ts';
import { NO_WAY_BACK, NOT_IN_A_DRILL, NOTHING_TO_LOOK_AT, type DescribedAction, type Looked, type Performed, type ReadBackOf, type RunnableStep, type StepContext } from '../step.ts';
import type { Judge } from '../verify/judge.ts';
import { createProviderDesk } from './desk.ts';
import { beginGate, gatesOf, progressOf, seenAt, type Seen } from './gates.ts';
import { prove } from './prove.ts';
import { bare, happenedOf, isAsConfirmed, judgeTarget, liveText, recordOf, setText, wantedOf, type DnsStep } from './rules.ts';
import { putBackAll, readBackAt, stopOf, swapAll, type OrderAt, type SwapDeps } from './swap.ts';
import type { DnsProviderConfig } from '../../../../../shared/model/continuity/dns-provider-config.ts';

export interface DnsStepParts {
  readonly dns: DnsDeps;
  readonly signals: Signals;
  readonly judge: Judge;
  readonly providers: readonly DnsProviderConfig[];
  /** What `freeze` told when the plan was prepared; undefined before. */
  readonly confirmed: unknown;
  /** Rules of pre-flight that a person has overridden for this run. */
  readonly overridden: readonly string[];
}

/** Beyond its own time, so that the run learns from the step and not from its limit. */
const GRACE_MS = 5_000;
const NOT_KNOWN = 'what would be replaced could not be read when this was confirmed: prepare it anew';
/** What was there when it was confirmed, in the order of its providers; null where one could not be read. */
type Confirmed = readonly (LiveSet | null)[];

/** Moves a record set: only what was confirmed is replaced, at one provider after the other, and each proof is waited for. */
export function createDnsStep(given: DnsStep, mode: RunMode, values: Readonly<Record<string, string>>, parts: DnsStepParts): RunnableStep {
  const step = filled(given, values);
  const { dns, signals, judge } = parts;
  const { clock } = dns;
  const record = recordOf(step, mode);
  const isDrill = mode === 'drill';
  const desk = createProviderDesk(parts.providers, dns);
  const acceptMs = readDuration(step.gates.accepted);
  const swapDeps: SwapDeps = { clock, desk, kept: dns.kept, acceptMs };
  const orders = record === null ? [] : ordersOf(step, record, parts);
  // What goes by record ids is guarded, and not claimed to be more.
  const isSwap = step.providers.every((id) => parts.providers.some((each) => each.id === id && each.type !== 'cloudflare'));
  /** Could not be read when it was confirmed. A person who overrides that has them left as they are: the rest of the world is moved without them. */
  const leftOut = typeof orders === 'string' ? [] : step.providers.filter((id) => !orders.some(({ provider }) => provider === id));
  const isKnown = typeof orders !== 'string' && orders.length > 0 && (leftOut.length === 0 || parts.overridden.includes('record'));
  // Where there was nothing, nothing can be put back: a set is never left empty.
  const isUndoable = typeof orders !== 'string' && orders.length > 0 && !isDrill && orders.every(({ order }) => order.confirmed.values.length > 0);

  const target = (): Seen & { readonly byAll?: boolean } => {
    const ids = step.healthy ?? [];
    if (ids.length === 0) return { verdict: 'passed', says: 'nothing tells whether the target is healthy' };
    const facts = ids.flatMap((id) => signals.facts(id) ?? []);
    const { is, byAll } = judgeTarget(facts, signals.eyes());
    if (is === 'healthy') return { verdict: 'passed', says: 'the target is healthy' };
    const says = is === 'ill' ? `the target is not healthy (${ids.join(', ')})` : `nothing shows that the target is healthy (${ids.join(', ')})`;
    return { verdict: is === 'ill' ? 'failed' : 'unknown', says, byAll };
  };
  const known = (): readonly OrderAt[] | null => (isKnown ? orders : null);
  const begun = () =>
    beginGate(gatesOf(step, { ...(step.resolvers === undefined || step.resolvers.length === 0 ? { resolvers: 'the plan asks no resolvers' } : {}), ...(step.moved === undefined ? { moved: 'the plan does not say how traffic is seen to move' } : isDrill ? { moved: 'a drill moves no traffic' } : {}) }), 'accepted', { at: clock.nowMs(), monotonicMs: clock.monotonicMs() });
  const proven = (all: readonly OrderAt[], changeIds: Parameters<typeof prove>[3], context: StepContext): Promise<Performed> => prove(step, all, begun(), changeIds, context, { dns, desk, judge, target, leftOut });

  const readAll = async (abort: AbortSignal, ids: DnsStep['providers'] = step.providers) =>
    Promise.all(
      ids.map(async (id) => {
        const opened = await desk.open(id);
        if (!opened.ok || record === null) return { id, read: { ok: false as const, reason: opened.ok ? 'there is nothing to read' : opened.reason } };
        const read = await opened.provider.read(record, step.type, abort);
        // One answer that got lost stops no run: a question is asked once more.
        return { id, read: read.ok || abort.aborted ? read : await opened.provider.read(record, step.type, abort) };
      }),
    );

  const look = async ({ abort }: StepContext): Promise<Looked> => {
    if (record === null) return NOTHING_TO_LOOK_AT;
    const reads = await readAll(abort, step.providers.filter((id) => !isKnown || !leftOut.includes(id)));
    const lives = reads.flatMap(({ id, read }) => (read.ok ? [{ provider: id, live: read.live }] : []));
    const silent = reads.flatMap(({ id, read }) => (read.ok ? [] : [{ id, reason: read.reason }]));
    const [first] = silent;
    // What is known of the others is part of what is confirmed.
    if (first !== undefined) return { ready: 'unknown', asConfirmed: true, says: `${first.id}: ${first.reason}`, ...(lives.length === 0 ? {} : { live: `${liveText(lives)}; not known at ${silent.map(({ id }) => id).join(', ')}` }) };
    const live = liveText(lives);
    if (typeof orders === 'string') return { ready: 'no', asConfirmed: true, says: orders, live };
    const seen = permitted(target(), parts.overridden.includes('targetHealthy'));
    if (!isKnown) return { ready: parts.confirmed === undefined && seen.verdict === 'passed' ? 'yes' : 'no', asConfirmed: true, says: parts.confirmed === undefined ? seen.says : NOT_KNOWN, live };
    const stranger = lives.find(({ provider, live: now }) => !isAsConfirmed(now, orders.find((at) => at.provider === provider)?.order ?? { confirmed: now, wanted: now }));
    if (stranger !== undefined) return { ready: 'no', asConfirmed: false, says: `somebody else has changed it at ${stranger.provider}: it is ${setText(stranger.live)} now`, live };
    if (isDrill && orders.every(({ order }) => isSame(order.confirmed, order.wanted))) return { ready: 'no', asConfirmed: true, says: `${record} is ${live} already: a drill would change nothing`, live };
    return { ready: seen.verdict === 'passed' ? 'yes' : seen.verdict === 'failed' ? 'no' : 'unknown', asConfirmed: true, says: `it is ${live}; ${seen.says}${withoutText(leftOut)}`, live };
  };

  const perform = async (context: StepContext): Promise<Performed> => {
    if (record === null) return NOT_IN_A_DRILL;
    const all = known();
    if (all === null) return { outcome: 'refused', says: typeof orders === 'string' ? orders : NOT_KNOWN };
    const gates = begun();
    context.tell(progressOf(gates, null));
    const swapped = await swapAll(all, context, swapDeps);
    if (swapped.outcome !== 'done') {
      const wasRefused = swapped.outcome !== 'unknown';
      if (wasRefused) context.tell(progressOf(seenAt(gates, 'accepted', { verdict: 'failed', says: swapped.says }, { at: clock.nowMs(), monotonicMs: durationMs(clock.monotonicMs() + acceptMs) }), null));
      return swapped;
    }
    const end = await proven(all, swapped.changeIds, context);
    if (!isDrill) return { outcome: end.outcome, says: `${swapped.says}${end.outcome === 'done' ? end.says : `; ${end.says}`}${withoutText(leftOut)}` };
    // A drill leaves its record as it found it, so that the next one has something to change.
    const back = await putBackAll(all, context.attempt, swapDeps, stopOf(context));
    return { outcome: end.outcome, says: `${swapped.says}; ${end.outcome === 'done' ? 'seen everywhere' : end.says}; ${back.outcome === 'done' ? 'put back' : `not put back: ${back.says}`}` };
  };

  const readBack = async (context: StepContext, way: 'forward' | 'back'): Promise<ReadBackOf> => {
    const all = known();
    if (all === null) return { happened: record === null ? 'no' : 'unknown', says: record === null ? NOT_IN_A_DRILL.says : NOT_KNOWN };
    const found = await Promise.all(all.map(async (at) => ({ at, is: await readBackAt(at, swapDeps, context.abort) })));
    const odd = found.find(({ is }) => is.kind === 'unknown' || is.kind === 'lost');
    if (odd !== undefined) return { happened: 'unknown', says: `${odd.at.provider}: ${odd.is.kind === 'unknown' ? odd.is.reason : `it is ${setText(odd.is.live)}, which is neither what was confirmed nor what was wanted`}` };
    const says = found.map(({ at, is }) => `${at.provider}: ${'live' in is ? setText(is.live) : ''}`).join('; ');
    // Nothing had to be changed where it was so before: that is done as soon as it is looked at.
    const happened = happenedOf(found.map(({ is, at }) => (way === 'forward' ? is.kind : is.kind === 'done' && !isSame(at.order.confirmed, at.order.wanted) ? 'notDone' : 'done')));
    if (happened !== 'yes' || way === 'back') return { happened, says };
    const { outcome, says: proof } = await proven(all, [], context);
    return { happened: outcome === 'done' ? 'yes' : 'unproven', says: `${says}${outcome === 'done' ? proof : `; ${proof}`}` };
  };

  const providersMs = acceptMs * step.providers.length * 3;
  const gatesMs = readDuration(step.gates.authoritative) + Math.max(step.resolvers === undefined ? 0 : readDuration(step.gates.resolvers), step.moved === undefined ? 0 : readDuration(step.gates.moved));
  return {
    frozen: { id: step.id, kind: 'act', effect: record !== null, guarded: record !== null, undoable: isUndoable, repeatable: true, limitMs: durationMs(providersMs + gatesMs + GRACE_MS), aloneAfterMs: null, ...(isSwap ? { compareAndSwap: true } : {}) },
    freeze: async (abort): Promise<Confirmed> => (record === null ? [] : (await readAll(abort)).map(({ read }) => (read.ok ? read.live : null))),
    describe: () => ({
      actions: record === null ? [] : typeof orders === 'string' ? [{ to: step.providers.join(', '), lines: [orders] }] : described(step, record, orders, parts),
      touches: record === null ? [] : step.providers.map((id) => `${step.type} ${record} at ${id}`),
      undo: isUndoable ? described(step, record ?? step.record, orders.map(reversed).toReversed(), parts) : null,
      ...(record === null || typeof orders === 'string' ? {} : { after: setText(wantedOf(step, record, undefined)) }),
      notes: [...leftOut.map((id) => unreadNote(id, step.providers.length > leftOut.length)), ...notesOf(step, record, parts, typeof orders === 'string' ? [] : orders)],
    }),
    look,
    perform,
    readBack,
    undo: async ({ attempt, ...stop }) => {
      const all = known();
      return all === null || !isUndoable ? NO_WAY_BACK : putBackAll(all, attempt, swapDeps, stopOf(stop));
    },
    close: () => desk.close(),
  };
}

/** What is to be done where; a sentence where it makes no sense. Shorter than the step has providers where what was confirmed is not known. */
function ordersOf(step: DnsStep, record: string, { confirmed, providers }: DnsStepParts): readonly OrderAt[] | string {
  try {
    const wanted = (provider: OrderAt['provider']) => wantedOf(step, record, providers.find(({ id }) => id === provider)?.type);
    const sets = Array.isArray(confirmed) ? (confirmed as Confirmed) : [];
    return step.providers.flatMap((provider, index) => {
      const was = sets[index];
      return was === undefined || was === null ? [] : [{ provider, order: { confirmed: was, wanted: wanted(provider) } }];
    });
  } catch (error) {
    if (error instanceof DnsFormatError) return error.message;
    throw error;
  }
}

/** What nobody sees, or some see ill, is a person’s to decide; where everybody sees nothing healthy there, no reason makes it right. */
const permitted = ({ byAll = false, ...seen }: Seen & { readonly byAll?: boolean }, isOverridden: boolean): Seen => (isOverridden && !byAll && seen.verdict !== 'passed' ? { verdict: 'passed', says: `${seen.says}; a person has overridden this` } : seen);

const reversed = ({ provider, order }: OrderAt): OrderAt => ({ provider, order: { confirmed: { ...order.confirmed, ...order.wanted, proxied: isProxied(order), ids: [] }, wanted: bare(order.confirmed) } });

const withoutText = (leftOut: readonly string[]): string => (leftOut.length === 0 ? '' : `; without ${leftOut.join(', ')}, which keeps what it has`);
const unreadNote = (id: string, isOneOfSeveral: boolean): string => `${id} cannot be read${isOneOfSeveral ? ': who goes on by overriding “record” changes the others alone, and it keeps what it has' : ''}`;

function described(step: DnsStep, record: string, orders: readonly OrderAt[], { providers, dns }: DnsStepParts): DescribedAction[] {
  const unread = step.providers.filter((id) => !orders.some(({ provider: known }) => known === id));
  const later: DescribedAction[] = unread.length === 0 ? [] : [{ to: unread.join(', '), lines: [`set ${step.type} ${record} to ${setText(wantedOf(step, record, undefined))}; the exact requests are known once what is there now could be read`] }];
  return later.concat(orders.flatMap(({ provider, order }) => {
    const config = providers.find(({ id }) => id === provider);
    if (config === undefined) return [];
    const described = describingProvider(config, dns);
    const actions = described.describe(order);
    described.close();
    return [...actions];
  }));
}

function notesOf(step: DnsStep, record: string | null, { providers, dns }: DnsStepParts, orders: readonly OrderAt[]): string[] {
  if (record === null) return ['a drill stops before the change: the step names no record for drills'];
  const guarded = providers.filter(({ id, type }) => step.providers.includes(id) && type === 'cloudflare').map(({ id }) => id);
  const [first, second] = step.providers;
  return [
    ...(record === step.record ? [] : [`a drill changes ${record} instead`]),
    ...guarded.map((id) => {
      const windowMs = dns.kept.raceWindowMs(id);
      return `${id}: guarded, not atomic; ${windowMs === null ? 'how long somebody else could come in between was not measured yet' : `the last time somebody else could have come in between for ${Math.ceil(windowMs)} ms`}`;
    }),
    ...(second === undefined ? [] : [`two providers, one after the other and not at once: where ${second} fails, ${first ?? ''} is put back`]),
    ...(orders.some(({ order }) => isProxied(order)) ? ['proxied: verified by the value at the API and by traffic, not by name servers'] : []),
    ...(orders.some(({ order }) => order.confirmed.values.length === 0) ? ['there is no such record now: what is made is not undone'] : []),
    ...((step.healthy ?? []).length === 0 ? ['nothing tells whether the new records lead to something healthy'] : []),
  ];
}
