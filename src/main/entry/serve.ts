import { HoldfastError } from '../../shared/model/result.ts';
import type { Log } from '../api/engine-port.ts';
import { readCertificate, selfSigned } from '../transport/certificate.ts';
import { startHttpServer } from '../transport/http.ts';
import type { StartOptions } from './cli.ts';
import type { Shell } from './shell.ts';

export interface Wall {
  readonly url: string;
  close(): Promise<void>;
}

export interface ServePorts {
  readonly shell: Shell;
  readonly options: StartOptions;
  readonly log: Log;
  /** The folder of the built renderer. */
  readonly ui: string;
  readonly say: (line: string) => void;
}

const DEFAULT = { host: '127.0.0.1', port: 7420, hosts: [] as readonly string[] };

/** Opens the wall server as configuration and command line say, and tells the engine where it can be reached. */
export async function serve({ shell, options, log, ui, say }: ServePorts): Promise<Wall> {
  const server = shell.hello.server;
  const host = options.host ?? server?.host ?? DEFAULT.host;
  const tls = await certificate(server?.tls, host, server?.hosts ?? [], shell.dataFolder, say);
  const started = await startHttpServer({
    engine: shell.engine, log, ui, tls, host,
    port: options.port ?? server?.port ?? DEFAULT.port,
    hosts: server?.hosts ?? DEFAULT.hosts,
    insecureLan: options.insecureLan,
  });
  if (!started.ok) throw new HoldfastError(started.error.code, started.error.message);
  shell.engine.tell('address', started.value.url);
  return started.value;
}

type TlsSetting = NonNullable<Shell['hello']['server']>['tls'];

async function certificate(tls: TlsSetting, host: string, hosts: readonly string[], folder: string, say: (line: string) => void): Promise<{ cert: string; key: string } | null> {
  if (tls === undefined) return null;
  if (tls !== 'self-signed') {
    try {
      return await readCertificate(tls, new Date());
    } catch (error) {
      throw new HoldfastError('invalid_input', `server.tls: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const made = await selfSigned({ folder, hosts: [host, ...hosts] });
  say(`The wall server uses a certificate of its own. Compare its SHA-256 fingerprint in the browser: ${made.fingerprint}`);
  return made;
}
