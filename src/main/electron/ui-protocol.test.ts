import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { IncidentId } from '../../shared/model/ids.ts';
import { readStaticFiles } from '../transport/static-files.ts';
import { safeView } from './safe-view.ts';
import { NO_STATUS, type StatusLine } from './status.ts';
import { createUiHandler } from './ui-protocol.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-ui-'));
mkdirSync(join(folder, 'ui', 'assets'), { recursive: true });
writeFileSync(join(folder, 'ui', 'desktop.html'), '<!doctype html><title>Holdfast</title>');
writeFileSync(join(folder, 'ui', 'assets', 'desktop-12345678.js'), 'ours');
writeFileSync(join(folder, 'secret.js'), 'not ours');
afterAll(() => rmSync(folder, { recursive: true }));

const hostile: StatusLine = { ...NO_STATUS, heard: true, at: '2026-03-01T14:02:11.000Z', kind: 'P0', text: '■ 1 P0', workspace: '<img src=x onerror=alert(1)>', services: [{ id: 's', name: '"><script>alert(1)</script>', kind: 'P0', inIncident: true }], incidents: [{ id: IncidentId.parse('INC-2026-0042'), severity: 'P0', title: '<script>alert(2)</script>', proposed: false, isDrill: true }] };
const handle = createUiHandler({ files: readStaticFiles(join(folder, 'ui'), 'desktop.html'), uiOrigin: 'app://ui', safeView: (nonce) => safeView(hostile, nonce) });
const get = (url: string): Response => handle({ method: 'GET', url });

describe('the scheme of the UI', () => {
  it.each(['app://ui/', 'app://ui/wall', 'app://ui/wall?display=2&kiosk=1', 'app://ui/service/checkout', 'app://ui/service/api.checkout-v1.2', 'app://ui/service/caf%C3%A9', 'app://ui/settings/seats'])('answers %s with the document and its policy', async (url) => {
    const answer = get(url);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<title>Holdfast</title>');
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self' 'nonce-");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });
  it('serves a built file as what it is, and lets it be kept', async () => {
    const answer = get('app://ui/assets/desktop-12345678.js');
    expect(await answer.text()).toBe('ours');
    expect(answer.headers.get('content-type')).toContain('text/javascript');
    expect(answer.headers.get('cache-control')).toContain('immutable');
  });
  it.each([
    'app://ui/../secret.js', 'app://ui/assets/../../secret.js', 'app://ui/..%2fsecret.js', 'app://ui/%2e%2e/secret.js', 'app://ui/assets/..\\..\\secret.js', 'app://ui/service/../secret.js', 'app://ui/service/..', 'app://ui/service/.hidden', 'app://ui//wall', 'app://ui/wall/', 'app://ui/wall%00', 'app://ui/assets',
    'app://ui.evil/wall', 'app://evil/wall', 'app://UI/wall', 'app://ui', 'app://ui@evil/wall', 'https://ui/wall', 'file:///etc/passwd', '',
  ])('has nothing at %s that is not ours', async (url) => {
    const answer = get(url);
    expect(await answer.text()).not.toContain('not ours');
    expect(answer.status === 404 || url === 'app://ui/assets').toBe(true);
  });
  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', (method) => expect(handle({ method, url: 'app://ui/wall' }).status).toBe(405));
});

describe('the safe view', () => {
  it('shows what is known as text, whatever that text is, and runs no script', async () => {
    const answer = get('app://ui/safe');
    const html = await answer.text();
    expect(html).toContain('As the engine says at 14:02:11 UTC');
    expect(html).toContain('■ P0: &quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toMatch(/<script|<img/);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).not.toContain('script-src');
    expect(policy).toMatch(/^default-src 'none'; style-src 'nonce-/);
    expect(html).toContain(/'nonce-([^']+)'/.exec(policy)?.[1]);
  });
  it('never lets what was known look current', () => {
    const gone = safeView({ ...hostile, heard: false }, 'n');
    expect(gone).toContain('The engine was last heard at 14:02:11 UTC.');
    expect(gone).toContain('⊘ blind, was P0: ');
    expect(gone).toContain('was open: P0 INC-2026-0042 DRILL');
    expect(safeView(NO_STATUS, 'n')).toContain('Nothing has been heard from the engine yet.');
  });
});
