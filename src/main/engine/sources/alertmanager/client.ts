import { formatMatcher, type LabelMatcher } from '../../../../shared/model/label-matcher.ts';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { createHttpClient, type HttpAnswer, type HttpDeps, type HttpRequest } from '../http/client.ts';
import type { HttpEndpoint } from '../http/endpoint.ts';
import { SilenceRefused, SourceFailure, type SilenceDraft, type SourceSilence } from '../source.ts';
import { readAlerts, readGroups, readSilenceId, readSilences, readStatus, type KeptAlert, type KeptGroup, type ReadList, type Status } from './answer.ts';
import { statusFailure } from './failure.ts';
import { OPERATIONS } from './operations.ts';

/** What it answered, and the difference of the clocks where the answer told it. */
export interface Told<T> {
  readonly told: T;
  readonly clockOffsetMs: number | null;
}

/** The part of API v2 that is used. Every call throws `SourceFailure`. */
export interface AlertmanagerClient {
  status(abort: AbortSignal): Promise<Told<Status>>;
  /** Active, silenced and inhibited ones. */
  alerts(filter: readonly LabelMatcher[], abort: AbortSignal): Promise<Told<ReadList<KeptAlert>>>;
  groups(filter: readonly LabelMatcher[], abort: AbortSignal): Promise<Told<ReadList<KeptGroup>>>;
  /** Those that are in force or to come; before version 0.34 those that have ended too. */
  silences(abort: AbortSignal): Promise<Told<ReadList<SourceSilence>>>;
  /** Gives its id. Never asked twice. Throws `SilenceRefused` where it certainly was not made. */
  createSilence(draft: SilenceDraft, startsAt: number, abort: AbortSignal): Promise<string>;
  /** One that is over or unknown is no failure. */
  expireSilence(id: string, abort: AbortSignal): Promise<void>;
  close(): void;
}

/** Failures after which nothing can have reached it. */
const NOT_REACHED: ReadonlySet<SourceFailure['code']> = new Set<SourceFailure['code']>(['refused', 'unresolved', 'tls']);

export function createAlertmanagerClient(endpoint: HttpEndpoint, deps: HttpDeps): AlertmanagerClient {
  const http = createHttpClient(endpoint, deps);
  const failed = (answer: HttpAnswer): SourceFailure => statusFailure(answer, http, deps.clock.nowMs());

  const ask = async <T>(request: HttpRequest, read: (text: string) => T, abort: AbortSignal): Promise<Told<T>> => {
    const answer = await http.ask(request, abort);
    if (answer.status !== 200) throw failed(answer);
    return { told: read(answer.text), clockOffsetMs: answer.clockOffsetMs };
  };

  return {
    status: (abort) => ask(OPERATIONS.status, readStatus, abort),
    alerts: (filter, abort) => ask({ ...OPERATIONS.alerts, query: { filter: filter.map(formatMatcher) } }, readAlerts, abort),
    groups: (filter, abort) => ask({ ...OPERATIONS.groups, query: { filter: filter.map(formatMatcher) } }, readGroups, abort),
    silences: (abort) => ask({ ...OPERATIONS.silences, query: { expired: 'false' } }, readSilences, abort),
    createSilence: async ({ matchers, endsAt, createdBy, comment }, startsAt, abort) => {
      const body = { matchers, startsAt: toRfc3339(epochMs(startsAt)), endsAt: toRfc3339(endsAt), createdBy, comment };
      try {
        const answer = await http.ask({ ...OPERATIONS.createSilence, body }, abort);
        if (answer.status >= 300 && answer.status < 500) throw new SilenceRefused(failed(answer).message);
        if (answer.status !== 200) throw failed(answer);
        return readSilenceId(answer.text);
      } catch (error) {
        throw error instanceof SourceFailure && NOT_REACHED.has(error.code) ? new SilenceRefused(error.message) : error;
      }
    },
    expireSilence: async (id, abort) => {
      const { path, ...operation } = OPERATIONS.expireSilence;
      const answer = await http.ask({ ...operation, path: path.replace('{silenceID}', encodeURIComponent(id)) }, abort);
      // One that it does not know, or that has ended, is 404, or 500 with these words.
      if (answer.status === 404 || (answer.status === 500 && /not found|already expired/i.test(answer.text))) return;
      if (answer.status !== 200) throw failed(answer);
    },
    close: () => http.close(),
  };
}
