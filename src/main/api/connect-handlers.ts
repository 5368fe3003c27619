import type { SeatId } from '../../shared/model/ids.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { addSource, newConfigText, removeSource } from '../config/edit.ts';
import { writeSchemaBeside } from '../config/schema-file.ts';
import type { SecretStore } from '../config/secret-store.ts';
import type { ConfigService } from '../config/service.ts';
import { referenceSecrets } from '../config/setup-secrets.ts';
import type { Clock, ResolveSecrets } from '../engine/ports.ts';
import { previewQuery } from '../engine/sources/connect/preview.ts';
import { proposeSignals } from '../engine/sources/connect/propose.ts';
import { testConnection } from '../engine/sources/connect/test-connection.ts';
import type { Handlers } from './engine-port.ts';

type ConnectCall = 'sources.test' | 'sources.propose' | 'sources.preview' | 'sources.connect' | 'sources.remove';

export interface ConnectSubject {
  readonly clock: Clock;
  /** The configuration that a new source is written to. */
  readonly config: ConfigService;
  readonly secrets: SecretStore;
  readonly resolveSecrets: ResolveSecrets;
  /** Null outside the demo; there, told when the file of a real workspace was written. */
  readonly onConnected: ((seat: SeatId) => void) | null;
}

const FIRST_WORKSPACE = { name: 'My workspace', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };

/** The calls of the contract behind "connect your own": try, propose, preview, and write to holdfast.yaml. */
export function createConnectHandlers({ clock, config, secrets, resolveSecrets, onConnected }: ConnectSubject): Pick<Handlers, ConnectCall> {
  const deps = { clock, resolveSecrets, services: () => config.current?.services ?? [] };
  return {
    'sources.test': ({ setup }) => testConnection(setup, deps),
    'sources.propose': async ({ setup }) => ({ items: await proposeSignals(setup, deps) }),
    'sources.preview': ({ setup, query, select }) => previewQuery({ setup, query, select }, deps),
    'sources.connect': async ({ setup, proposals }, actor) => {
      const { setup: referenced, toStore } = referenceSecrets(setup);
      for (const { name, value } of toStore) await secrets.set(name, value);
      await config.edit((text) => addSource(text.trim() === '' ? newConfigText(FIRST_WORKSPACE) : text, { setup: referenced, proposals }), actor);
      const { file } = config.state;
      await writeSchemaBeside(file);
      onConnected?.(actor.seat.id);
      return { source: setup.id, file, restartNeeded: onConnected !== null };
    },
    'sources.remove': async ({ id }, actor) => {
      const { found, removedSignals } = await config.edit((text) => removeSource(text, id), actor);
      if (!found) throw new HoldfastError('not_found', `There is no source "${id}".`);
      return { removedSignals };
    },
  };
}
