import { durationMs, epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { SourceFailure, type SourceIdentity } from '../source.ts';
import { wrongApiKey, type DatadogClient } from './client.ts';
import { QueryRefused } from './failure.ts';

/** Any metric will do: whether it is allowed is what is asked. */
const ANY = { queries: [{ name: 'q', query: 'avg:system.load.1{*}' }], formulas: ['q'] };
const SPAN_MS = 300_000;

/** Tries both keys and the scopes that are needed. Throws `SourceFailure`, which says which of them is wrong. */
export async function identify(client: DatadogClient, site: string, there: () => EpochMs, abort: AbortSignal): Promise<SourceIdentity> {
  const { data: known, clockOffsetMs } = await client.knowsApiKey(abort);
  if (!known) throw wrongApiKey(site);
  const to = there();
  try {
    await client.timeseries({ ...ANY, range: { from: epochMs(to - SPAN_MS), to }, intervalMs: durationMs(60_000) }, abort);
  } catch (error) {
    /* It was allowed to ask; that the metric is not known is another matter. */
    if (!(error instanceof QueryRefused)) throw error instanceof SourceFailure ? error : new SourceFailure('bad_answer', 'the answer could not be read');
  }
  return { product: 'Datadog', version: null, account: null, notes: [], clockOffsetMs };
}
