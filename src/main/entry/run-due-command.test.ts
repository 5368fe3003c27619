import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMs } from '../../shared/model/units.ts';
import type { Clock } from '../engine/ports.ts';
import { realClock } from '../engine/testing/real-clock.ts';
import { acquireLock } from '../store/lock.ts';
import { temporaryFolder } from '../store/testing/fixtures.ts';
import { runDueCommand } from './run-due-command.ts';

let server: http.Server;
/** How the primary answers; the search beside it always does. */
let primary: number | 'never';
let asked: string[];
let triggers: unknown;
let laterMs: number;
/** The machine's clock, with the time that passed between two calls. */
const clock: Clock = { ...realClock, nowMs: () => epochMs(realClock.nowMs() + laterMs) };

beforeEach(async () => {
  primary = 200;
  asked = [];
  laterMs = 0;
  server = http.createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? ''}`);
    if (request.url?.startsWith('/api/') === true) response.setHeader('content-type', 'application/json').end(JSON.stringify(triggers));
    else if (request.url !== '/shop') response.end('ok');
    else if (primary === 'never') response.destroy();
    else response.writeHead(primary).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => void server.close(resolve));
});
const port = () => (server.address() as AddressInfo).port;

const workspace = (folder: ReturnType<typeof temporaryFolder>, more = 'triggers: [{ id: down, plan: over, on: primaryFails, every: 5m, signals: [shop-up] }]') => {
  writeFileSync(
    folder.file('holdfast.yaml'),
    `version: 1
workspace: { name: Acme }
services: [{ id: shop, name: Shop, tier: 1 }, { id: search, name: Search }]
sources: [{ id: edge, type: probe, timeout: 2s }]
signals:
  - { id: shop-up, service: shop, kind: availability, source: edge, every: 5s, http: { url: "http://127.0.0.1:${port()}/shop" } }
  - { id: search-up, service: search, kind: availability, source: edge, every: 5s, http: { url: "http://127.0.0.1:${port()}/search" } }
plans: [{ id: over, name: Over, kind: failover, services: [shop], steps: [{ id: w, kind: wait, for: 1s }] }]
${more}
`,
  );
  const run = async (env: Readonly<Record<string, string>> = {}) => {
    const { exitCode, output } = await runDueCommand({ folder: folder.path, configFile: folder.file('holdfast.yaml'), json: true, env, clock });
    return { exitCode, ...(JSON.parse(output) as { ok: boolean; message?: string; engine?: string | null; checks?: readonly { due: boolean; failed: number; met: boolean; verdict: string; says: string }[] }) };
  };
  /** As a scheduler would, five minutes later. */
  const later = async (ms = 300_000) => {
    laterMs += ms;
    return run();
  };
  return { run, later };
};

describe('holdfast run-due', () => {
  it('counts failed checks from call to call, suggests on the third, and is well again after one that passes', async () => {
    using folder = temporaryFolder();
    const { run, later } = workspace(folder);
    expect(await run()).toMatchObject({ exitCode: 0, ok: true, engine: null, checks: [{ due: true, verdict: 'pass', failed: 0, says: 'The primary answers.' }] });
    primary = 503;
    expect(await later()).toMatchObject({ exitCode: 0, checks: [{ failed: 1, met: false }] });
    primary = 'never';
    expect(await later()).toMatchObject({ exitCode: 0, checks: [{ failed: 2 }] });
    expect(await later()).toMatchObject({ exitCode: 1, ok: false, checks: [{ failed: 3, met: true, says: 'The primary is down: shop-up.' }] });
    const { output } = await runDueCommand({ folder: folder.path, configFile: folder.file('holdfast.yaml'), json: false, env: {}, clock });
    expect(output).toBe('down: FAILED  3 checks in a row (3 are enough): plan over is suggested. Checked a moment ago.\n');
    primary = 200;
    expect(await later()).toMatchObject({ exitCode: 0, checks: [{ failed: 0 }] });
  });

  it('asks nobody while nothing is due, and begins anew where it was not called for long, the clock was set back, or the trigger is another one', async () => {
    using folder = temporaryFolder();
    const { run, later } = workspace(folder);
    primary = 503;
    await run();
    const before = asked.length;
    expect(await later(60_000)).toMatchObject({ checks: [{ due: false, failed: 1 }] });
    expect(asked).toHaveLength(before);
    expect(await later(240_000)).toMatchObject({ checks: [{ due: true, failed: 2 }] });
    expect(await later(3_600_000), 'a gap').toMatchObject({ exitCode: 0, checks: [{ failed: 1 }] });
    expect(await later(-7_200_000), 'a clock that was set back').toMatchObject({ checks: [{ failed: 1 }] });
    workspace(folder, 'triggers: [{ id: down, plan: over, on: primaryFails, every: 10m, signals: [shop-up] }]');
    expect(await later(0)).toMatchObject({ checks: [{ failed: 1 }] });
  });

  it('is not well where nothing can be seen: everything looks dead, or the file of counts is broken', async () => {
    using folder = temporaryFolder();
    const { run, later } = workspace(folder, 'triggers: [{ id: down, plan: over, on: primaryFails, every: 5m, signals: [shop-up, search-up] }]');
    await run();
    server.closeAllConnections();
    const at = port();
    await new Promise((resolve) => void server.close(resolve));
    for (let n = 0; n < 4; n += 1) expect(await later()).toMatchObject({ exitCode: 3, ok: false, checks: [{ verdict: 'unknown', met: false, says: 'Everything that is watched looks dead: it may be us, and nothing is done.' }] });
    await new Promise<void>((resolve) => void server.listen(at, '127.0.0.1', resolve));
    writeFileSync(folder.file('run-due.json'), '{"version":1,"triggers":{"down":{"config":"x","checkedAt":"yesterday"}}}');
    expect(await later()).toMatchObject({ exitCode: 0, checks: [{ verdict: 'pass' }] });
    expect(readFileSync(folder.file('run-due.json'), 'utf8')).toContain('"down"');
  });

  it('says what is wrong with the configuration, or that there is nothing to check', async () => {
    using folder = temporaryFolder();
    expect(await workspace(folder, '').run()).toMatchObject({ exitCode: 3, message: 'There is no health check: holdfast.yaml has no trigger of kind healthCheck or primaryFails.' });
    expect((await workspace(folder, 'triggers: [{ id: down, plan: ovre, on: primaryFails, signals: [shop-up] }]').run()).message).toContain('is not valid: line 9: expected the id of a plan, found "ovre"; did you mean `over`?');
    using empty = temporaryFolder();
    expect(await runDueCommand({ folder: empty.path, configFile: empty.file('holdfast.yaml'), json: false, env: {}, clock })).toMatchObject({ exitCode: 3, output: expect.stringContaining('there is no configuration') as string });
  });

  it('asks a Holdfast that runs, with a token, and does no check of its own', async () => {
    using folder = temporaryFolder();
    const { run } = workspace(folder);
    const locked = acquireLock(folder.path, 4711);
    if (!locked.held) throw new Error('the lock is taken');
    try {
      // Another process would hold it: the same one may take it again, so it is asked for by what it says.
      locked.lock.announce(`http://127.0.0.1:${port()}/`);
      const one = { id: 'down', plan: 'over', on: 'primaryFails', configured: 'suggest', mode: 'suggest', because: [], state: 'met', failed: 3, needed: 3, checkedAt: '2026-03-02T10:00:00.000Z', says: 'The primary is down: shop-up.', countdown: null, suggests: null };
      triggers = { items: [one], next: null };
      expect(await run()).toMatchObject({ exitCode: 3, message: `Holdfast runs at http://127.0.0.1:${port()}/: set HOLDFAST_TOKEN, so that it can be asked what its checks say.` });
      expect(await run({ HOLDFAST_TOKEN: 'x'.repeat(40) })).toMatchObject({ exitCode: 1, engine: `http://127.0.0.1:${port()}/`, checks: [{ failed: 3, met: true }] });
      triggers = { items: [{ ...one, state: 'blind', failed: 0 }], next: null };
      expect(await run({ HOLDFAST_TOKEN: 'x'.repeat(40) })).toMatchObject({ exitCode: 3, checks: [{ verdict: 'unknown' }] });
      triggers = { hello: true };
      expect(await run({ HOLDFAST_TOKEN: 'x'.repeat(40) })).toMatchObject({ exitCode: 3, message: expect.stringContaining('something else than its triggers') as string });
      expect(asked.every((each) => each.startsWith('/api/v1/triggers?limit=500 Bearer '))).toBe(true);
    } finally {
      locked.lock.release();
    }
  });
});
