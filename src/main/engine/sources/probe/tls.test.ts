import https from 'node:https';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { HttpProbeConfig } from '../../../../shared/model/sources/probe.ts';
import { probe, readingIn, verdict } from './testing/probing.ts';
import { selfSigned, TestAuthority } from './testing/certificates.ts';
import { Servers } from './testing/servers.ts';

const servers = new Servers();
let authority: TestAuthority;
beforeAll(async () => {
  authority = await TestAuthority.create();
});
afterEach(() => servers.close());

const ok: Parameters<Servers['https']>[0] = (_request, response) => void response.end('ok');
/** A probe of the URL that trusts the test's authority. */
const trusting = (url: string, rest: Partial<HttpProbeConfig> = {}): { http: HttpProbeConfig } => ({ http: { url, method: 'GET', tls: { ca: authority.pem, ...rest.tls }, ...withoutTls(rest) } });
const withoutTls = ({ tls: _tls, ...rest }: Partial<HttpProbeConfig>): Partial<HttpProbeConfig> => rest;
const days = (count: number): number => Date.now() + count * 86_400_000;

describe('an HTTPS check', () => {
  it('reads up, measures the handshake and knows when the certificate expires', async () => {
    const url = await servers.https(ok, await authority.issue({ toDays: 40 }));
    const { outcome, inspection } = await probe(trusting(url));
    expect(readingIn(outcome).value).toBe(1);
    expect(inspection).toMatchObject({ status: 200, dnsMs: null, failure: null, proven: true });
    for (const span of [inspection?.connectMs, inspection?.tlsMs, inspection?.firstByteMs]) expect(span).toBeGreaterThan(0);
    expect(Math.abs((inspection?.certificateExpiresAt ?? 0) - days(40))).toBeLessThan(60_000);
  });

  it('makes a full handshake every time', async () => {
    const reused: boolean[] = [];
    const url = await servers.https((request, response) => {
      reused.push((request.socket as import('node:tls').TLSSocket).isSessionReused());
      response.end();
    }, await authority.issue());
    await probe(trusting(url));
    await probe(trusting(url));
    expect(reused).toEqual([false, false]);
  });

  it('asks for the configured server name and checks the certificate against it', async () => {
    let asked: string | undefined;
    const certificate = await authority.issue({ name: 'api.acme.test', names: [{ type: 'dns', value: 'api.acme.test' }] });
    const url = await servers.https(ok, { ...certificate, SNICallback: (name, done) => ((asked = name), done(null)) });
    expect(await verdict(trusting(url, { tls: { ca: authority.pem, serverName: 'api.acme.test' } }))).toBe('up');
    expect(asked).toBe('api.acme.test');
  });

  it('fails when the certificate lasts for too few days, and says how many', async () => {
    const url = await servers.https(ok, await authority.issue({ toDays: 6.5 }));
    expect(await verdict(trusting(url, { expect: { certificateDays: 14 } }))).toBe('certificate expires in 6 days (expected at least 14)');
    expect(await verdict(trusting(url, { expect: { certificateDays: 6 } }))).toBe('up');
    const plain = await servers.http(ok);
    expect(await verdict({ http: { url: plain, method: 'GET', expect: { certificateDays: 1 } } })).toBe('there is no certificate (the address is http://)');
  });

  it('offers the days that are left as a signal of its own', async () => {
    const url = await servers.https(ok, await authority.issue({ toDays: 12.25 }));
    const { outcome } = await probe({ kind: 'custom', ...trusting(url) });
    expect(readingIn(outcome).value).toBeCloseTo(12.25, 2);
  });

  it('shows a client certificate where one is configured, and says so where one is missing', async () => {
    const client = await authority.issue({ name: 'holdfast', names: [{ type: 'dns', value: 'holdfast.acme.test' }] });
    const url = await servers.https(ok, { ...(await authority.issue()), ca: authority.pem, requestCert: true, rejectUnauthorized: true });
    expect(await verdict(trusting(url, { tls: { ca: authority.pem, ...client } }))).toBe('up');
    expect(await verdict(trusting(url))).toBe('the TLS handshake was refused (the server may want a client certificate)');
  });

  it('is unknown when the configured TLS texts are no PEM, and never repeats them', async () => {
    const url = await servers.https(ok, await authority.issue());
    for (const texts of [{ cert: 'hush', key: 'hush' }, { ca: 'hush' }]) {
      const { outcome } = await probe(trusting(url, { tls: texts }));
      expect(outcome).toMatchObject({ ok: false, kind: 'source', message: expect.stringContaining('expected "ca", "cert" and "key" in PEM form') });
      expect(JSON.stringify(outcome)).not.toContain('hush');
    }
  });
});

describe('a certificate that is not in order', () => {
  async function words(options: https.ServerOptions, config = trusting): Promise<{ said: string; requests: number }> {
    let requests = 0;
    const url = await servers.https((_request, response) => {
      requests++;
      response.end();
    }, options);
    return { said: await verdict(config(url, { headers: { Authorization: 'Bearer hush' } })), requests };
  }

  it('because it has expired: the day is said, and nothing is sent', async () => {
    const expired = await authority.issue({ fromDays: -30, toDays: -3 });
    expect(await words(expired)).toEqual({ said: `certificate expired on ${new Date(days(-3)).toISOString().slice(0, 10)}`, requests: 0 });
  });

  it('because it is not valid yet', async () => {
    const early = await authority.issue({ fromDays: 3, toDays: 30 });
    expect(await words(early)).toEqual({ said: `certificate is not valid before ${new Date(days(3)).toISOString().slice(0, 10)}`, requests: 0 });
  });

  it('because it is for another host: both are said', async () => {
    const other = await authority.issue({ name: 'shop.acme.test', names: [{ type: 'dns', value: 'shop.acme.test' }] });
    expect(await words(other)).toEqual({ said: 'certificate is for shop.acme.test, not for 127.0.0.1', requests: 0 });
  });

  it('because it is self-signed', async () => {
    expect(await words(await selfSigned())).toEqual({ said: 'certificate is self-signed', requests: 0 });
  });

  it('because nobody here trusts its authority', async () => {
    const distrusting = (url: string, rest: Partial<HttpProbeConfig> = {}): { http: HttpProbeConfig } => ({ http: { url, method: 'GET', ...rest } });
    expect(await words(await authority.issue(), distrusting)).toEqual({ said: 'certificate is from an authority that is not trusted here, or its chain is not complete', requests: 0 });
  });

  it('still tells when it expires, for the one who looks', async () => {
    const url = await servers.https(ok, await selfSigned());
    const { inspection } = await probe(trusting(url));
    expect(inspection?.certificateExpiresAt).not.toBeNull();
    expect(inspection).toMatchObject({ status: null, proven: false });
  });

  it('or none at all: the port does not speak TLS', async () => {
    const url = await servers.http(ok);
    const said = await verdict(trusting(url.replace('http:', 'https:')));
    expect(said).toBe(`${url.replace('http://', '')} does not speak TLS`);
  });
});
