import type { DemoFaultId } from '../../shared/model/entities.ts';

/** What the host tells the worker; `seq` comes back with the answer. */
export interface ToDemoWorker {
  readonly seq: number;
  readonly fault: DemoFaultId;
  readonly active: boolean;
}

export type FromDemoWorker =
  | { readonly kind: 'ready'; readonly apiPort: number; readonly dnsPort: number }
  | { readonly kind: 'done'; readonly seq: number }
  | { readonly kind: 'failed'; readonly seq: number; readonly message: string };
