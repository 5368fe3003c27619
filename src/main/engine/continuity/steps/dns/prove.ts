import type { DnsProviderId } from '../../../../../shared/model/ids.ts';
import { durationMs, epochMs, type EpochMs } from '../../../../../shared/model/units.ts';
import { judgeGate, oldSetEndsAt } from '../../dns/authority/gate-rules.ts';
import { lookAt } from '../../dns/authority/look.ts';
import type { NameServer } from '../../dns/authority/servers.ts';
import { isOf } from '../../dns/authority/whose.ts';
import { readAddress, serversOf, type DnsDeps } from '../../dns/open.ts';
import { isProxied, isSame } from '../../dns/rules.ts';
import { pause } from '../wait/pause.ts';
import type { Performed, StepContext } from '../step.ts';
import type { Judge } from '../verify/judge.ts';
import type { ProviderDesk } from './desk.ts';
import { beginGate, failAt, judgeGates, progressOf, seenAt, seenIn, seenOf, stateOf, waitingGates, type GateNow, type Seen } from './gates.ts';
import { setText, type DnsStep } from './rules.ts';
import type { OrderAt, Swapped } from './swap.ts';

export interface ProveDeps {
  readonly dns: DnsDeps;
  readonly desk: ProviderDesk;
  readonly judge: Judge;
  /** Providers that are not changed: their servers go on telling what they have. */
  readonly leftOut: readonly DnsProviderId[];
  /** Whether what records point to now is healthy. */
  readonly target: () => Seen;
}

const FIRST_MS = 50;
const LONGEST_MS = 2_000;
const FASTER = 1.5;

/** Looks at one gate after the other until each is passed or its time is over; what is not seen is told, never taken for a yes. */
export async function prove(step: DnsStep, orders: readonly OrderAt[], begun: readonly GateNow[], changeIds: Swapped['changeIds'], context: StepContext, deps: ProveDeps): Promise<Performed> {
  const { clock } = deps.dns;
  const now = () => ({ at: clock.nowMs(), monotonicMs: clock.monotonicMs() });
  const acceptedAt = clock.nowMs();
  let gates = seenAt(begun, 'accepted', { verdict: 'passed', says: 'accepted' }, now());
  let waited = FIRST_MS;
  let servers: readonly NameServer[] | null = null;
  let endsAt = endOfOld(acceptedAt, orders);
  const begin = (): void => {
    for (const name of waitingGates(gates)) if (gates.find((each) => each.gate === name)?.endsMs === null) gates = beginGate(gates, name, now());
  };
  begin();
  context.tell(progressOf(gates, endsAt));
  while (waitingGates(gates).length > 0) {
    const before = gates;
    for (const name of waitingGates(gates)) {
      if (name === 'authoritative') {
        servers ??= await serversFor(orders, deps, context.abort);
        gates = seenAt(gates, name, await lookAtAuthorities(orders, servers, changeIds, deps, context.abort), now());
        if (stateOf(gates, name) === 'passed') endsAt = endOfOld(clock.nowMs(), orders);
        // Asked once more for servers that nobody could name: a resolver may answer again.
        if (servers.length === 0) servers = null;
      } else if (name === 'resolvers') gates = seenAt(gates, name, await lookAtResolvers(step, orders, deps, context.abort), now());
      else if (step.moved !== undefined) {
        const seen = seenOf(await deps.judge(step.moved, context.abort, acceptedAt));
        const target = deps.target();
        gates = seen.verdict !== 'passed' && target.verdict === 'failed' ? failAt(gates, name, `${seen.says}; ${target.says}`, now()) : seenAt(gates, name, seen, now());
      }
    }
    const moved = before.some((gate, index) => gate.state !== gates[index]?.state);
    begin();
    if (before.some((gate, index) => gate !== gates[index])) context.tell(progressOf(gates, endsAt));
    const wants = context.wants();
    if (context.abort.aborted || wants === 'rollBack' || wants === 'abort') break;
    if (waitingGates(gates).length === 0) break;
    if (moved) waited = FIRST_MS;
    await pause(clock, durationMs(waited), context.abort);
    waited = Math.min(LONGEST_MS, waited * FASTER);
  }
  const { proven, says } = judgeGates(gates);
  return proven ? { outcome: 'done', says } : { outcome: 'unproven', says };
}

