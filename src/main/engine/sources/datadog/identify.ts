import { durationMs, epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { SourceFailure, type SourceIdentity } from '../source.ts';
import { wrongApiKey, type DatadogClient } from './client.ts';
import { QueryRefused } from './failure.ts';
import type { MonitorSetup } from './monitor-feed.ts';
import type { DatadogSetup } from './source.ts';

/** Any metric will do: whether it is allowed is what is asked. */
const ANY = { queries: [{ name: 'q', query: 'avg:system.load.1{*}' }], formulas: ['q'] };
const SPAN_MS = 300_000;

/** Tries both keys and the scopes that are needed. Throws `SourceFailure`, which says which of them is wrong. */
export async function identify(client: DatadogClient, { site, monitors }: Pick<DatadogSetup, 'site' | 'monitors'>, there: () => EpochMs, abort: AbortSignal): Promise<SourceIdentity> {
  const { data: known, clockOffsetMs } = await client.knowsApiKey(abort);
  if (!known) throw wrongApiKey(site);
  const to = there();
  try {
    await client.timeseries({ ...ANY, range: { from: epochMs(to - SPAN_MS), to }, intervalMs: durationMs(60_000) }, abort);
  } catch (error) {
    /* It was allowed to ask; that the metric is not known is another matter. */
    if (!(error instanceof QueryRefused)) throw error instanceof SourceFailure ? error : new SourceFailure('bad_answer', 'the answer could not be read');
  }
  return { product: 'Datadog', version: null, account: null, notes: monitors === null ? [] : await noteOfMonitors(client, monitors, abort), clockOffsetMs };
}

/** Values are read although monitors, or what keeps them silent, cannot be. */
async function noteOfMonitors(client: DatadogClient, { tags }: MonitorSetup, abort: AbortSignal): Promise<readonly string[]> {
  const noteOf = async (what: string, asked: Promise<unknown>): Promise<readonly string[]> => {
    try {
      await asked;
      return [];
    } catch (error) {
      if (!(error instanceof SourceFailure) || error.code === 'aborted') throw error;
      return [`Its ${what} cannot be read: ${error.message}.`];
    }
  };
  let found = 0;
  const unread = await noteOf('monitors', client.monitors({ page: 0, size: 1 }, tags, abort).then(({ data }) => (found = data.length)));
  if (unread.length > 0) return unread;
  const none = found > 0 ? [] : [`It has no monitors${tags.length === 0 ? '' : ` with ${tags.length === 1 ? 'the tag' : 'all of the tags'} ${tags.join(', ')}`}.`];
  return [...none, ...(await noteOf('downtimes', client.downtimes({ page: 0, size: 1 }, abort)))];
}
