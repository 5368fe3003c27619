import type { DnsProvider, ProviderDriver } from './provider.ts';
import { judgeReadBack, orderRefusal, settle } from './rules.ts';

/** A provider of its driver: refuses what must never be sent, sends once, and believes what it reads more than what it is told. */
export function createProvider(driver: ProviderDriver): DnsProvider {
  const { kind, zone, guard, spread } = driver;
  return {
    kind,
    zone,
    guard,
    spread,
    read: (name, type, abort) => driver.read(name, type, abort),
    describe: (order) => driver.describe(order),
    prove: (name, type, abort) => driver.prove(name, type, abort),
    close: () => driver.close(),
    swap: async (order, attempt, abort) => {
      const refusal = orderRefusal(order, zone);
      if (refusal !== null) return { kind: 'refused', reason: refusal, again: false, retryAfterMs: null };
      const said = await driver.send(order, attempt, abort);
      if (said.kind === 'notReached') return said;
      return settle(said, await driver.read(order.wanted.name, order.wanted.type, abort), order);
    },
    readBack: async (order, abort) => {
      const read = await driver.read(order.wanted.name, order.wanted.type, abort);
      return read.ok ? { kind: judgeReadBack(read.live, order), live: read.live } : { kind: 'unknown', reason: read.reason };
    },
  };
}
