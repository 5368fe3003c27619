import type { HttpEndpoint } from '../http/endpoint.ts';
import type { HttpDeps } from '../http/client.ts';
import { createPrometheusSource, type PrometheusSource } from '../prometheus/source.ts';
import { SourceFailure } from '../source.ts';
import type { GrafanaClient } from './client.ts';
import { locate } from './data-source.ts';
import { proxyFailure } from './failure.ts';

/** The data source behind Grafana's proxy, as the Prometheus that it is. */
export interface Proxied {
  /** Found on first use, and anew after Grafana has lost it. Throws `SourceFailure`. */
  open(abort: AbortSignal): Promise<PrometheusSource>;
  close(): Promise<void>;
}

/** `base`: address of Grafana without a slash at its end. */
export function createProxied(base: string, wanted: string, endpoint: HttpEndpoint, client: GrafanaClient, deps: HttpDeps): Proxied {
  let opened: Promise<PrometheusSource> | null = null;

  const forget = (): void => {
    const before = opened;
    opened = null;
    void before?.then((source) => source.close(), () => {});
  };

  const make = async (abort: AbortSignal): Promise<PrometheusSource> => {
    const uid = await locate(client, wanted, abort);
    return createPrometheusSource(
      { ...endpoint, url: `${base}/api/datasources/proxy/uid/${encodeURIComponent(uid)}/api/v1` },
      {
        ...deps,
        failureOf: (refused) => {
          const found = proxyFailure(refused, wanted, client.clean);
          if (found?.isLost === true) forget();
          return found?.failure ?? null;
        },
      },
    );
  };

  return {
    open: async (abort) => {
      opened ??= make(abort);
      const mine = opened;
      try {
        return await mine;
      } catch (error) {
        if (opened === mine) opened = null;
        /* Whoever asked first has given up; that is no failure for those who wait with them. */
        if (error instanceof SourceFailure && error.code === 'aborted' && !abort.aborted) return (opened ??= make(abort));
        throw error;
      }
    },
    close: async () => {
      const before = opened;
      opened = null;
      await before?.then((source) => source.close(), () => {});
    },
  };
}
