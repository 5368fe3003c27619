import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowLists, displayUrl, refuseBind } from './addresses.ts';
import { isDocumentPath, judgeRequest, type GateRules } from './gate.ts';

const PORT = 7420;
const TOKEN = 't'.repeat(43);
const COOKIE = `holdfast-${PORT}=${TOKEN}`;
const served = { scheme: 'http', bindHost: '127.0.0.1', port: PORT, hosts: [], interfaces: ['10.1.2.3'] } as const;
const RULES: GateRules = { ...allowLists(served), tls: false, cookieName: `holdfast-${PORT}` };

const judge = (headers: Record<string, string>, { method = 'GET', target = '/api/v1/signals', rules = RULES } = {}) =>
  judgeRequest({ method, target, rawHeaders: Object.entries({ Host: `127.0.0.1:${PORT}`, ...headers }).flat() }, rules);
const statusOf = (judged: ReturnType<typeof judge>): number => (judged.ok ? 200 : judged.status);

describe('the name a request came to', () => {
  it.each([`127.0.0.1:${PORT}`, `localhost:${PORT}`, `LOCALHOST:${PORT}`, `[::1]:${PORT}`])('%s is ours', (Host) => expect(statusOf(judge({ Host }))).toBe(200));

  it.each(['evil.test', `evil.test:${PORT}`, '127.0.0.1', '127.0.0.1:80', `localhost.:${PORT}`, `localhost:${PORT}.`, `127.0.0.1:${PORT}@evil.test`, `127.1:${PORT}`, `0x7f000001:${PORT}`, `2130706433:${PORT}`, '', ' ', `10.1.2.3:${PORT}`, `127.0.0.1:${PORT},evil.test`])(
    '%j is not', (Host) => expect(statusOf(judge({ Host }))).toBe(421),
  );

  it('must come, and come once', () => {
    expect(judgeRequest({ method: 'GET', target: '/', rawHeaders: [] }, RULES)).toMatchObject({ status: 421 });
    expect(judgeRequest({ method: 'GET', target: '/', rawHeaders: ['Host', `127.0.0.1:${PORT}`, 'host', 'evil.test'] }, RULES)).toMatchObject({ status: 421 });
  });

  it('may be any that the configuration adds, exactly', () => {
    const rules = { ...RULES, ...allowLists({ ...served, hosts: ['noc-wall.test', 'wall.test:80', 'https://wall.example'] }) };
    for (const Host of [`noc-wall.test:${PORT}`, 'wall.test', 'wall.example']) expect([Host, statusOf(judge({ Host }, { rules }))]).toEqual([Host, 200]);
    for (const Host of ['noc-wall.test', `wall.example:${PORT}`, 'x.wall.example']) expect([Host, statusOf(judge({ Host }, { rules }))]).toEqual([Host, 421]);
    expect(rules.origins.has('https://wall.example')).toBe(true);
    expect(rules.origins.has('http://wall.example')).toBe(false);
  });
});

