import type { DemoFault, DemoFaultId } from '../../shared/model/entities.ts';
import type { CarriedSeat } from '../engine/seats/repo.ts';
import type { MeetAnswer, TakeOver } from '../engine/term/ports.ts';
import type { Told } from '../engine/term/rules.ts';
import type { HostPower } from '../engine/ports.ts';
import type { SecretStore } from '../config/secret-store.ts';

/** What the shell hands to a new engine worker. */
export interface EngineWorkerData {
  readonly dataFolder: string;
  readonly configFile: string;
  /** In the demo: the configuration file of the real workspace that "connect your own" writes. Null outside the demo. */
  readonly demoConnectsTo: string | null;
  readonly version: string;
  /** copy: everything is shown and nothing recorded, sent or done. An engine that has stood down opens so by itself. */
  readonly mode: 'engine' | 'copy';
  /** On a console that has taken over, at its every start; null elsewhere. */
  readonly takeOver: TakeOver | null;
  /** The screen that opened this workspace from the demo: it stays signed in. */
  readonly adopt: CarriedSeat | null;
}

/** What the engine asks of its shell, one method each. */
export interface ShellMethods {
  /** `isWanted`: something may begin by itself, so that the machine must be kept from sleeping. */
  readonly readPower: (isWanted: boolean) => Promise<HostPower>;
  /** On a console that has taken over: tells the engine from which it did. Null where that does not answer. */
  readonly meetOther: (told: Told) => Promise<MeetAnswer | null>;
  /** Fetches a copy of that engine into a file; false where it does not answer. */
  readonly fetchOther: (to: string) => Promise<boolean>;
  /** The term that the console at an address says; null where it does not answer. */
  readonly askTerm: (address: string) => Promise<number | null>;
  readonly setDemoFault: (id: DemoFaultId, active: boolean) => Promise<DemoFault>;
  readonly resetDemo: () => Promise<DemoFault[]>;
  readonly getSecret: SecretStore['get'];
  readonly setSecret: SecretStore['set'];
  readonly deleteSecret: SecretStore['delete'];
  readonly describeSecrets: SecretStore['describe'];
}

/** What the shell tells the engine; the demo's state anew after each start of an engine. */
export interface ShellNotices {
  readonly demo: { readonly faults: DemoFault[]; readonly problems: string[] };
  /** Where this engine can be reached, for a second start that must open this one. */
  readonly address: string;
  /** What is wrong with the pings to the outside watcher; null when they arrive. */
  readonly deadMan: string | null;
  /** The machine woke from sleep. */
  readonly wake: null;
  readonly stop: null;
}
