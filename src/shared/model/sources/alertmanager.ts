import { z } from 'zod';
import { Duration } from '../duration-text.ts';
import { SourceId } from '../ids.ts';
import { formatMatcher, MatcherText, withOperator } from '../label-matcher.ts';
import { AuthConfig, DisplayName, Headers, HttpUrl, TlsConfig } from './parts.ts';
import type { SourceTraits } from './traits.ts';

/** A dead man's switch: an alert that always fires, so that its absence says that nobody would hear of any other. */
const Watchdog = z.strictObject({
  matchers: z.array(MatcherText).min(1).max(10).default(['alertname="Watchdog"']).describe('what its labels are like'),
  within: Duration.default('5m').describe('it must arrive at least this often'),
  by: z.enum(['alerts', 'webhook']).default('alerts').describe('where it is looked for: among the alerts that are read, or among those that are sent to the webhook'),
});

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
  watchdog: Watchdog.optional().describe('an alert that always fires: while it does not arrive, the source is blind'),
});
export type AlertmanagerSourceConfig = z.infer<typeof AlertmanagerSourceConfig>;

/** What a label's value may be long here without having been cut. */
const WHOLE = 300;

/** Alertmanager's own list, with the alert alone in it, whatever keeps it silent. A label that was cut would match nothing. */
function alertPage(url: string, labels: Readonly<Record<string, string>>): string | null {
  const matchers = Object.entries(labels).flatMap(([name, value]) => (value.length > WHOLE ? [] : [formatMatcher(withOperator(name, '=', value))]));
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || matchers.length === 0) return null;
  const query = new URLSearchParams({ silenced: 'true', inhibited: 'true', muted: 'true', active: 'true', filter: `{${matchers.join(',')}}` });
  // Its own page reads a plus as a plus.
  return `${url.replace(/\/+$/, '')}/#/alerts?${query.toString().replaceAll('+', '%20')}`;
}

export const alertmanagerTraits: SourceTraits<AlertmanagerSourceConfig> = {
  label: 'Alertmanager',
  url: ({ url }) => url,
  alertPage,
  addresses: ({ url }) => [[['url'], url]],
  secrets: () => [],
  durations: ({ every, watchdog }) => [
    [['every'], every, 'every'],
    [['watchdog', 'within'], watchdog?.within, 'deadMan'],
  ],
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
    after: 'Its alerts are read from now on, and open incidents. Matchers that narrow them are written in holdfast.yaml, as "filter"; so is the alert that always fires, as "watchdog".',
  },
  evaluatesExpressions: false,
  keepsSamples: false,
};
