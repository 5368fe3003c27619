import type { ConnectionReport, PrometheusSetup } from '../../../../shared/model/connect.ts';
import type { BuildInfo } from '../prometheus/answer.ts';
import { createPrometheusClient, type PrometheusClient } from '../prometheus/client.ts';
import { clockOffsetMs } from '../prometheus/clock-offset.ts';
import { QueryRefused } from '../prometheus/failure.ts';
import { SourceFailure } from '../source.ts';
import { endpointOf, SetupProblem, type ConnectDeps } from './setup.ts';

const SLOW_MS = 2_000;
const CLOCK_LIMIT_MS = 2_000;
const NEVER = new AbortController().signal;

const ADVICE: Readonly<Record<Exclude<ConnectionReport['code'], 'ok'>, string>> = {
  slow: 'Charts will lag behind. Look at the load of the server, or poll less often.',
  bad_address: 'Write it as a browser shows it, for example http://prometheus.example:9090',
  unresolved: 'Check the spelling of the name, and whether this machine needs a VPN to resolve it.',
  refused: 'Check the port, and that Prometheus is running and listens on that address.',
  unreachable: 'Check the network, the VPN and any firewall between this machine and the server.',
  timeout: 'Check the network and any firewall on the way, or allow more time.',
  tls: 'If the server uses a private authority, give its certificate as the CA.',
  unauthorized: 'Check the user name and password, or the token.',
  forbidden: 'Ask for an account or token that may read queries.',
  redirected: 'Open the address in a browser and use the one it ends at.',
  other_service: 'Check the port and the path; the API is expected at <address>/api/v1/query. Behind a log-in page, use a token.',
  too_large: 'Use the address of Prometheus itself, not of a page that embeds it.',
  bad_answer: 'Check whether a proxy on the way changes or cuts off answers.',
  server_error: 'Look at the log of the server or of the proxy in front of it, then try again.',
  rate_limited: 'Wait a little, then try again.',
  secret: 'Check the reference, or type the secret itself: it is stored, never shown again.',
};

/** Tries a connection without keeping anything; never throws. */
export async function testConnection(setup: PrometheusSetup, deps: ConnectDeps): Promise<ConnectionReport> {
  let client: PrometheusClient | null = null;
  try {
    client = createPrometheusClient(await endpointOf(setup, deps.resolve), deps);
    return await report(client, deps);
  } catch (error) {
    if (error instanceof SetupProblem) return failed(error.code, error.message, error.advice);
    if (error instanceof QueryRefused) return failed('other_service', `It refuses the simplest query: ${error.message}.`);
    if (!(error instanceof SourceFailure)) throw error;
    const code = error.code === 'aborted' ? 'timeout' : error.code;
    return failed(code, sentence(error.message));
  } finally {
    client?.close();
  }
}

async function report(client: PrometheusClient, { clock }: ConnectDeps): Promise<ConnectionReport> {
  const startedMs = clock.monotonicMs();
  const { data, sentAt, receivedAt } = await client.instant('vector(time())', NEVER);
  const tookMs = Math.round(clock.monotonicMs() - startedMs);
  const evaluatedAt = data.type === 'vector' ? (data.samples[0]?.time ?? null) : null;
  if (evaluatedAt === null) return failed('other_service', 'It answers, but not as Prometheus does: the simplest query gave no value.');
  const offset = clockOffsetMs(evaluatedAt, sentAt, receivedAt);
  const { product, version } = await identify(client);
  const slow = tookMs > SLOW_MS;
  const name = [product ?? 'Prometheus’ API', version].filter((part) => part !== null).join(' ');
  const clockNote = offset !== null && Math.abs(offset) > CLOCK_LIMIT_MS ? ` Its clock is ${String(Math.round(Math.abs(offset) / 1_000))} s ${offset > 0 ? 'ahead of' : 'behind'} this machine’s.` : '';
  return {
    ok: true,
    code: slow ? 'slow' : 'ok',
    message: `${slow ? 'Connected, but slow' : 'Connected'}: ${name} answered in ${slow ? `${(tookMs / 1_000).toFixed(1)} s` : `${String(tookMs)} ms`}.${clockNote}`,
    advice: slow ? ADVICE.slow : clockNote === '' ? null : 'Set the clock of one of the two machines; ages of samples are reckoned on the source’s clock.',
    version,
    product,
    tookMs,
    clockOffsetMs: offset,
  };
}

/** Product and version where the server tells; not every one that speaks the API does. */
async function identify(client: PrometheusClient): Promise<{ readonly product: string | null; readonly version: string | null }> {
  try {
    const info = await client.buildInfo(NEVER);
    return { product: productOf(info), version: info.version ?? null };
  } catch (error) {
    if (error instanceof SourceFailure || error instanceof QueryRefused) return { product: null, version: null };
    throw error;
  }
}

/**
 * Mimir and Cortex name themselves in `application`. VictoriaMetrics answers with a version alone (of the Prometheus it
 * mimics); Prometheus and Thanos answer alike, and Thanos has not left version 0.
 */
function productOf({ application, version, goVersion }: BuildInfo): string | null {
  if (application !== undefined) return application;
  if (version === undefined) return null;
  if (goVersion === undefined) return 'VictoriaMetrics';
  return version.startsWith('0.') ? 'Thanos' : 'Prometheus';
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const failed = (code: Exclude<ConnectionReport['code'], 'ok'>, message: string, advice: string = ADVICE[code]): ConnectionReport => ({
  ok: false,
  code,
  message,
  advice,
  version: null,
  product: null,
  tookMs: null,
  clockOffsetMs: null,
});
