import type { SeatId } from '../../shared/model/ids.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import type { SourceConfig } from '../../shared/model/sources/index.ts';
import { addSource, newConfigText, removeSource } from '../config/edit.ts';
import { refuseNewPrograms } from '../config/handwritten.ts';
import { writeSchemaBeside } from '../config/schema-file.ts';
import { sourceSecrets } from '../config/secret-fields.ts';
import type { SecretStore } from '../config/secret-store.ts';
import type { ConfigService } from '../config/service.ts';
import { referenceSecrets } from '../config/setup-secrets.ts';
import { previewQuery } from '../engine/sources/connect/preview.ts';
import { proposeSignals } from '../engine/sources/connect/propose.ts';
import { testConnection } from '../engine/sources/connect/test-connection.ts';
import type { SourceDeps } from '../engine/sources/registry.ts';
import type { Handlers } from './engine-port.ts';

type ConnectCall = 'sources.test' | 'sources.propose' | 'sources.preview' | 'sources.connect' | 'sources.remove';

export interface ConnectSubject extends Omit<SourceDeps, 'services'> {
  /** The configuration that a new source is written to. */
  readonly config: ConfigService;
  readonly secrets: SecretStore;
  /** Null outside the demo; there, told when the file of a real workspace was written. */
  readonly onConnected: ((seat: SeatId) => void) | null;
}

const FIRST_WORKSPACE = { name: 'My workspace', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };

/** The calls of the contract behind "connect your own": try, propose, preview, and write to holdfast.yaml. */
export function createConnectHandlers({ config, secrets, onConnected, ...sourceDeps }: ConnectSubject): Pick<Handlers, ConnectCall> {
  const deps = { ...sourceDeps, services: () => config.current?.services ?? [] };
  return {
    'sources.test': ({ setup }) => testConnection(fromForm(setup), deps),
    'sources.propose': async ({ setup }) => ({ items: await proposeSignals(fromForm(setup), deps) }),
    'sources.preview': ({ setup, query, select }) => previewQuery({ setup: fromForm(setup), query, select }, deps),
    'sources.connect': async ({ setup, proposals }, actor) => {
      const { setup: referenced, toStore } = referenceSecrets(fromForm(setup), sourceSecrets(setup));
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

/** A form says nothing of what is started on this machine. */
function fromForm(setup: SourceConfig): SourceConfig {
  refuseNewPrograms([], [setup]);
  return setup;
}
