import type { DnsWatchType } from '../../../../shared/model/dns-watch-config.ts';
import { createAskDns, type AskDnsDeps } from '../../net/dns-ask.ts';
import type { DnsAddress } from '../../net/dns-over-tcp.ts';
import { assertEgress } from '../../net/guarded-lookup.ts';
import { TYPE_OF, watchedAnswer, type Answer } from './wire.ts';

/** A name server that is asked. `authority`: for what it knows itself; else it resolves for this machine. */
export interface AskedServer extends DnsAddress {
  readonly authority: boolean;
}

/** What one server said, or null: it said nothing that is an answer. */
export type Ask = (server: AskedServer, name: string, type: DnsWatchType, abort: AbortSignal) => Promise<Answer | null>;

/** Asks one server for records that are watched. Never rejects for what a server does. */
export function createAsk(deps: AskDnsDeps): Ask {
  const ask = createAskDns(deps);
  return async (server, name, type, abort) => {
    // The machine's own resolvers are not of anybody's choosing here; what is configured is held to the rules of all connections.
    if (server.authority) assertEgress(server.address);
    const message = await ask(server, { name, type: TYPE_OF[type], recursion: !server.authority }, abort);
    return message === null ? null : watchedAnswer(message, type);
  };
}
