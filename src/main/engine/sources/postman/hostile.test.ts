import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { describe, expect, it } from 'vitest';
import { durationMs } from '../../../../shared/model/units.ts';
import { temporaryFolder } from '../../../store/testing/fixtures.ts';
import type { Programs } from '../../ports.ts';
import { runCollection, type RunOutcome } from './run.ts';
import { collectionOf, escape, request, RUN_DEPS, STATUS_200 } from './testing/collections.ts';
import { ended, never, newman, NO_ENVIRONMENT, run, eachWithServers, withEnoughTime } from './testing/running.ts';

const running = eachWithServers();
const tests = (outcome: RunOutcome): string[] => ended(outcome).results.tests.map(({ name }) => name);

/** An API that keeps what is sent to it. */
async function receiver(): Promise<{ url: string; uploaded: () => string }> {
  let uploaded = '';
  const url = await running.servers.http((asked, response) => {
    asked.on('data', (chunk: Buffer) => (uploaded += chunk.toString()));
    asked.on('end', () => void response.writeHead(200, { connection: 'close' }).end());
  });
  return { url, uploaded: () => uploaded };
}

describe('a script that', () => {
  it('loops for ever is killed at the time limit', async () => {
    const { url } = await running.api();
    const collection = collectionOf(request('Before', { url, test: [STATUS_200] }), request('Loops', { url, test: ['for (;;);'] }));
    const outcome = await withEnoughTime((timeLimitMs) => run(collection, { timeLimitMs }), (tried) => ended(tried).failure?.includes('while at "Loops"') === true);
    const { failure, results } = ended(outcome);
    expect(failure).toMatch(/^it did not end within \d+ s and was stopped, while at "Loops"$/);
    expect(results.tests).toMatchObject([{ name: 'Status code is 200', state: 'passed' }]);
    expect(readdirSync(running.temp())).toEqual([]);
  });
  it('(control arm) ends, is not', async () => {
    const { url } = await running.api();
    expect(ended(await run(collectionOf(request('Counts', { url, test: ['for (let n = 0; n < 1e6; n += 1);', STATUS_200] })), { timeLimitMs: durationMs(10_000) })).failure).toBeNull();
  });

  it('breaks out of newman’s sandbox can read no file, start nothing and see no secret of ours', async () => {
    const { url } = await running.api();
    using ours = temporaryFolder(os.homedir());
    writeFileSync(ours.file('secret'), 'the-secret-of-this-machine');
    const acts = [
      `return outer.getBuiltinModule('fs').readFileSync(${JSON.stringify(ours.file('secret'))}, 'utf8');`,
      `outer.getBuiltinModule('fs').writeFileSync(${JSON.stringify(ours.file('written'))}, 'x'); return 'written';`,
      "return 'ran ' + outer.getBuiltinModule('child_process').execFileSync(outer.execPath, ['--version']);",
      "new (outer.getBuiltinModule('worker_threads').Worker)('0', { eval: true }); return 'a thread';",
      "return Object.keys(outer.env).sort().join(' ');",
    ];
    process.env['HOLDFAST_TOKEN_OF_A_TEST'] = 'the-token-of-ours';
    const outcome = await run(collectionOf(...acts.map((act, at) => request(`Escape ${at}`, { url, test: escape(act) }))));
    delete process.env['HOLDFAST_TOKEN_OF_A_TEST'];
    const restricted = expect.stringMatching(/^refused: Access to this API has been restricted/) as string;
    expect(tests(outcome)).toEqual([restricted, restricted, restricted, restricted, expect.stringMatching(/^HOME NODE_PATH PATH (?:PWD )?TEMP TMPDIR USERPROFILE$/)]);
    expect(existsSync(ours.file('written'))).toBe(false);
  });
  it('uploads a file sends none: the working folder is empty, and nothing outside it can be read', async () => {
    const { url, uploaded } = await receiver();
    using ours = temporaryFolder();
    writeFileSync(ours.file('secret'), 'the-secret-of-this-machine');
    const { results } = ended(await run(collectionOf(request('Uploads', { url, body: { mode: 'file', file: { src: ours.file('secret') } } }))));
    expect(results.requests).toHaveLength(1);
    expect(uploaded()).not.toContain('the-secret');
  });

  it('(control arm) breaks out of it, or uploads, reaches the file where nothing keeps it', async () => {
    const { url, uploaded } = await receiver();
    using ours = temporaryFolder();
    writeFileSync(ours.file('secret'), 'the-secret-of-this-machine');
    const keeps = (arg: string): boolean => arg === '--permission' || arg.startsWith('--allow-') || arg === '--no-insecure-file-read';
    const open: Programs = { ...RUN_DEPS.programs, run: (order, abort) => RUN_DEPS.programs.run({ ...order, args: order.args.filter((arg) => !keeps(arg)) }, abort) };
    const collection = collectionOf(request('Escapes', { url, test: escape(`return outer.getBuiltinModule('fs').readFileSync(${JSON.stringify(ours.file('secret'))}, 'utf8');`) }), request('Uploads', { url, body: { mode: 'file', file: { src: ours.file('secret') } } }));
    const outcome = await runCollection(await newman(), { collection, environment: NO_ENVIRONMENT, folder: undefined, timeLimitMs: durationMs(15_000) }, { ...RUN_DEPS, programs: open }, never);
    expect(tests(outcome)).toEqual(['the-secret-of-this-machine']);
    expect(uploaded()).toBe('the-secret-of-this-machine');
  });

  it('prints megabytes is bounded, and one that brings results without end is not believed', async () => {
    const { url } = await running.api();
    expect(ended(await run(collectionOf(request('Prints', { url, test: ['for (let n = 0; n < 200; n += 1) console.log("x".repeat(50000));', STATUS_200] })))).failure).toBeNull();
    const many = await run(collectionOf(request('Tests', { url, test: ['for (let n = 0; n < 20000; n += 1) pm.test("x".repeat(900) + n, function () {});'] })));
    expect(many).toEqual({ kind: 'unknown', message: 'the run brought more results than are read (4 MiB)' });
  });

  it('wants more memory than it may have ends the run, which then says nothing about the API', async () => {
    const { url } = await running.api();
    const outcome = await run(collectionOf(request('Hoards', { url, test: ['const kept = []; for (;;) kept.push(new Array(100000).fill(kept.length));'] })));
    expect(outcome).toEqual({ kind: 'unknown', message: 'newman broke off: the collection needs more than the 256 MiB of memory that it may have' });
  });
});

