import { describe, expect, it } from 'vitest';
import { removeSource } from './edit.ts';
import { parseConfig } from './load.ts';

const config = (dashboards: string, general = ''): string => `version: 1
workspace: { name: Acme }
sources:
  - { id: graf, type: grafana, url: "https://acme.test/grafana/", token: "\${env:T}", datasource: prom${general} }
  - { id: other, type: prometheus, url: http://127.0.0.1:9091 }
services:
  - id: shop
    name: Shop
    dashboards: ${dashboards}
  - { id: login, name: Login }
signals:
  - { id: errors, service: login, kind: errorRate, source: graf, query: a }
  - { id: up, service: shop, kind: availability, source: other, query: b }
`;
const parse = (text: string) => parseConfig(text, { file: 'holdfast.yaml' });
const told = (text: string) => parse(text).issues.map(({ path, message }) => `${path}: ${message}`);
const dashboards = (text: string) => parse(text).config?.services.map((service) => service.dashboards ?? []);

describe('dashboards of a service', () => {
  it('are those of a Grafana by uid, with variables and a panel, and those at an address with what it has already', () => {
    expect(dashboards(config('[{ source: graf, uid: api-1_x, name: API, panel: 4, variables: { service: "{service}", env: [prod, "a b&c"] } }, { url: "https://boards.test/d/x/y?orgId=2&var-env=old&from=now-5m", variables: { env: prod } }]'))?.[0]).toEqual([
      { name: 'API', url: 'https://acme.test/grafana/d/api-1_x?var-service=shop&var-env=prod&var-env=a+b%26c&viewPanel=4' },
      { name: 'Dashboard', url: 'https://boards.test/d/x/y?orgId=2&from=now-5m&var-env=prod' },
    ]);
  });

  it('are also those of the source that one of its signals is asked of, each once', () => {
    const general = ', dashboards: [{ uid: all, name: All services, variables: { service: "{service}" } }]';
    expect(dashboards(config('[]', general))).toEqual([[], [{ name: 'All services', url: 'https://acme.test/grafana/d/all?var-service=login' }]]);
  });

  it.each([
    ['a source that is not there', '[{ source: grfa, uid: x }]', ['services[0].dashboards[0].source: expected the id of a source, found "grfa"; did you mean `graf`?']],
    ['a source that has none', '[{ source: other, uid: x }]', ['services[0].dashboards[0].source: expected the id of a grafana source, found "other", which is a prometheus']],
    ['a uid alone', '[{ uid: x }]', ['services[0].dashboards[0]: expected "source" and "uid", or "url" alone, found the key `uid`']],
    ['both', '[{ source: graf, uid: x, url: "https://a.test/d/x" }]', ['services[0].dashboards[0]: expected "source" and "uid", or "url" alone, found the keys `source`, `uid` and `url`']],
    ['an address that runs a script', '[{ url: "javascript:alert(1)" }]', ['services[0].dashboards[0].url: expected an http:// or https:// address, found "javascript:alert(1)"']],
    ['an address with credentials', '[{ url: "https://me:pw@a.test/d/x" }]', ['services[0].dashboards[0].url: expected an address without user name and password; put them under `auth` or `headers`']],
    ['a path instead of a uid', '[{ source: graf, uid: "../admin" }]', ['services[0].dashboards[0].uid: expected a uid, the part after /d/ in the address of a dashboard, found "../admin"']],
  ])('of %s is said as such', (_what, text, messages) => {
    expect(told(config(text))).toEqual(messages);
  });

  it('go with their source, and the others stay', () => {
    const { text } = removeSource(config('[{ source: graf, uid: x }, { url: "https://a.test/d/x" }]'), 'graf');
    expect(dashboards(text)).toEqual([[{ name: 'Dashboard', url: 'https://a.test/d/x' }], []]);
    expect(removeSource(config('[{ source: graf, uid: x }]'), 'graf').text).not.toContain('dashboards');
  });
});
