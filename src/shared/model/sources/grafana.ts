import { z } from 'zod';
import { AnnotatedDashboard, OwnDashboardConfig } from '../dashboards.ts';
import { Duration } from '../duration-text.ts';
import { SourceId } from '../ids.ts';
import { DisplayName, Headers, HttpUrl, Secret, TlsConfig } from './parts.ts';
import type { SourceTraits } from './traits.ts';

const Annotations = z.strictObject({
  write: z.boolean().default(false).describe('true: each incident is an annotation there'),
  drill: z.boolean().default(false).describe('true: drills are written there, too'),
  read: z.boolean().default(false).describe('true: annotations with a tag are changes'),
  tags: z.array(z.string().trim().min(1).max(100)).max(20).default([]).describe('only annotations with one of these tags are changes; without them all that have a tag'),
  dashboard: AnnotatedDashboard.optional().describe('dashboard, or panel of one, where written annotations are shown; on all that show annotations of the organisation unless told'),
});

export const GrafanaSourceConfig = z.strictObject({
  id: SourceId.describe('unique among sources; signals name it'),
  type: z.literal('grafana'),
  name: DisplayName.optional().describe('shown instead of the id'),
  url: HttpUrl.describe('address of Grafana as a browser shows it, with the path it is served below, without credentials'),
  token: Secret.describe('token of a service account, usually ${env:NAME}, ${file:path} or ${secret:name}'),
  datasource: z.string().min(1).max(200).optional().describe('uid or name of the data source that signals and rule files are asked of: Prometheus, or what speaks its API'),
  alerts: z.boolean().default(false).describe('true: the alerts of Grafana Alerting are read'),
  every: Duration.default('15s').describe('how often its alerts and annotations are read'),
  annotations: Annotations.prefault({}).describe('what is written into its charts, and read from them'),
  dashboards: z.array(OwnDashboardConfig).max(10).optional().describe('dashboards that every service with a signal of this source leads to'),
  headers: Headers.optional().describe('sent with every request; values may hold secret references'),
  tls: TlsConfig.optional().describe('own authority or client certificate'),
  timeout: Duration.default('10s').describe('how long one request may take'),
});
export type GrafanaSourceConfig = z.infer<typeof GrafanaSourceConfig>;

const NEEDS_DATASOURCE = 'it needs `datasource`, the uid or name of the data source to ask';

export const grafanaTraits: SourceTraits<GrafanaSourceConfig> = {
  label: 'Grafana',
  url: ({ url }) => url,
  addresses: ({ url }) => [[['url'], url]],
  secrets: ({ token }) => [{ path: ['token'], text: token, sensitive: true }],
  durations: ({ every }) => [[['every'], every, 'every']],
  checks: { anyOf: ['query'], also: ['select'], kinds: null },
  lacks: ({ datasource }) => (datasource === undefined ? NEEDS_DATASOURCE : null),
  form: {
    lead: 'A Prometheus that is reached through Grafana only',
    address: { hint: 'As a browser shows it, with the path it is served below', placeholder: 'https://grafana.example' },
    auth: false,
    headers: true,
    tls: true,
    fields: [
      { key: 'token', kind: 'secret', label: 'Service account token', hint: 'Administration → Users and access → Service accounts. The role Viewer is enough to query.', placeholder: 'glsa_…', required: true },
      { key: 'datasource', kind: 'text', label: 'Data source', hint: 'Uid or name of a Prometheus there; the test of the connection lists them', placeholder: 'prometheus' },
      { key: 'alerts', kind: 'yesNo', label: 'Read its alerts', hint: 'Those of Grafana Alerting may open incidents' },
    ],
    queryLanguage: 'PromQL',
    proposes: true,
    after: 'Its annotations are changes with "annotations: { read: true }" in holdfast.yaml.',
  },
  evaluatesExpressions: true,
  keepsSamples: true,
};