describe('the page a request came from', () => {
  it.each(['http://evil.test', 'null', `https://127.0.0.1:${PORT}`, 'http://127.0.0.1', 'http://127.0.0.1:3000', `http://127.0.0.1:${PORT}.evil.test`, `http://127.0.0.1:${PORT}/`, '', 'file://', `HTTP://127.0.0.1:${PORT}`])(
    '%j is refused, even with a token', (Origin) => {
      expect(statusOf(judge({ Origin }))).toBe(403);
      expect(statusOf(judge({ Origin, Authorization: `Bearer ${TOKEN}` }, { method: 'POST' }))).toBe(403);
    },
  );

  it('is told by the browser itself: another site is refused, a link to a page is not', () => {
    for (const site of ['cross-site', 'same-site', 'nonsense']) {
      expect(statusOf(judge({ Cookie: COOKIE, 'Sec-Fetch-Site': site }))).toBe(403);
      expect(statusOf(judge({ 'Sec-Fetch-Site': site }, { target: '/healthz' }))).toBe(403);
      const link = { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
      expect(statusOf(judge(link, { target: '/wall?display=1' }))).toBe(200);
      expect(statusOf(judge(link, { target: '/api/v1/config' }))).toBe(403);
      expect(statusOf(judge(link, { target: '/wall', method: 'POST' }))).toBe(403);
      expect(statusOf(judge({ ...link, 'Sec-Fetch-Dest': 'iframe' }, { target: '/wall' }))).toBe(403);
    }
  });

  it('must be ours for a change with a cookie', () => {
    const change = (headers: Record<string, string>) => statusOf(judge({ Cookie: COOKIE, ...headers }, { method: 'PUT' }));
    const Origin = `http://127.0.0.1:${PORT}`;
    expect(change({ Origin, 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
    expect([change({}), change({ Origin }), change({ 'Sec-Fetch-Site': 'same-origin' }), change({ Origin, 'Sec-Fetch-Site': 'none' })]).toEqual([403, 403, 403, 403]);
  });

  it('need not say more than its origin on an address that browsers do not trust', () => {
    const rules = { ...RULES, ...allowLists({ ...served, bindHost: '10.1.2.3' }) };
    const change = (headers: Record<string, string>) => statusOf(judge({ Host: `10.1.2.3:${PORT}`, Cookie: COOKIE, ...headers }, { method: 'PUT', rules }));
    expect([change({ Origin: `http://10.1.2.3:${PORT}` }), change({}), change({ Origin: `http://10.1.2.3:${PORT}`, 'Sec-Fetch-Site': 'cross-site' })]).toEqual([200, 403, 403]);
  });
});

describe('the path', () => {
  it.each(['//api/v1/signals', '/api//v1/signals', '/api/v1/signals/', '/api/v1/../v1/signals', '/api/v1/./signals', '/api/v1/signals;x=1', '/api/v1/signals%2f..', '/%61pi/v1/signals', '/api\\v1\\signals', '/api/v1/signals.', '/api/v1/signals/a..b', '/.vite/manifest.json', 'http://127.0.0.1/api/v1/signals', 'api/v1/signals', '*', '', '/api/v1/signals#x', '/api/v1/sign\u0061ls\u0000', '/ａpi', `/${'a'.repeat(9_000)}`])(
    '%j is no path of ours', (target) => expect(statusOf(judge({}, { target }))).toBe(400),
  );

  it('that passes is the same for every reader (5,000 spellings)', () => {
    const part = fc.constantFrom('api', 'v1', 'signals', '.', '..', '%2e', '%2f', ';', '', '\\', 'API', 'a.b', 'a.', '~', '%', '+', ' ', '//', '\u0000', 'é');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const target = `/${parts.join('/')}`;
        const judged = judge({}, { target });
        if (judged.ok) expect([new URL(`http://h${target}`).pathname, decodeURIComponent(target)]).toEqual([judged.path, judged.path]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('of a page is one without a dot and outside what is reserved, in any case', () => {
    expect(['/', '/wall', '/services/checkout'].map(isDocumentPath)).toEqual([true, true, true]);
    expect(['/api', '/API/v1/signals', '/healthz', '/metrics', '/pair', '/assets/a.js'].map(isDocumentPath)).toEqual([false, false, false, false, false, false]);
  });
});

describe('who asks', () => {
  const credential = (headers: Record<string, string>) => {
    const judged = judge(headers);
    return judged.ok ? judged.credential : judged;
  };

  it('is known by one cookie of ours or one token', () => {
    expect(credential({ Cookie: `a=b; ${COOKIE}` })).toEqual({ kind: 'session', token: TOKEN });
    expect(credential({ Authorization: 'bearer abc' })).toEqual({ kind: 'bearer', token: 'abc' });
    expect(credential({ Authorization: 'Bearer abc', Cookie: COOKIE })).toEqual({ kind: 'bearer', token: 'abc' });
  });

  it.each([{}, { Authorization: 'Basic abc', Cookie: COOKIE }, { Authorization: 'Bearer ' }, { Cookie: `${COOKIE}; ${COOKIE}` }, { Cookie: `holdfast-9999=${TOKEN}` }, { Cookie: `x${COOKIE}` }, { Cookie: `holdfast-${PORT}=short` }, { Cookie: `HOLDFAST-${PORT}=${TOKEN}` }] as Record<string, string>[])(
    'is nobody with %j', (headers) => expect(credential(headers)).toEqual({ kind: 'anonymous' }),
  );

  it('is refused when it says two things at once', () => {
    const rawHeaders = ['Host', `127.0.0.1:${PORT}`, 'Authorization', 'Bearer a', 'authorization', 'Bearer b'];
    expect(judgeRequest({ method: 'GET', target: '/', rawHeaders }, RULES)).toMatchObject({ status: 400 });
  });
});

describe('where the server may be opened', () => {
  it('is this machine, unless it is encrypted or the person takes the risk', () => {
    for (const host of ['127.0.0.1', 'localhost', '::1', '127.8.8.8']) expect(refuseBind({ host, tls: false, insecureLan: false })).toBeNull();
    for (const host of ['0.0.0.0', '10.1.2.3', '::', 'localhost.evil.test', '127.0.0.1.evil.test']) expect(refuseBind({ host, tls: false, insecureLan: false })).toContain('--insecure-lan');
    expect(refuseBind({ host: '0.0.0.0', tls: true, insecureLan: false })).toBeNull();
    expect(refuseBind({ host: '0.0.0.0', tls: false, insecureLan: true })).toBeNull();
  });

  it('is said as an address that works', () => {
    expect(displayUrl(served)).toBe('http://127.0.0.1:7420/');
    expect(displayUrl({ ...served, bindHost: '0.0.0.0', scheme: 'https' })).toBe('https://10.1.2.3:7420/');
    expect(displayUrl({ ...served, bindHost: '0.0.0.0', scheme: 'https', hosts: ['noc.test'] })).toBe('https://noc.test:7420/');
    expect(displayUrl({ ...served, bindHost: '::1' })).toBe('http://[::1]:7420/');
  });
});
