import { z } from 'zod';
import { Duration } from '../duration-text.ts';
import { SourceId } from '../ids.ts';
import { MatcherText } from '../label-matcher.ts';
import { AuthConfig, DisplayName, Headers, HttpUrl, TlsConfig } from './parts.ts';
import type { SourceTraits } from './traits.ts';

export const AlertmanagerSourceConfig = z.strictObject({
  id: SourceId.describe('unique among sources'),
  type: z.literal('alertmanager'),
  name: DisplayName.optional().describe('shown instead of the id'),
  url: HttpUrl.describe('address of the Alertmanager, without /api/v2 and without credentials'),
  auth: AuthConfig.optional().describe('basic or bearer'),
  headers: Headers.optional().describe('sent with every request; values may hold secret references'),
  tls: TlsConfig.optional().describe('own authority or client certificate'),
  timeout: Duration.default('10s').describe('how long one request may take'),
  every: Duration.default('15s').describe('how often its alerts are read'),
  filter: z.array(MatcherText).max(20).default([]).describe('only alerts whose labels are like this are read'),
});
export type AlertmanagerSourceConfig = z.infer<typeof AlertmanagerSourceConfig>;

export const alertmanagerTraits: SourceTraits<AlertmanagerSourceConfig> = {
  label: 'Alertmanager',
  url: ({ url }) => url,
  addresses: ({ url }) => [[['url'], url]],
  secrets: () => [],
  durations: ({ every }) => [[['every'], every, 'every']],
  checks: null,
  form: {
    lead: 'Its alerts, with what is silenced or inhibited there',
    address: { hint: 'As a browser shows it, without /api/v2', placeholder: 'http://alertmanager.example:9093' },
    auth: true,
    headers: true,
    tls: true,
    fields: [],
    queryLanguage: null,
    proposes: false,
    after: 'Its alerts are read from now on, and open incidents. Matchers that narrow them are written in holdfast.yaml, as "filter".',
  },
  evaluatesExpressions: false,
  keepsSamples: false,
};
