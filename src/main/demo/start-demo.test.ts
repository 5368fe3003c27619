import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/load.ts';
import { waitUntil } from '../engine/sources/testing/processes.ts';
import { findOnPath } from './find-on-path.ts';
import { listenOnLoopback } from './loopback-port.ts';
import { type Demo, startDemo } from './start-demo.ts';
import { HAS_PROC, isLoopbackEnd, processesWith, socketsOf } from './testing/processes.ts';

const PATH = process.env['PATH'] ?? '';
const HAS_PROMETHEUS = (await findOnPath('prometheus', PATH)) !== null;
const workerUrl = new URL('demo-worker.ts', import.meta.url);

let dataDir: string;
const open: Demo[] = [];
beforeEach(async () => (dataDir = await mkdtemp(path.join(os.tmpdir(), 'holdfast-demo-'))));
afterEach(async () => {
  for (const demo of open.splice(0)) await demo.close();
  await rm(dataDir, { recursive: true, force: true });
});
const start = async (searchPath = PATH): Promise<Demo> => {
  const demo = await startDemo({ workerUrl, dataDir, searchPath, timeZone: 'UTC' });
  open.push(demo);
  return demo;
};
const apiUrl = (configText: string): string => /url: (http:\/\/127\.0\.0\.1:\d+)\/health/.exec(configText)?.[1] ?? 'no API in the configuration';
const pidsOfPrometheus = async (): Promise<number[]> => {
  const pids = await processesWith(dataDir);
  const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')));
  return pids.filter((_, index) => names[index]?.startsWith('prometheus'));
};

