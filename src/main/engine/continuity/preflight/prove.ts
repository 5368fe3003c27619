import type { DnsProviderConfig } from '../../../../shared/model/continuity/dns-provider-config.ts';
import { openProvider, type DnsDeps } from '../dns/open.ts';
import type { DnsProvider, ProviderProof } from '../dns/provider.ts';
import type { Record } from './gather.ts';

/** Whether a provider takes our credentials for a record; changes nothing. */
export async function proveAt(config: DnsProviderConfig, { name, type }: Record, deps: DnsDeps, abort: AbortSignal): Promise<ProviderProof> {
  let provider: DnsProvider;
  try {
    provider = await openProvider(config, deps);
  } catch (error) {
    return { ok: false, certain: true, says: error instanceof Error ? error.message : 'a secret cannot be read', tooBroad: null };
  }
  try {
    return await provider.prove(name, type, abort);
  } finally {
    provider.close();
  }
}
