import { TYPE } from '../../../../dns/codes.ts';
import { rcodeOf } from '../../../../dns/message.ts';
import { deleteSet, encodeUpdate } from '../../../../dns/update.ts';
import { randomId } from '../../../net/dns-ask.ts';
import { createProvider } from '../create-provider.ts';
import type { DnsProvider } from '../provider.ts';
import { updateOf, type Rfc2136Options } from '../rfc2136/provider.ts';
import { exchangeSigned } from '../rfc2136/signed-exchange.ts';
import { machineClock, NEVER, randomBytes, ZONE } from './bind-pair.ts';

/** The same provider, but with the conditions left out of its messages; or one that deletes first and adds then. */
export function unguarded(guarded: DnsProvider, options: Rfc2136Options, inTwo: boolean): DnsProvider {
  const clock = machineClock();
  const send = async (message: Buffer): Promise<number> => {
    const came = await exchangeSigned(clock, options, message, NEVER);
    return came.kind === 'answer' ? rcodeOf(came.message) : -1;
  };
  return createProvider({
    ...guarded,
    send: async (order) => {
      const { name } = order.wanted;
      if (inTwo) await send(encodeUpdate({ id: randomId(randomBytes), zone: ZONE, prerequisites: [], updates: [deleteSet(name, TYPE.A)] }));
      return (await send(encodeUpdate({ ...updateOf(order, ZONE, randomId(randomBytes)), prerequisites: [] }))) === 0 ? { kind: 'yes' } : { kind: 'ambiguous', reason: 'no' };
    },
  });
}
