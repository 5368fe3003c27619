import type { ConnectionReport } from '../../../../shared/model/connect.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { traitsOf, type SourceConfig } from '../../../../shared/model/sources/index.ts';
import { SourceFailure, type Source } from '../source.ts';
import { makeSource, SECRET_ADVICE, SetupProblem, type ConnectDeps } from './setup.ts';

const SLOW_MS = 2_000;
const CLOCK_LIMIT_MS = 2_000;
const NEVER = new AbortController().signal;

const ADVICE: Readonly<Record<Exclude<ConnectionReport['code'], 'ok'>, string>> = {
  slow: 'Charts will lag behind. Look at the load of the server, or poll less often.',
  unresolved: 'Check the spelling of the name, and whether this machine needs a VPN to resolve it.',
  refused: 'Check the port, and that it is running and listens on that address.',
  unreachable: 'Check the network, the VPN and any firewall between this machine and the server.',
  timeout: 'Check the network and any firewall on the way, or allow more time.',
  tls: 'If the server uses a private authority, give its certificate as the CA.',
  unauthorized: 'Check the user name and password, or the token.',
  forbidden: 'Ask for an account or token that may read.',
  redirected: 'Open the address in a browser and use the one it ends at.',
  other_service: 'Check the address, the port and the path. Behind a log-in page, use a token.',
  too_large: 'Use the address of the API itself, not of a page that embeds it.',
  bad_answer: 'Check whether a proxy on the way changes or cuts off answers.',
  server_error: 'Look at the log of the server or of the proxy in front of it, then try again.',
  rate_limited: 'Wait a little, then try again.',
  no_runner: 'Holdfast runs with the PATH that it was started with; `runner` in holdfast.yaml names a program elsewhere.',
  secret: SECRET_ADVICE,
};

/** Tries a source without keeping anything; never throws for what a person can mend. */
export async function testConnection(setup: SourceConfig, deps: ConnectDeps): Promise<ConnectionReport> {
  let source: Source | null = null;
  try {
    source = await makeSource(setup, deps);
    return await report(source, setup, deps);
  } catch (error) {
    if (error instanceof SetupProblem) return failed('secret', error.message);
    if (!(error instanceof SourceFailure)) throw error;
    const code = error.code === 'aborted' ? 'timeout' : error.code;
    return failed(code, sentence(error.message));
  } finally {
    await source?.close();
  }
}

async function report(source: Source, setup: SourceConfig, { clock }: ConnectDeps): Promise<ConnectionReport> {
  if (source.identify === undefined) throw new HoldfastError('invalid_input', `There is nobody to ask at a source of type ${setup.type}: its checks show whether they work.`);
  const startedMs = clock.monotonicMs();
  const { product, version, account, notes, clockOffsetMs: offset } = await source.identify(NEVER);
  const tookMs = Math.round(clock.monotonicMs() - startedMs);
  // A program of this machine takes its time to start, which says nothing of its readings.
  const slow = tookMs > SLOW_MS && traitsOf(setup).form?.address !== null;
  const name = [product ?? `the API of ${traitsOf(setup).label}`, version].filter((part) => part !== null).join(' ');
  const clockNote = offset !== null && Math.abs(offset) > CLOCK_LIMIT_MS ? ` Its clock is ${String(Math.round(Math.abs(offset) / 1_000))} s ${offset > 0 ? 'ahead of' : 'behind'} this machine’s.` : '';
  return {
    ok: true,
    code: slow ? 'slow' : 'ok',
    message: `${slow ? 'Connected, but slow' : 'Connected'}: ${name} answered in ${slow || tookMs >= 1_000 ? `${(tookMs / 1_000).toFixed(1)} s` : `${String(tookMs)} ms`}.${clockNote}`,
    advice: slow ? ADVICE.slow : clockNote === '' ? null : 'Set the clock of one of the two machines; ages of samples are reckoned on the source’s clock.',
    version,
    product,
    account,
    notes: [...notes],
    tookMs,
    clockOffsetMs: offset,
  };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const failed = (code: Exclude<ConnectionReport['code'], 'ok'>, message: string, advice: string = ADVICE[code]): ConnectionReport => ({
  ok: false,
  code,
  message,
  advice,
  version: null,
  product: null,
  account: null,
  notes: [],
  tookMs: null,
  clockOffsetMs: null,
});
