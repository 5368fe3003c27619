import { z } from 'zod';
import { Duration } from '../duration-text.ts';
import { SourceId } from '../ids.ts';
import { DisplayName, HttpUrl, Secret, TlsConfig } from './parts.ts';
import type { SourceTraits } from './traits.ts';

/** A Datadog of its own: keys of one are not known at another. */
export interface DatadogSite {
  readonly id: string;
  /** As Datadog names it. */
  readonly domain: string;
  readonly api: string;
  /** What a browser opens. */
  readonly app: string;
}

const site = <I extends string>(id: I, domain: string, app: string) => ({ id, domain, api: `https://api.${domain}`, app: `https://${app}` });

/** https://docs.datadoghq.com/getting_started/site/ */
export const DATADOG_SITES = [
  site('US1', 'datadoghq.com', 'app.datadoghq.com'),
  site('US3', 'us3.datadoghq.com', 'us3.datadoghq.com'),
  site('US5', 'us5.datadoghq.com', 'us5.datadoghq.com'),
  site('EU1', 'datadoghq.eu', 'app.datadoghq.eu'),
  site('AP1', 'ap1.datadoghq.com', 'ap1.datadoghq.com'),
  site('AP2', 'ap2.datadoghq.com', 'ap2.datadoghq.com'),
  site('UK1', 'uk1.datadoghq.com', 'uk1.datadoghq.com'),
  site('US1-FED', 'ddog-gov.com', 'app.ddog-gov.com'),
] as const satisfies readonly DatadogSite[];

const SITE_IDS = ['US1', 'US3', 'US5', 'EU1', 'AP1', 'AP2', 'UK1', 'US1-FED', 'custom'] as const satisfies readonly ((typeof DATADOG_SITES)[number]['id'] | 'custom')[];

export const DatadogSourceConfig = z
  .strictObject({
    id: SourceId.describe('unique among sources; signals name it'),
    type: z.literal('datadog'),
    name: DisplayName.optional().describe('shown instead of the id'),
    site: z.enum(SITE_IDS).describe('which Datadog, as it is named at Datadog; custom for an address of its own'),
    url: HttpUrl.optional().describe('address of the API, for the site custom'),
    apiKey: Secret.describe('API key, usually ${env:NAME}, ${file:path} or ${secret:name}'),
    applicationKey: Secret.describe('application key, usually ${env:NAME}, ${file:path} or ${secret:name}; it needs the scope timeseries_query, and monitors_read and monitors_downtime for alerts'),
    alerts: z.boolean().default(false).describe('true: its monitors are read, and what of them is not well is an alert here'),
    every: Duration.default('1m').describe('how often its monitors are read'),
    monitorTags: z.array(z.string().regex(/^[^,\s][^,]{0,199}$/, 'expected a tag without commas, such as team:payments')).min(1).max(20).optional().describe('only monitors that carry all of these tags are read'),
    tls: TlsConfig.optional().describe('own authority or client certificate, for the site custom'),
    timeout: Duration.default('10s').describe('how long one request may take'),
  })
  .refine(({ site: chosen, url }) => (chosen === 'custom') === (url !== undefined), { path: ['url'], error: 'expected an address with the site custom, and none with any other' });
export type DatadogSourceConfig = z.infer<typeof DatadogSourceConfig>;

/** Names that a formula calls its queries by. */
export const DatadogQueries = z
  .record(z.string().regex(/^[a-z][a-z0-9_]{0,30}$/, 'expected a name of small letters, digits and "_" that begins with a letter'), z.string().min(1).max(20_000))
  .refine((queries) => Object.keys(queries).length >= 1 && Object.keys(queries).length <= 10, 'expected 1 to 10 queries');

/** Where the API of a source is; of a site that is known, where its pages are too. */
export function datadogAddress({ site: chosen, url }: Pick<DatadogSourceConfig, 'site' | 'url'>): { readonly api: string; readonly app: string | null; readonly name: string } {
  const known = DATADOG_SITES.find(({ id }) => id === chosen);
  if (known !== undefined) return { api: known.api, app: known.app, name: `${known.id} (${known.domain})` };
  const api = url ?? '';
  return { api, app: null, name: URL.parse(api)?.host ?? 'this address' };
}

export const datadogTraits: SourceTraits<DatadogSourceConfig> = {
  label: 'Datadog',
  url: (source) => datadogAddress(source).api,
  addresses: ({ url }) => [[['url'], url]],
  secrets: ({ apiKey, applicationKey }) => [
    { path: ['apiKey'], text: apiKey, sensitive: true },
    { path: ['applicationKey'], text: applicationKey, sensitive: true },
  ],
  durations: ({ every }) => [[['every'], every, 'every']],
  checks: { anyOf: ['query', 'queries'], also: ['formula', 'select'], kinds: null },
  form: {
    lead: 'Metrics of Datadog',
    address: null,
    auth: false,
    headers: false,
    tls: false,
    fields: [
      { key: 'site', kind: 'choice', label: 'Site', hint: 'As the address of your Datadog says', required: true, options: [...DATADOG_SITES.map(({ id, domain }) => ({ value: id, label: `${id}: ${domain}` })), { value: 'custom', label: 'another address' }] },
      { key: 'url', kind: 'text', label: 'Address of the API', hint: 'Only for another address', placeholder: 'https://datadog-proxy.example' },
      { key: 'apiKey', kind: 'secret', label: 'API key', required: true },
      { key: 'applicationKey', kind: 'secret', label: 'Application key', hint: 'With the scope timeseries_query, and for alerts monitors_read and monitors_downtime', required: true },
      { key: 'alerts', kind: 'yesNo', label: 'Read its monitors', hint: 'What of them is not well is an alert here, and may open an incident' },
    ],
    queryLanguage: 'Datadog query',
    proposes: false,
    after: 'Write signals as Datadog does, such as p95:trace.http.request{service:checkout}, or as a formula over several queries.',
  },
  evaluatesExpressions: false,
  keepsSamples: true,
};
