import { expect, it } from 'vitest';
import { parseConfig } from '../../../config/load.ts';
import { placesOf } from './places.ts';

it('counts all that checks from this machine as one place, and everybody else as one each', () => {
  const { config } = parseConfig(
    `version: 1
workspace: { name: Acme }
services: [{ id: shop, name: Shop }]
sources:
  - { id: edge, type: probe }
  - { id: edge2, type: probe }
  - { id: blackbox, type: prometheus, url: http://192.0.2.1:9090 }
  - { id: dd, type: datadog, site: US1, apiKey: "\${env:K}", applicationKey: "\${env:A}" }
signals:
  - { id: here, service: shop, kind: availability, source: edge, http: { url: "https://shop.test/" } }
  - { id: here-too, service: shop, kind: availability, source: edge2, http: { url: "https://shop.test/" } }
  - { id: elsewhere, service: shop, kind: availability, source: blackbox, query: 'probe_success{instance="shop"}' }
  - { id: synthetic, service: shop, kind: latency, unit: s, source: dd, query: 'avg:synthetics.http.response.time{check_id:abc}' }
`,
    { file: 'holdfast.yaml' },
  );
  const placeOf = placesOf((config?.sources ?? []).map((source) => source.config));
  expect(config?.signals.map(({ config: { source } }) => placeOf(source))).toEqual(['this machine', 'this machine', 'blackbox', 'dd']);
});
