import type { PrometheusSetup } from '../../../../shared/model/connect.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import type { ResolveSecrets } from '../../ports.ts';
import type { PrometheusDeps } from '../prometheus/client.ts';
import type { HttpAuth, HttpEndpoint } from '../http/endpoint.ts';
import { parseBaseUrl } from '../prometheus/endpoint.ts';

export interface ConnectDeps extends PrometheusDeps {
  readonly resolve: ResolveSecrets;
}

/** The form cannot be used as it is: a sentence for the person who filled it in, and what to do. */
export class SetupProblem extends Error {
  readonly code: 'bad_address' | 'secret';
  readonly advice: string;
  constructor(code: 'bad_address' | 'secret', message: string, advice: string) {
    super(message);
    this.name = 'SetupProblem';
    this.code = code;
    this.advice = advice;
  }
}

/** The form with its secrets resolved. Throws `SetupProblem`. */
export async function endpointOf(setup: PrometheusSetup, resolve: ResolveSecrets): Promise<HttpEndpoint> {
  if (parseBaseUrl(setup.url) === null) throw new SetupProblem('bad_address', 'This is not an http:// or https:// address.', 'Write it as a browser shows it, for example http://prometheus.example:9090');
  try {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(setup.headers)) headers[name] = await resolve(value);
    const tls = setup.ca === undefined ? {} : { ca: await resolve(setup.ca) };
    return { url: setup.url, auth: await resolveAuth(setup.auth, resolve), headers, tls, timeoutMs: durationMs(setup.timeoutMs) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'a secret could not be read';
    throw new SetupProblem('secret', `${reason.charAt(0).toUpperCase()}${reason.slice(1)}`, 'Check the reference, or type the secret itself: it is stored, never shown again.');
  }
}

async function resolveAuth(auth: PrometheusSetup['auth'], resolve: ResolveSecrets): Promise<HttpAuth> {
  if (auth.kind === 'basic') return { kind: 'basic', username: auth.username, password: await resolve(auth.password) };
  return auth.kind === 'bearer' ? { kind: 'bearer', token: await resolve(auth.token) } : { kind: 'none' };
}