describe('the demo without Prometheus', () => {
  it('says so, and is watched by probes', async () => {
    const demo = await start('/nowhere');
    expect(demo.prometheus).toBeNull();
    expect(demo.problems()).toEqual([expect.stringMatching(/^No Prometheus is installed/)]);
    expect(await readFile(demo.configFile, 'utf8')).toBe(demo.configText);
    const { config, issues } = parseConfig(demo.configText, { file: 'holdfast.yaml' });
    expect(issues).toEqual([]);
    for (const { config: signal } of config?.signals ?? []) if (signal.http) expect((await fetch(signal.http.url.replace('api.demo.holdfast.test', '127.0.0.1'))).status, signal.id).toBeLessThan(600);
  });

  it('plays faults, tells who listens, and says since when', async () => {
    const demo = await start('/nowhere');
    expect(demo.faults().map(({ id, active, since }) => [id, active, since])).toEqual(['latency', 'errors', 'dns', 'region', 'blackout', 'backlog'].map((id) => [id, false, null]));
    expect(demo.faults().every(({ name, explains }) => name.length > 0 && explains.endsWith('.'))).toBe(true);
    const heard: string[][] = [];
    const stop = demo.onFaults((faults) => heard.push(faults.filter(({ active }) => active).map(({ id }) => id)));
    const started = await demo.setFault('blackout', true);
    expect(started).toMatchObject({ id: 'blackout', active: true, since: expect.stringMatching(/^\d{4}-.*Z$/) });
    await expect(fetch(`${apiUrl(demo.configText)}/checkout/health`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    expect((await demo.setFault('blackout', true)).since, 'asked twice, it began once').toBe(started.since);
    expect(await demo.setFault('blackout', false)).toMatchObject({ active: false, since: null });
    expect((await fetch(`${apiUrl(demo.configText)}/checkout/health`)).status).toBe(200);
    expect(heard).toEqual([['blackout'], ['blackout'], []]);
    await demo.setFault('dns', true);
    await demo.reset();
    expect(heard.slice(3)).toEqual([['dns'], []]);
    stop();
    await demo.setFault('region', true);
    expect(heard).toHaveLength(5);
  });

  it('says why a fault cannot be set, and tries again when asked', async () => {
    const demo = await start('/nowhere');
    const port = Number(new URL(apiUrl(demo.configText)).port);
    await demo.setFault('blackout', true);
    // The clients of the demo knock here too and are turned away.
    const intruder = createServer((socket) => socket.destroy());
    await listenOnLoopback(intruder, port);
    await expect(demo.setFault('blackout', false)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('EADDRINUSE') });
    expect(demo.faults().find(({ id }) => id === 'blackout')?.active).toBe(true);
    await new Promise((resolve) => intruder.close(resolve));
    expect((await demo.setFault('blackout', false)).active).toBe(false);
  });

  it('does not disturb a demo that runs in the same folder, and clears up after one that was killed', async () => {
    const first = await start('/nowhere');
    await mkdir(path.join(dataDir, 'run-999999999-1'));
    await writeFile(path.join(dataDir, 'engine.db'), 'not ours');
    const second = await start('/nowhere');
    expect(await readFile(first.configFile, 'utf8')).toBe(first.configText);
    expect(second.configFile).not.toBe(first.configFile);
    expect(await readdir(dataDir)).toHaveLength(3);
    await second.close();
    await first.close();
    expect(await readdir(dataDir)).toEqual(['engine.db']);
  });

  it('closes for good', async () => {
    const demo = await start('/nowhere');
    await demo.close();
    await expect(fetch(`${apiUrl(demo.configText)}/checkout/health`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await expect(demo.setFault('errors', true)).rejects.toMatchObject({ code: 'unavailable' });
    expect(demo.problems()).toHaveLength(1);
  });
});

describe.skipIf(!HAS_PROMETHEUS)('the demo with Prometheus (Debian: apt-get install prometheus)', { timeout: 90_000 }, () => {
  const query = async (demo: Demo, text: string): Promise<number | null> => {
    const response = await fetch(`${demo.prometheus?.url}/api/v1/query?query=${encodeURIComponent(text)}`);
    const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
    const value = data.result.length === 1 ? Number(data.result[0]?.value[1]) : Number.NaN;
    return Number.isFinite(value) ? value : null;
  };

  it('is really scraped: every query of its configuration gives one number, and a fault moves it', async () => {
    const demo = await start();
    expect(demo.problems()).toEqual([]);
    const { config, issues } = parseConfig(demo.configText, { file: 'holdfast.yaml' });
    expect(issues).toEqual([]);
    const queries = (config?.signals ?? []).flatMap(({ id, config: signal }) => (signal.query === undefined ? [] : [{ id, text: signal.query }]));
    expect(queries.length).toBeGreaterThan(20);
    for (const { id, text } of queries) await waitUntil(`${id}: ${text}`, async () => (await query(demo, text)) !== null);
    const errors = queries.find(({ id }) => id === 'payments-errors')?.text ?? '';
    expect(await query(demo, errors)).toBeLessThan(0.05);
    await demo.setFault('errors', true);
    await waitUntil('payments fail on the chart', async () => ((await query(demo, errors)) ?? 0) > 0.2);
  });

  it.skipIf(!HAS_PROC)('starts Prometheus again on its port when it dies, and says so meanwhile', async () => {
    const demo = await start();
    const said: string[][] = [];
    demo.onProblems((problems) => said.push(problems));
    const [pid] = await pidsOfPrometheus();
    process.kill(pid ?? 0, 'SIGKILL');
    await waitUntil('the problem is said', () => said.length > 0);
    expect(said[0]).toEqual([expect.stringMatching(/^The demo’s Prometheus has ended/)]);
    await waitUntil('it is back', () => demo.problems().length === 0);
    expect((await fetch(`${demo.prometheus?.url}/-/ready`)).status).toBe(200);
    expect(await pidsOfPrometheus()).not.toContain(pid);
  });

  it.skipIf(!HAS_PROC)('listens and connects on loopback only, and leaves nothing when closed', async () => {
    const demo = await start();
    await waitUntil('Prometheus scrapes', async () => (await query(demo, 'min(up)')) === 1);
    const pids = [process.pid, ...(await pidsOfPrometheus())];
    expect(pids).toHaveLength(2);
    const sockets = (await Promise.all(pids.map(socketsOf))).flat();
    expect(sockets.length).toBeGreaterThan(5);
    expect(sockets.filter(({ local, remote }) => !isLoopbackEnd(local, false) || !isLoopbackEnd(remote, true))).toEqual([]);
    await demo.close();
    await waitUntil('nothing is left', async () => (await processesWith(dataDir)).length === 0);
    await expect(fetch(`${demo.prometheus?.url}/-/ready`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  it.skipIf(!HAS_PROC)('leaves nothing behind when its process is killed with -9', async () => {
    const holder = spawn(process.execPath, [path.join(import.meta.dirname, 'testing/demo-holder.ts'), dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line = ''] = await new Promise<string[]>((resolve) => createInterface(holder.stdout).once('line', (text) => resolve([text])));
    const { prometheus, configText } = JSON.parse(line) as { prometheus: { url: string }; configText: string };
    expect((await fetch(`${prometheus.url}/-/ready`)).status).toBe(200);
    expect((await processesWith(dataDir)).length, 'the holder, the tether, Prometheus').toBeGreaterThanOrEqual(3);
    holder.kill('SIGKILL');
    await waitUntil('nothing is left', async () => (await processesWith(dataDir)).length === 0);
    for (const url of [prometheus.url, apiUrl(configText)]) await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});
