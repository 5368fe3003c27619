import { useMemo, useRef } from 'react';
import { findBreak, judgeChain, type ChainFinding, type JudgedLink } from '../../shared/model/chain.ts';
import type { Service, Signal } from '../../shared/model/entities.ts';
import type { ServiceId } from '../../shared/model/ids.ts';
import { isSilent } from '../../shared/model/state.ts';
import { findingShort } from '../../shared/text/chain-words.ts';
import { plain } from '../../shared/text/plain.ts';
import { useEngineStatus, useLive } from './live-store.ts';

export interface LiveChain {
  readonly links: readonly JudgedLink[];
  readonly finding: ChainFinding;
}

/** The chain of a service as it stands now; null where it has none. Follows the readings of its links alone. */
export function useChain(service: Service | undefined): LiveChain | null {
  const held = useRef<readonly (Signal | undefined)[]>([]);
  const chain = service?.chain;
  const signals = useLive((state) => {
    const next = (chain ?? []).map(({ signal }) => state.signals.get(signal));
    if (next.length !== held.current.length || next.some((signal, index) => signal !== held.current[index])) held.current = next;
    return held.current;
  });
  const heard = !isSilent(useEngineStatus());
  return useMemo(() => {
    if (chain === undefined) return null;
    const links = judgeChain(chain, (id) => signals.find((signal) => signal?.id === id), heard);
    return { links, finding: findBreak(links) };
  }, [chain, signals, heard]);
}

/** Where the first of these services breaks that is known to, in a few words; the most essential ones are asked first. Null where none is. */
export function useBreak(services: readonly ServiceId[]): string | null {
  return useLive((state) => {
    const known = services.map((id) => state.servicesById.get(id)).filter((service) => service?.chain !== undefined).filter((service) => service !== undefined).toSorted((a, b) => a.tier - b.tier);
    for (const { name, chain = [] } of known) {
      const said = findingShort(findBreak(judgeChain(chain, (id) => state.signals.get(id), !isSilent(state.status))));
      if (said !== null) return services.length > 1 ? `${plain(name, 40)} ${said}` : said;
    }
    return null;
  });
}

/** The signals of a service that are shown by themselves: without those that its chain checks for itself. */
export function withoutOwnLinks(service: Pick<Service, 'chain'>, signals: readonly Signal[]): readonly Signal[] {
  const own = new Set((service.chain ?? []).filter((link) => link.own).map(({ signal }) => signal));
  return own.size === 0 ? signals : signals.filter(({ id }) => !own.has(id));
}
