import { respondFor } from './dns-authority.ts';
import { startDnsServer } from './dns-server.ts';
import { DEMO_ZONE, DemoZone } from './dns-zone.ts';
import type { Primary } from './dns-change.ts';
import { LOOPBACK } from './loopback-port.ts';
import type { TsigKey } from '../dns/tsig.ts';

export const TSIG_KEY_NAME = 'demo-key';
/** How long a change takes from the first to the second name server: a notice, a question and a transfer. */
const FOLLOW_MS = 120;

/** Who answers for the demo’s zone. */
export interface NameServers {
  readonly primary: Primary;
  /** All that answer with authority, the primary among them. */
  readonly all: readonly { readonly address: string; readonly port: number }[];
  close(): Promise<void>;
}

/** Two name servers of the demo’s zone: the first takes updates, the second follows it. */
export async function startNameServers(key: TsigKey): Promise<NameServers> {
  const [zone, copy] = [new DemoZone(), new DemoZone()];
  let following: NodeJS.Timeout | undefined;
  zone.onChange(() => {
    following ??= setTimeout(() => {
      following = undefined;
      copy.copy(zone);
    }, FOLLOW_MS);
  });
  const first = await startDnsServer(respondFor({ zone, keys: [key], takesUpdates: true }));
  const second = await startDnsServer(respondFor({ zone: copy, keys: [key], takesUpdates: false }));
  const all = [first, second].map(({ port }) => ({ address: LOOPBACK, port }));
  return {
    primary: { address: LOOPBACK, port: first.port, zone: DEMO_ZONE, key },
    all,
    close: async () => {
      clearTimeout(following);
      await Promise.all([first.close(), second.close()]);
    },
  };
}
