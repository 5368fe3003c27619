import { formatMatcher, type LabelMatcher } from '../../../../shared/model/label-matcher.ts';
import { createHttpClient, type HttpAnswer, type HttpDeps, type HttpRequest } from '../http/client.ts';
import type { HttpEndpoint } from '../http/endpoint.ts';
import { readAlerts, readStatus, type KeptAlert, type ReadList, type Status } from './answer.ts';
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
  close(): void;
}

export function createAlertmanagerClient(endpoint: HttpEndpoint, deps: HttpDeps): AlertmanagerClient {
  const http = createHttpClient(endpoint, deps);

  const ask = async <T>(request: HttpRequest, read: (text: string) => T, abort: AbortSignal): Promise<Told<T>> => {
    const answer: HttpAnswer = await http.ask(request, abort);
    if (answer.status !== 200) throw statusFailure(answer, http, deps.clock.nowMs());
    return { told: read(answer.text), clockOffsetMs: answer.clockOffsetMs };
  };

  return {
    status: (abort) => ask(OPERATIONS.status, readStatus, abort),
    alerts: (filter, abort) => ask({ ...OPERATIONS.alerts, query: { filter: filter.map(formatMatcher) } }, readAlerts, abort),
    close: () => http.close(),
  };
}
