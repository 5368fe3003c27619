import type { DemoFault, DemoFaultId } from '../../shared/model/entities.ts';
import type { PersonId } from '../../shared/model/ids.ts';

/** What the shell hands to a new engine worker. */
export interface EngineWorkerData {
  readonly dataFolder: string;
  readonly configFile: string;
  readonly demo: boolean;
  readonly version: string;
  /** Tokens preset by the environment: HOLDFAST_TOKEN, HOLDFAST_TOKENS. */
  readonly tokens: readonly { readonly person: PersonId | null; readonly token: string }[];
}

/** What the engine asks of its shell. */
export interface ShellMethods {
  readonly setDemoFault: (id: DemoFaultId, active: boolean) => Promise<DemoFault>;
  readonly getSecret: (name: string) => Promise<string | null>;
  readonly setSecret: (name: string, value: string) => Promise<void>;
  readonly describeSecrets: () => Promise<{ readonly canStore: boolean; readonly how: string; readonly names: string[] }>;
}

/** What the shell tells the engine, and anew after each start of one. */
export interface ShellNotices {
  readonly demo: { readonly faults: DemoFault[]; readonly problems: string[] };
  /** Where this engine can be reached, for a second start that must open this one. */
  readonly address: string;
  readonly wake: null;
}
