import { describe, expect, it } from 'vitest';
import { parseConfig } from './load.ts';

const load = (dnsWatch: string) => parseConfig(`version: 1\nworkspace: { name: Acme }\nservices: [{ id: checkout, name: Checkout }]\ndnsWatch:\n${dnsWatch}`, { file: 'holdfast.yaml' });
const issues = (dnsWatch: string) => load(dnsWatch).issues.map(({ line, message }) => `${line}: ${message}`);

describe('names whose DNS records are watched', () => {
  it('go by their name unless told, and are asked for once a minute', () => {
    expect(load('  - { name: API.acme.example., service: checkout, servers: ["192.0.2.53", "[2001:db8::53]:5353"] }').config?.dnsWatch).toEqual([
      { id: 'api.acme.example', name: 'API.acme.example', service: 'checkout', types: ['A', 'AAAA', 'CNAME'], servers: ['192.0.2.53', '[2001:db8::53]:5353'], everyMs: 60_000 },
    ]);
  });

  it('say what does not fit, and where', () => {
    expect(issues('  - { name: "api..example" }')).toEqual(['5: expected a name such as "api.acme.example", found "api..example"']);
    expect(issues('  - { name: api.example, service: checkuot }')[0]).toContain('expected the id of a service, found "checkuot"');
    expect(issues('  - { name: api.example, servers: [ns1.example] }')[0]).toContain('expected a name server’s address or address:port');
    expect(issues('  - { name: api.example, types: [A, A] }')).toEqual(['5: expected each type once, found "A" again']);
    expect(issues('  - { name: api.example }\n  - { name: API.example. }')).toEqual(['6: expected an id of its own, found "api.example", which stands on line 5 already']);
    expect(issues('  - { name: api.example, every: 2d }')[0]).toContain('expected a duration from 1s to 1d');
  });
});
