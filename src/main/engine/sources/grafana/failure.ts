import { z } from 'zod';
import type { DurationMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { SourceFailure } from '../source.ts';

/** An answer that is no success. */
export interface Refused {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs: DurationMs | null;
}
/** Takes secrets out of a text that came from outside. */
type Clean = (text: string) => string;

const Said = z.object({ message: z.string().min(1) });
const PrometheusSaid = z.object({ status: z.literal('error'), errorType: z.string() });
const NEEDED = /Permissions? needed:\s*(?:any of\s*)?(.+?)\.?$/i;
/** What Grafana answers, with 400, where the data source answered 401 (pkg/api/pluginproxy/ds_proxy.go). */
const SOURCE_REFUSED = 'Authentication to data source failed';
const REDIRECTED = 'it answers with a redirect, which is not followed so that no credentials go elsewhere; use the final address';

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What Grafana says itself; null where it says nothing, or somebody else answers. */
function saidBy(text: string, clean: Clean): string | null {
  const said = Said.safeParse(jsonOf(text));
  return said.success ? plain(clean(said.data.message), 200).replace(/\.$/, '') : null;
}

/** Grafana itself says that there is no such thing, rather than something before it that knows no Grafana. */
export const isUnknown = ({ status, text }: Pick<Refused, 'status' | 'text'>): boolean => status === 404 && Said.safeParse(jsonOf(text)).success;

/** Why a call of Grafana's own API failed, in Grafana's words where it has any. */
export function grafanaFailure({ status, text, retryAfterMs }: Refused, clean: Clean): SourceFailure {
  const said = saidBy(text, clean);
  const words = said === null ? '' : `: ${said}`;
  if (status >= 300 && status < 400) return new SourceFailure('redirected', REDIRECTED);
  if (status === 401) return new SourceFailure('unauthorized', `Grafana does not accept the token (401${words})`);
  if (status === 403) return forbidden(said);
  if (status === 404) return said === null ? new SourceFailure('other_service', 'there is no Grafana at this address (404); check the path') : new SourceFailure('bad_answer', `Grafana does not know it (404${words})`);
  if (status === 407) return new SourceFailure('forbidden', 'a proxy on the way asks for credentials (407)');
  if (status === 429) return new SourceFailure('rate_limited', 'Grafana, or what stands before it, asks us to slow down (429)', retryAfterMs);
  if (status >= 500) return new SourceFailure('server_error', `Grafana answers with an error of its own (${String(status)}${words})`, retryAfterMs);
  return new SourceFailure('bad_answer', `Grafana refuses the request (${String(status)}${words})`);
}

function forbidden(said: string | null): SourceFailure {
  const needed = said === null ? null : NEEDED.exec(said)?.[1];
  if (needed !== null && needed !== undefined) return new SourceFailure('forbidden', `the token lacks the permission ${needed} (403)`);
  return new SourceFailure('forbidden', said === null ? 'the token may not do this (403)' : `Grafana refuses it (403: ${said})`);
}

/**
 * Why Grafana's proxy did not bring an answer of the data source; null where the data source itself answered, so that its client
 * reads it. `isLost` where Grafana no longer knows the data source.
 */
export function proxyFailure(refused: Refused, dataSource: string, clean: Clean): { readonly failure: SourceFailure; readonly isLost: boolean } | null {
  const { status, text, retryAfterMs } = refused;
  if (status < 400 || PrometheusSaid.safeParse(jsonOf(text)).success) return null;
  const failure = (code: SourceFailure['code'], message: string): ReturnType<typeof proxyFailure> => ({ failure: new SourceFailure(code, message, retryAfterMs), isLost: false });
  const said = saidBy(text, clean);
  if (status === 404 && said !== null) return { failure: noDataSource(dataSource), isLost: true };
  if (status === 404) return failure('other_service', `what stands behind the data source "${dataSource}" has no Prometheus API (404)`);
  if (status === 400 && text.includes(SOURCE_REFUSED)) return failure('forbidden', `what stands behind the data source "${dataSource}" does not accept the credentials that Grafana has for it`);
  if (status === 403 && said === null) return failure('forbidden', `what stands behind the data source "${dataSource}" does not let Grafana read it (403)`);
  if (status === 502) return failure('server_error', `Grafana does not reach what stands behind the data source "${dataSource}" (502)`);
  if (status === 504) return failure('timeout', `Grafana waited in vain for what stands behind the data source "${dataSource}" (504)`);
  return { failure: grafanaFailure(refused, clean), isLost: false };
}

export const noDataSource = (wanted: string, there: readonly string[] = []): SourceFailure =>
  new SourceFailure('other_service', `Grafana has no data source "${wanted}"${there.length === 0 ? '' : `; it has ${there.slice(0, 10).map((name) => `"${plain(name, 60)}"`).join(', ')}${there.length > 10 ? ' and others' : ''}`}`);
