import { describe, expect, it } from 'vitest';
import { coversGroup } from './downtime.ts';
import { inScope } from './scope.ts';

const WEB = ['env:prod', 'service:web-store', 'host:web-1'];

describe('the group scope of a downtime', () => {
  it.each<[string, boolean | null]>([
    ['*', true],
    ['env:prod', true],
    ['ENV:Prod', true],
    ['env:staging', false],
    ['env:prod,service:web-store', true],
    ['env:prod,service:login', false],
    ['env:prod service:web-store', true],
    ['env:prod AND service:web-store', true],
    ['env:staging OR service:web-store', true],
    ['env:(staging OR prod) AND service:web-store', true],
    ['env:(staging or prod) and service:login', false],
    ['NOT service:login', true],
    ['env:prod AND NOT (service:login OR service:web-store)', false],
    ['env:prod -service:login', true],
    ['!service:web-store', false],
    ['host:web-*', true],
    ['host:db-*', false],
    ['host:*', true],
    ['service:"web-store"', true],
    // What cannot be understood is not guessed.
    ['', null],
    ['env:prod AND', null],
    ['env:prod OR', null],
    ['(env:prod', null],
    ['env:prod)', null],
    ['env:(prod', null],
    ['service:"web', null],
    [`${'('.repeat(30)}env:prod${')'.repeat(30)}`, null],
    ['x'.repeat(5_000), null],
  ])('%s', (scope, expected) => expect(inScope(scope, WEB)).toBe(expected));

  it('does not matter to a monitor without groups, and of one with groups covers those that lie in it', () => {
    const one = { isOneOfMany: false, tags: [], query: 'avg(last_5m):avg:a{*} > 1' };
    const host = (query: string) => ({ isOneOfMany: true, tags: ['host:web-1'], query });
    expect(coversGroup({ scope: 'service:web-store' }, one)).toBe(true);
    expect(coversGroup({ scope: 'service:web-store' }, host('avg(last_5m):avg:a{*} by {host} > 1'))).toBe(false);
    // All of its data belong to that service, so all of its groups do.
    expect(coversGroup({ scope: 'service:web-store' }, host('avg(last_5m):avg:a{service:web-store,env:prod} by {host} > 1'))).toBe(true);
    expect(coversGroup({ scope: 'service:web-store' }, host('avg(last_5m):avg:a{service:web-store} by {host} / avg:b{*} by {host} > 1'))).toBe(false);
    expect(coversGroup({ scope: 'service:web-store' }, host('avg(last_5m):avg:a{!service:web-store} by {host} > 1'))).toBe(false);
    expect(coversGroup({ scope: 'service:web-store' }, host('avg(last_5m):avg:a{service:web-store OR service:login} by {host} > 1'))).toBe(false);
    expect(coversGroup({ scope: '(((' }, host('avg(last_5m):avg:a{*} by {host} > 1'))).toBe(false);
  });
});
