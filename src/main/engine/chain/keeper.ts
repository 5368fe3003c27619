import { judgeChain } from '../../../shared/model/chain.ts';
import type { Service, Signal } from '../../../shared/model/entities.ts';
import type { IncidentId, ServiceId, SignalId } from '../../../shared/model/ids.ts';
import type { IncidentFact } from '../../../shared/model/timeline.ts';
import type { ServiceStanding } from '../alerts/ports.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { HOLDFAST, type Note } from '../journal/journal.ts';
import type { Clock } from '../ports.ts';
import { factOf, holdFinding, isDue } from './rules.ts';

export interface ChainKeeperDeps {
  readonly clock: Clock;
  readonly services: () => readonly Service[];
  readonly signal: (id: SignalId) => Signal | null;
  readonly standing: (service: ServiceId) => ServiceStanding;
  readonly append: (incident: IncidentId, facts: readonly IncidentFact[], note: Note) => void;
}

export interface ChainKeeper {
  /** Looks at every chain, and writes what is found into the open incidents of its service; to be called once a second. */
  tick(open: readonly IncidentRecord[]): void;
  /** After a suspend, a stall or a step of the clock: how long anything has stood is not known. */
  interrupted(): void;
}

/** Follows all chains, also those of services without an incident: an incident that opens later finds them looked at. */
export function createChainKeeper({ clock, services, signal, standing, append }: ChainKeeperDeps): ChainKeeper {
  let held = new Map<ServiceId, ReturnType<typeof holdFinding>>();
  return {
    tick: (open) => {
      const nowMs = clock.monotonicMs();
      held = new Map(
        services().flatMap(({ id, chain }) => (chain === undefined ? [] : [[id, holdFinding(judgeChain(chain, (each) => signal(each) ?? undefined), held.get(id), nowMs)] as const])),
      );
      for (const record of open) {
        for (const service of record.services) {
          const found = held.get(service);
          if (found === undefined || !isDue(found, record.chains[service], standing(service).state === 'breached')) continue;
          const { fact, evidence } = factOf(service, found);
          append(record.id, [fact], { actor: HOLDFAST, evidence });
        }
      }
    },
    interrupted: () => held.clear(),
  };
}
