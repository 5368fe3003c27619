import type { DurationMs, EpochMs } from '../../../../../shared/model/units.ts';
import { durationMs, epochMs } from '../../../../../shared/model/units.ts';
import type { DnsAddress } from '../../../net/dns-over-tcp.ts';
import type { SwapOrder } from '../provider.ts';
import { sameValues } from '../rules.ts';
import type { Look } from './look.ts';

/** What a server says, held against a change. */
export type Standing = 'wanted' | 'confirmed' | 'other' | 'none' | 'cannot' | 'silent';

/** `notYet`: nothing is wrong, and some still say what was. `unknown`: those that answer are right, and not all answer. */
export type GateVerdict = 'passed' | 'notYet' | 'failed' | 'unknown';

export interface Gate<S extends DnsAddress = DnsAddress> {
  readonly verdict: GateVerdict;
  readonly servers: readonly (Look<S> & { readonly standing: Standing })[];
  readonly counts: Readonly<Record<Standing, number>>;
  /** The longest time for which a resolver that was asked may go on telling the old set. */
  readonly oldForMs: DurationMs | null;
}

/** Whether all of those that were asked say what is wanted. One that denies the set, or tells a third one, fails it. */
export function judgeGate<S extends DnsAddress>(looks: readonly Look<S>[], { confirmed, wanted }: SwapOrder): Gate<S> {
  const servers = looks.map((look) => ({ ...look, standing: standingOf(look, { confirmed, wanted }) }));
  const counts: Record<Standing, number> = { wanted: 0, confirmed: 0, other: 0, none: 0, cannot: 0, silent: 0 };
  for (const { standing } of servers) counts[standing] += 1;
  const old = servers.flatMap(({ standing, said }) => (standing === 'confirmed' && said.kind === 'values' ? said.ttlSeconds : []));
  const oldForMs = old.length === 0 ? null : durationMs(Math.max(...old) * 1_000);
  return { verdict: verdictOf(counts, servers.length), servers, counts, oldForMs };
}

function verdictOf({ wanted, confirmed, other, none }: Readonly<Record<Standing, number>>, asked: number): GateVerdict {
  if (other + none > 0) return 'failed';
  if (confirmed > 0) return 'notYet';
  return asked > 0 && wanted === asked ? 'passed' : 'unknown';
}

function standingOf({ said }: Look, { confirmed, wanted }: SwapOrder): Standing {
  if (said.kind === 'none') return confirmed.values.length === 0 ? 'confirmed' : 'none';
  if (said.kind !== 'values') return said.kind;
  if (sameValues(said, wanted)) return 'wanted';
  return sameValues(said, confirmed) ? 'confirmed' : 'other';
}

/** When the last resolver that keeps to TTLs has let go of the old set: it may have asked a moment before every authority knew the new one. */
export const oldSetEndsAt = (everywhereAt: EpochMs, confirmed: SwapOrder['confirmed']): EpochMs => epochMs(everywhereAt + confirmed.ttlSeconds * 1_000);
