import { GATES, type DnsProgress, type Gate } from '../../../../../shared/model/continuity/run.ts';
import { epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../../../shared/model/units.ts';
import { formatAge } from '../../../../../shared/time/format.ts';
import { readDuration } from '../../../../config/duration.ts';
import type { Gate as Judged } from '../../dns/authority/gate-rules.ts';
import type { ToldBack } from '../step.ts';
import type { DnsStep } from './rules.ts';

export type GateName = (typeof GATES)[number];

/** One look at what a gate waits for. */
export interface Seen {
  readonly verdict: 'passed' | 'notYet' | 'failed' | 'unknown';
  readonly says: string;
}

/** A gate as it stands; `endsMs` is its deadline on the steady clock, null before it is waited for. */
export interface GateNow extends Pick<Gate, 'gate' | 'state' | 'says'> {
  readonly limitMs: DurationMs;
  readonly since: EpochMs | null;
  readonly deadline: EpochMs | null;
  readonly endsMs: number | null;
}

interface Now {
  readonly at: EpochMs;
  readonly monotonicMs: DurationMs;
}

/** Gates before anything is done; a reason stands where one is not asked for. */
export const gatesOf = ({ gates }: DnsStep, skipped: Readonly<Partial<Record<GateName, string>>>): readonly GateNow[] =>
  GATES.map((gate) => ({ gate, state: skipped[gate] === undefined ? 'waiting' : 'skipped', says: skipped[gate] ?? null, limitMs: readDuration(gates[gate]), since: null, deadline: null, endsMs: null }));

const change = (gates: readonly GateNow[], name: GateName, make: (gate: GateNow) => GateNow): readonly GateNow[] => gates.map((gate) => (gate.gate === name && gate.state === 'waiting' ? make(gate) : gate));

/** From now on it is waited for, and its time counts. */
export const beginGate = (gates: readonly GateNow[], name: GateName, { at, monotonicMs }: Now): readonly GateNow[] =>
  change(gates, name, (gate) => ({ ...gate, since: at, deadline: epochMs(at + gate.limitMs), endsMs: monotonicMs + gate.limitMs }));

/** What a look makes of a gate. What speaks against it may be of before the change: it fails, or is late, only when its time is over. */
export const seenAt = (gates: readonly GateNow[], name: GateName, { verdict, says }: Seen, { at, monotonicMs }: Now): readonly GateNow[] =>
  change(gates, name, (gate) => {
    if (verdict === 'passed') return { ...gate, state: 'passed', says, since: at };
    if (gate.endsMs === null || monotonicMs < gate.endsMs) return { ...gate, says };
    return { ...gate, state: verdict === 'failed' ? 'failed' : 'late', says, since: at };
  });

/** It will not become so any more: the deadline is not waited for. */
export const failAt = (gates: readonly GateNow[], name: GateName, says: string, { at }: Now): readonly GateNow[] => change(gates, name, (gate) => ({ ...gate, state: 'failed', says, since: at }));

export const stateOf = (gates: readonly GateNow[], name: GateName): Gate['state'] => gates.find(({ gate }) => gate === name)?.state ?? 'skipped';

/** Which gates are waited for now: one after the other up to the authoritative one, then the rest side by side. */
export function waitingGates(gates: readonly GateNow[]): readonly GateName[] {
  const waits = (name: GateName): boolean => stateOf(gates, name) === 'waiting';
  if (waits('accepted')) return ['accepted'];
  if (waits('authoritative')) return ['authoritative'];
  const passed = stateOf(gates, 'authoritative') === 'passed' || stateOf(gates, 'authoritative') === 'skipped';
  return passed ? (['resolvers', 'moved'] as const).filter(waits) : [];
}

/** Resolvers of other people may keep what they have for longer than they should, and nothing here can change that: they are shown, and decide nothing. */
const DECIDES: readonly GateName[] = ['accepted', 'authoritative', 'moved'];

/** What the gates come to: done once every gate that decides is passed or not asked for; else it has taken effect and is not seen to work, and a person decides. It is never undone by itself. */
export function judgeGates(gates: readonly GateNow[]): { readonly proven: boolean; readonly says: string } {
  const open = gates.filter(({ gate, state }) => DECIDES.includes(gate) && state !== 'passed' && state !== 'skipped');
  const [first] = open;
  if (first !== undefined) return { proven: false, says: `${FAILED[first.gate]}: ${first.says ?? 'it was not looked at'}` };
  const resolvers = gates.find(({ gate, state }) => gate === 'resolvers' && (state === 'late' || state === 'failed' || state === 'waiting'));
  return { proven: true, says: resolvers === undefined ? '' : `; not all resolvers have it yet: ${resolvers.says ?? 'they were not asked'}` };
}

const FAILED: Readonly<Record<GateName, string>> = { accepted: 'it is not accepted', authoritative: 'not every authoritative server answers so', resolvers: 'not all resolvers answer so', moved: 'traffic is not seen to move' };

export const progressOf = (gates: readonly GateNow[], oldAnswersEndAt: EpochMs | null): { readonly kind: 'dns' } & DnsProgress => ({
  kind: 'dns',
  gates: gates.map(({ gate, state, says, since, deadline }) => ({ gate, state, says, since: since === null ? null : toRfc3339(since), deadline: deadline === null ? null : toRfc3339(deadline) })),
  oldAnswersEndAt: oldAnswersEndAt === null ? null : toRfc3339(oldAnswersEndAt),
});

/** What was found at name servers, for people. */
export function seenIn({ verdict, counts, servers, oldForMs }: Judged, what: string): Seen {
  const all = servers.length;
  if (all === 0) return { verdict: 'unknown', says: `no ${what} is known` };
  if (verdict === 'passed') return { verdict, says: all === 1 ? `the ${what} answers so` : `all ${all} ${what}s answer so` };
  const wrong = servers.find(({ standing }) => standing === 'other' || standing === 'none');
  const odd = servers.find(({ standing }) => standing === 'cannot' || standing === 'silent');
  const more = [
    ...(counts.confirmed === 0 ? [] : [`${counts.confirmed} still ${counts.confirmed === 1 ? 'tells' : 'tell'} the old one${oldForMs === null || what !== 'resolver' ? '' : `, for at most ${formatAge(oldForMs)}`}`]),
    ...(wrong === undefined ? [] : [`${wrong.server.address}:${wrong.server.port} says ${wrong.said.kind === 'values' ? wrong.said.values.join(', ') : 'that there is no such record'}`]),
    ...(odd === undefined ? [] : [`${odd.server.address}:${odd.server.port} ${odd.said.kind === 'cannot' ? odd.said.reason : 'does not answer'}`]),
  ];
  return { verdict, says: `${counts.wanted} of ${all} ${what}s ${counts.wanted === 1 ? 'answers' : 'answer'} so; ${more.join('; ')}` };
}

export const seenOf = ({ happened, says }: ToldBack): Seen => ({ verdict: happened === 'yes' ? 'passed' : happened === 'no' ? 'failed' : 'unknown', says });
