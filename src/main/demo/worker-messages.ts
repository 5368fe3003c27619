import type { DemoFaultId } from '../../shared/model/entities.ts';
import type { DemoWorld } from './demo-world.ts';
import type { NameServers } from './name-servers.ts';

/** Name servers that are not the demo's own. */
export type OtherNameServers = Omit<NameServers, 'close'>;

/** What the worker is started with. */
export interface DemoWorkerData {
  readonly tsigSecret: Uint8Array;
  readonly token: string;
  readonly nameServers: OtherNameServers | null;
  readonly pileJobs: number | null;
}

/** What the host tells the worker; `seq` comes back with the answer. */
export type ToDemoWorker = { readonly seq: number } & ({ readonly kind: 'fault'; readonly fault: DemoFaultId; readonly active: boolean } | { readonly kind: 'reset' });

export type WorldPorts = Pick<DemoWorld, 'apiPort' | 'controlPort' | 'resolverPort' | 'nameServers' | 'hasSecondRegion'>;

export type FromDemoWorker =
  | { readonly kind: 'ready'; readonly ports: WorldPorts }
  | { readonly kind: 'done'; readonly seq: number }
  | { readonly kind: 'failed'; readonly seq: number; readonly message: string };
