import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { trustedAuthorities } from '../../net/authorities.ts';
import { guardedLookup, systemLookup, type Lookup } from '../../net/guarded-lookup.ts';
import { SourceFailure } from '../source.ts';

/** PEM texts. `ca` is trusted in addition to the system's own authorities. */
export interface TlsTexts {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly serverName?: string | undefined;
}

/** No source is asked more in parallel than this; further requests wait for a free connection. */
const MAX_SOCKETS = 8;
const IDLE_MS = 60_000;

/** Connections kept open between polls. Throws `SourceFailure` tls when a given certificate or key cannot be read. */
export function createAgent(secure: boolean, config: TlsTexts, lookup: Lookup = systemLookup()): http.Agent {
  const common = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_MS, lookup: guardedLookup(lookup) };
  if (!secure) return new http.Agent(common);
  return new https.Agent({ ...common, secureContext: secureContext(config), ...(config.serverName === undefined ? {} : { servername: config.serverName }) });
}

function secureContext({ ca, cert, key }: TlsTexts): tls.SecureContext {
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----')) throw new SourceFailure('tls', 'TLS: the CA given is no PEM certificate');
  if ((cert === undefined) !== (key === undefined)) throw new SourceFailure('tls', 'TLS: a client certificate needs its key, and a key its certificate');
  const authorities = [...trustedAuthorities(), ...(ca === undefined ? [] : [ca])];
  try {
    return tls.createSecureContext({ ca: authorities, ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) });
  } catch {
    throw new SourceFailure('tls', `TLS: the ${cert === undefined ? 'CA' : 'CA, client certificate or key'} given cannot be read as PEM`);
  }
}
