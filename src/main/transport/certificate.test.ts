import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCertificate, selfSigned } from './certificate.ts';
import { createFakeEngine } from './testing/fake-engine.ts';
import { startTestServer } from './testing/http-carrier.ts';

const NOW = new Date();
const days = (count: number): Date => new Date(NOW.getTime() + count * 86_400_000);
const HOSTS = ['10.1.2.3', 'noc-wall.test:7420', 'https://wall.example'];
const NAMED = ['10.1.2.3', 'noc-wall.test', 'wall.example', 'localhost', '127.0.0.1', '::1'];

function folder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-tls-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

describe('a certificate that Holdfast makes itself', () => {
  it('names every host, lives 397 days, and its key is for this user alone', async () => {
    using dir = folder();
    const made = await selfSigned({ folder: dir.path, hosts: HOSTS, now: NOW });
    const parsed = new X509Certificate(made.cert);
    expect(NAMED.map((host) => parsed.checkHost(host) ?? parsed.checkIP(host)).every((found) => found !== undefined)).toBe(true);
    expect((parsed.validToDate.getTime() - parsed.validFromDate.getTime()) / 86_400_000).toBe(397);
    expect(made.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(statSync(join(dir.path, 'holdfast-key.pem')).mode & 0o777).toBe(0o600);
  });

  it('stays the same at the next start, and is made anew for a new name or before it ends', async () => {
    using dir = folder();
    const first = await selfSigned({ folder: dir.path, hosts: HOSTS, now: NOW });
    expect((await selfSigned({ folder: dir.path, hosts: HOSTS, now: days(300) })).fingerprint).toBe(first.fingerprint);
    const named = await selfSigned({ folder: dir.path, hosts: [...HOSTS, 'other.test'], now: days(1) });
    expect(named.fingerprint).not.toBe(first.fingerprint);
    expect((await selfSigned({ folder: dir.path, hosts: HOSTS, now: days(380) })).fingerprint).not.toBe(named.fingerprint);
  });

  it('is made anew where a crash left a pair that does not fit', async () => {
    using dir = folder();
    using other = folder();
    await selfSigned({ folder: dir.path, hosts: HOSTS, now: NOW });
    const foreign = await selfSigned({ folder: other.path, hosts: HOSTS, now: NOW });
    writeFileSync(join(dir.path, 'holdfast-key.pem'), foreign.key);
    expect((await selfSigned({ folder: dir.path, hosts: HOSTS, now: NOW })).cert).toContain('BEGIN CERTIFICATE');
  });

  it('is what a browser gets, with a cookie that binds to the host', async () => {
    using dir = folder();
    const tls = await selfSigned({ folder: dir.path, hosts: HOSTS, now: NOW });
    const engine = createFakeEngine();
    engine.expectCode('ABCD-2345', 't'.repeat(43));
    const server = await startTestServer(engine, { tls });
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const request = httpsRequest(`https://127.0.0.1:${server.port}/pair`, { method: 'POST', ca: tls.cert, headers: { 'content-type': 'application/json' }, agent: false }, (response) => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode, cookie: response.headers['set-cookie'] }));
      });
      request.on('error', reject);
      request.end('{"code":"ABCD-2345"}');
    });
    expect(headers).toEqual({ status: 200, cookie: [`__Host-holdfast=${'t'.repeat(43)}; Max-Age=34560000; Path=/; HttpOnly; SameSite=Strict; Secure`] });
    await server.close();
  });
});

describe('a given certificate', () => {
  it.each([
    ['missing.pem', 'cannot be read (ENOENT)'],
    ['text.pem', 'is no certificate: expected PEM text'],
  ])('%s is refused in words', async (name, words) => {
    using dir = folder();
    writeFileSync(join(dir.path, 'text.pem'), 'hello');
    writeFileSync(join(dir.path, 'key.pem'), 'hello');
    await expect(readCertificate({ cert: join(dir.path, name), key: join(dir.path, 'key.pem') }, NOW)).rejects.toThrow(words);
  });

  it('whose key belongs to another, or that is over, is refused in words', async () => {
    using dir = folder();
    using other = folder();
    await selfSigned({ folder: dir.path, hosts: HOSTS, now: NOW });
    await selfSigned({ folder: other.path, hosts: HOSTS, now: NOW });
    const cert = join(dir.path, 'holdfast-cert.pem');
    await expect(readCertificate({ cert, key: join(other.path, 'holdfast-key.pem') }, NOW)).rejects.toThrow('does not belong to the certificate');
    await expect(readCertificate({ cert, key: join(dir.path, 'holdfast-key.pem') }, days(500))).rejects.toThrow('ended on');
  });
});
