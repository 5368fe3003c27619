import type { DnsProviderConfig } from '../../../../../shared/model/continuity/dns-provider-config.ts';
import type { DnsProviderId } from '../../../../../shared/model/ids.ts';
import { openProvider, type DnsDeps } from '../../dns/open.ts';
import type { DnsProvider } from '../../dns/provider.ts';

export type OpenedProvider = { readonly ok: true; readonly provider: DnsProvider } | { readonly ok: false; readonly reason: string };

/** The DNS providers of one run, each opened when it is needed first: their secrets are read then, and kept nowhere else. */
export interface ProviderDesk {
  config(id: DnsProviderId): DnsProviderConfig | null;
  open(id: DnsProviderId): Promise<OpenedProvider>;
  close(): void;
}

export function createProviderDesk(configs: readonly DnsProviderConfig[], deps: DnsDeps): ProviderDesk {
  const opened = new Map<DnsProviderId, Promise<OpenedProvider>>();
  const config = (id: DnsProviderId): DnsProviderConfig | null => configs.find((each) => each.id === id) ?? null;
  return {
    config,
    open: async (id) => {
      const opening = opened.get(id) ?? open(config(id), id, deps);
      opened.set(id, opening);
      const given = await opening;
      // A secret that was not there may be there later.
      if (!given.ok) opened.delete(id);
      return given;
    },
    close: () => {
      for (const opening of opened.values()) void opening.then((given) => (given.ok ? given.provider.close() : undefined));
      opened.clear();
    },
  };
}

async function open(config: DnsProviderConfig | null, id: DnsProviderId, deps: DnsDeps): Promise<OpenedProvider> {
  if (config === null) return { ok: false, reason: `there is no DNS provider ${id} in the plan’s text` };
  try {
    return { ok: true, provider: await (deps.open ?? openProvider)(config, deps) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : 'a secret cannot be read' };
  }
}
