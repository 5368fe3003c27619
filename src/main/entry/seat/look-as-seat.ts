import { join } from 'node:path';
import { checkOutput } from '../../../shared/client/check-output.ts';
import type { SignalConfig } from '../../../shared/model/config.ts';
import { Redactor } from '../../config/redactor.ts';
import { createSecretResolver } from '../../config/secrets.ts';
import { createWatchdogs } from '../../engine/alerts/watchdogs.ts';
import { createSource } from '../../engine/sources/registry.ts';
import type { OwnCredential, RemoteEngine } from '../../transport/remote/remote-engine.ts';
import { machineId } from '../machine-id.ts';
import type { ShellPorts } from '../shell.ts';
import { systemClock } from '../system.ts';
import { startLooking } from './looking.ts';

export interface LookAsSeatDeps {
  /** Of this console, with the secrets that it has. */
  readonly folder: string;
  readonly copyFolder: string;
  readonly remote: Pick<RemoteEngine, 'call' | 'state'>;
  readonly own: OwnCredential;
  readonly ports: Pick<ShellPorts, 'log' | 'secrets'>;
}

/** The probes of the copy's configuration, from this machine, with the code and the guards of the engine. */
export function startLookingAsSeat({ folder, copyFolder, remote, own, ports: { log, secrets } }: LookAsSeatDeps): () => void {
  const machine = machineId();
  if (machine === null) {
    log.info('nothing tells which machine this is, so what is seen from here does not count as another place');
    return () => undefined;
  }
  const configFile = join(copyFolder, 'holdfast.yaml');
  const resolveSecrets = createSecretResolver({ file: configFile, env: process.env, store: secrets(folder), redactor: new Redactor() });
  return startLooking({
    configFile, log, machine,
    clock: systemClock,
    open: (source, { services }) => createSource(source, { clock: systemClock, resolveSecrets, services: () => services, watchdogs: createWatchdogs({ clock: systemClock, configured: () => [] }), collections: null }),
    leaveOut: ({ config }) => isLocal(config),
    isConnected: () => remote.state() === 'running',
    tell: async (told) => checkOutput('console.saw', await remote.call('console.saw', told, own)),
  });
}

/** Loopback is another machine here: what answers there is not what the engine checks. */
export function isLocal({ http, tcp, dns, authority }: Pick<SignalConfig, 'http' | 'tcp' | 'dns' | 'authority'>): boolean {
  const hosts = [http === undefined ? null : (URL.parse(http.url)?.hostname ?? null), tcp?.host ?? null, dns?.server ?? null, ...(authority?.servers ?? [])];
  return hosts.some((host) => host !== null && /^(?:.+\.)?localhost\.?$|^127\.|^\[?::1\]?/i.test(host));
}
