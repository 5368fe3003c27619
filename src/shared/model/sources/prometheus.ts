import { z } from 'zod';
import { Duration } from '../duration-text.ts';
import { SourceId } from '../ids.ts';
import { AuthConfig, DisplayName, Headers, HttpUrl, TlsConfig } from './parts.ts';
import type { SourceTraits } from './traits.ts';

export const PrometheusSourceConfig = z.strictObject({
  id: SourceId.describe('unique among sources; signals name it'),
  type: z.literal('prometheus'),
  name: DisplayName.optional().describe('shown instead of the id'),
  url: HttpUrl.describe('address of the Prometheus API, without /api/v1 and without credentials'),
  auth: AuthConfig.optional().describe('basic or bearer'),
  headers: Headers.optional().describe('sent with every request; values may hold secret references'),
  tls: TlsConfig.optional().describe('own authority or client certificate'),
  timeout: Duration.default('10s').describe('how long one request may take'),
});
export type PrometheusSourceConfig = z.infer<typeof PrometheusSourceConfig>;

export const prometheusTraits: SourceTraits<PrometheusSourceConfig> = {
  label: 'Prometheus',
  url: ({ url }) => url,
  addresses: ({ url }) => [[['url'], url]],
  secrets: () => [],
  checks: { anyOf: ['query'], also: ['select'], kinds: null },
  form: {
    lead: 'Prometheus, or what speaks its API: Thanos, Mimir, VictoriaMetrics',
    address: { hint: 'As a browser shows it, without /api/v1', placeholder: 'http://prometheus.example:9090' },
    auth: true,
    headers: true,
    tls: true,
    fields: [],
    queryLanguage: 'PromQL',
    proposes: true,
    after: null,
  },
  evaluatesExpressions: true,
  keepsSamples: true,
};