/** Until when a resolver that keeps to TTLs may tell the old set; null where nothing was there that it could keep. */
function endOfOld(at: EpochMs, orders: readonly OrderAt[]): EpochMs | null {
  const ends = orders.filter(({ order }) => order.confirmed.values.length > 0 && !isSame(order.confirmed, order.wanted)).map(({ order }) => oldSetEndsAt(at, order.confirmed));
  return ends.length === 0 ? null : epochMs(Math.max(...ends));
}

async function serversFor(orders: readonly OrderAt[], { dns, desk, leftOut }: ProveDeps, abort: AbortSignal): Promise<readonly NameServer[]> {
  const found = await Promise.all(
    orders.map(async ({ provider }) => {
      const config = desk.config(provider);
      return config === null ? null : serversOf(config, dns, abort);
    }),
  );
  // One provider whose servers nobody knows would be left out, and "all of them" would be said without it.
  if (found.includes(null)) return [];
  const others = leftOut.flatMap((id) => desk.config(id) ?? []);
  const asked = found.flatMap((its) => its?.servers ?? []).filter((server) => !others.some((config) => isOf(config, server)));
  return [...new Map(asked.map((server) => [`${server.address}:${server.port}`, server])).values()];
}

async function lookAtAuthorities(orders: readonly OrderAt[], servers: readonly NameServer[], changeIds: Swapped['changeIds'], deps: ProveDeps, abort: AbortSignal): Promise<Seen> {
  const [first] = orders;
  if (first === undefined) return { verdict: 'unknown', says: 'nothing was changed' };
  // Its own servers answer with addresses of the proxy: the API tells the value, the traffic the rest.
  if (orders.some(({ order }) => isProxied(order))) return readThere(orders, deps, abort);
  if (servers.length > 0) return seenIn(judgeGate(await lookAt(deps.dns.ask, servers, first.order.wanted, true, abort), first.order), 'authoritative server');
  return spreadOf(orders, changeIds, deps, abort);
}

async function readThere(orders: readonly OrderAt[], { desk }: ProveDeps, abort: AbortSignal): Promise<Seen> {
  for (const { provider: id, order } of orders) {
    const opened = await desk.open(id);
    const read = opened.ok ? await opened.provider.read(order.wanted.name, order.wanted.type, abort) : opened;
    if (!read.ok) return { verdict: 'unknown', says: `${id}: ${read.reason}` };
    if (!isSame(read.live, order.wanted)) return { verdict: 'failed', says: `${id} has ${setText(read.live)}` };
  }
  return { verdict: 'passed', says: 'proxied: the API has it; its servers answer with addresses of their own' };
}

/** Where the servers are not known, only a provider that follows its changes can say that all of them have it. */
async function spreadOf(orders: readonly OrderAt[], changeIds: Swapped['changeIds'], { desk }: ProveDeps, abort: AbortSignal): Promise<Seen> {
  const unknown: Seen = { verdict: 'unknown', says: 'nobody can say which its authoritative servers are: no resolver answers, and none are written down under `authoritative`' };
  for (const { provider: id } of orders) {
    const changeId = changeIds.find(({ provider }) => provider === id)?.changeId;
    const opened = changeId === undefined ? null : await desk.open(id);
    if (changeId === undefined || opened === null || !opened.ok || opened.provider.spread === null) return unknown;
    const spread = await opened.provider.spread(changeId, abort);
    if (spread.kind === 'unknown') return { verdict: 'unknown', says: `${id}: ${spread.reason}` };
    if (spread.kind === 'spreading') return { verdict: 'notYet', says: `${id} is still telling its servers` };
  }
  return { verdict: 'passed', says: 'the provider says that all its servers have it' };
}

async function lookAtResolvers({ resolvers = [] }: DnsStep, orders: readonly OrderAt[], { dns }: ProveDeps, abort: AbortSignal): Promise<Seen> {
  const [first] = orders;
  if (first === undefined) return { verdict: 'unknown', says: 'nothing was changed' };
  return seenIn(judgeGate(await lookAt(dns.ask, resolvers.map(readAddress), first.order.wanted, false, abort), first.order), 'resolver');
}
