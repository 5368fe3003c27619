import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { durationMs } from '../../../../shared/model/units.ts';
import { temporaryFolder } from '../../../store/testing/fixtures.ts';
import type { ProgramEnd, ProgramOrder, Programs } from '../../ports.ts';
import { readCollection } from './collection.ts';
import { withSecrets } from './environment.ts';
import { findRunner, type Runner } from './find-runner.ts';
import { runCollection } from './run.ts';
import { collectionOf, EXAMPLE_COLLECTION, request, RUN_DEPS, STATUS_200 } from './testing/collections.ts';
import { ended, never, newman, run, eachWithServers, withEnoughTime } from './testing/running.ts';

const running = eachWithServers();

describe('a collection that is run by newman', () => {
  it('the example of the requirements, unchanged: passes, and fails with its reason', async () => {
    const { url, next, headers } = await running.api();
    const read = await readCollection(EXAMPLE_COLLECTION);
    if (!read.ok) throw new Error(read.message);
    const environment = withSecrets({ values: [{ key: 'baseUrl', value: url }] }, new Map([['apiToken', 'tok-4711-secret']]));
    const good = ended(await run(read.collection, { environment }));
    expect(good.failure).toBeNull();
    expect(good.results.tests).toEqual([
      { request: 'Get status', name: 'Status code is 200', state: 'passed', message: null },
      { request: 'Get status', name: 'Response has success status', state: 'passed', message: null },
    ]);
    expect(good.results.requests).toEqual([{ name: 'Get status', own: true, status: 200, timeMs: expect.any(Number), error: null }]);
    expect(headers()).toMatchObject({ authorization: 'Bearer tok-4711-secret' });
    Object.assign(next, { status: 503, body: '{"status":"failure"}' });
    expect(ended(await run(read.collection, { environment })).failure).toBe('2 of 2 tests failed: Status code is 200: expected response to have status code 200 but got 503');
    expect(readdirSync(running.temp())).toEqual([]);
  });

  it('tells of each request and test, of scripts with errors, and of requests that scripts send', async () => {
    const { url, next } = await running.api();
    const collection = collectionOf(
      request('Order', { url, test: [STATUS_200, 'pm.test.skip("later", function () {});', `pm.sendRequest("${url}/other", function (error, response) { pm.test("sent", function () { pm.expect(response.code).to.eql(200); }); });`] }),
      { name: 'Folder', item: [request('Broken', { url, test: ['nothing.there();'] })] },
      request('Refused', { url: 'http://127.0.0.1:9/' }),
    );
    const { results, failure } = ended(await run(collection));
    expect(results.tests.map(({ name, state }) => [name, state])).toEqual([['Status code is 200', 'passed'], ['later', 'skipped'], ['sent', 'passed']]);
    expect(results.requests.map(({ name, own, status }) => [name, own, status])).toEqual([['Order', true, 200], ['', false, 200], ['Broken', true, 200], ['Refused', true, null]]);
    expect(failure).toBe('no answer to "Refused": connect ECONNREFUSED 127.0.0.1:9; a script of "Broken" failed: ReferenceError: nothing is not defined');
    next.status = 500;
    const folderOnly = ended(await run(collection, { folder: 'Folder' }));
    expect(folderOnly.results.requests.map(({ name, status }) => [name, status])).toEqual([['Broken', 500]]);
  });

  it('with answers of megabytes is no problem: bodies are not in the report', async () => {
    const { url } = await running.api();
    const { results, failure } = ended(await run(collectionOf(request('Large', { url: `${url}/large`, test: [STATUS_200] }))));
    expect([failure, results.requests[0]?.status]).toEqual([null, 200]);
  });

  it('of which a request hangs names that request', async () => {
    const { url } = await running.api();
    const collection = collectionOf(request('Hangs', { url: `${url}/never` }));
    const outcome = await withEnoughTime((timeLimitMs) => run(collection, { timeLimitMs }), (tried) => ended(tried).failure?.startsWith('no answer') === true);
    expect(ended(outcome).failure).toBe('no answer to "Hangs": it did not come in time');
  });

  it('does not find a folder that is not there', async () => {
    const { url } = await running.api();
    expect(await run(collectionOf(request('A', { url })), { folder: 'B' })).toEqual({ kind: 'unknown', message: 'newman broke off: error: runtime~extractRunnableItems: Unable to find a folder or request: "B"' });
  });
});

describe('secrets', () => {
  it('are on no command line, in no variable, in a file that only this user may read, and in no text of the results', async () => {
    const { url } = await running.api();
    const orders: ProgramOrder[] = [];
    const modes: number[] = [];
    const watching: Programs = {
      ...RUN_DEPS.programs,
      run: async (order, abort): Promise<ProgramEnd> => {
        orders.push(order);
        const file = order.args[order.args.indexOf('--environment') + 1] ?? '';
        modes.push(statSync(file).mode & 0o777);
        expect(readFileSync(file, 'utf8')).toContain('tok-4711-secret');
        return RUN_DEPS.programs.run(order, abort);
      },
    };
    const collection = collectionOf(request('Leaks', { url, test: ['pm.test("token is " + pm.environment.get("apiToken"), function () { pm.expect(pm.environment.get("apiToken")).to.eql("other"); });'] }));
    const environment = withSecrets({ values: [] }, new Map([['apiToken', 'tok-4711-secret']]));
    const outcome = await runCollection(await newman(), { collection, environment, folder: undefined, timeLimitMs: durationMs(15_000) }, { ...RUN_DEPS, programs: watching }, never);
    expect(ended(outcome).failure).toBe("1 of 1 test failed: token is [secret]: expected '[secret]' to deeply equal 'other'");
    expect(JSON.stringify(outcome)).not.toContain('tok-4711');
    expect(JSON.stringify(orders)).not.toContain('tok-4711');
    expect(modes).toEqual([0o600]);
  });
});

describe('the Postman CLI (played by a program that takes its options and answers in newman’s form)', () => {
  /** Strict about its options, which are those that Postman documents. */
  const PLAYED = `#!${process.execPath}
const args = process.argv.slice(2);
if (args[0] === '--version') { console.log('1.35.2'); process.exit(0); }
const known = ['--environment', '--reporters', '--reporter-json-export', '--reporter-json-structure', '--working-dir', '--timeout-request', '-i'];
const alone = ['--reporter-json-omitAllHeadersAndBody', '--no-insecure-file-read'];
if (args[0] !== 'collection' || args[1] !== 'run') { console.error('unknown command'); process.exit(2); }
const options = {};
for (let at = 3; at < args.length; at += 1) {
  if (alone.includes(args[at])) continue;
  if (!known.includes(args[at])) { console.error('error: unknown option ' + args[at]); process.exit(1); }
  options[args[at]] = args[at + 1];
  at += 1;
}
const fs = require('fs');
const { values } = JSON.parse(fs.readFileSync(options['--environment'], 'utf8'));
const [{ name }] = JSON.parse(fs.readFileSync(args[2], 'utf8')).item;
const failed = values.length > 0;
fs.writeFileSync(options['--reporter-json-export'], JSON.stringify({ run: { executions: [{ item: { name: options['-i'] ?? name }, cursor: { ref: 'a' }, response: { code: failed ? 503 : 200, responseTime: 12 }, assertions: [{ assertion: 'Status code is 200', skipped: false, ...(failed ? { error: { message: 'expected 200, got ' + values[0].value } } : {}) }] }] } }));
process.exit(failed ? 1 : 0);
`;
  async function postman(folder: { file(name: string): string }): Promise<Runner> {
    mkdirSync(folder.file('bin'));
    writeFileSync(folder.file('bin/postman'), PLAYED, { mode: 0o755 });
    const found = await findRunner(folder.file('bin/postman'), RUN_DEPS.programs, never);
    if (!found.ok) throw new Error(found.message);
    return found.runner;
  }

  it.skipIf(process.platform === 'win32')('is given the collection as a file, and its report is read', async () => {
    using folder = temporaryFolder();
    const runner = await postman(folder);
    expect(runner).toEqual({ kind: 'postman', version: '1.35.2', file: folder.file('bin/postman') });
    const collection = collectionOf(request('Get status', { url: 'http://127.0.0.1:9/' }));
    const good = ended(await run(collection, {}, runner));
    expect(good.failure).toBeNull();
    expect(good.results.requests).toEqual([{ name: 'Get status', own: true, status: 200, timeMs: 12, error: null }]);
    const bad = ended(await run(collection, { environment: { values: [{ key: 'a', value: 'secret-503', type: 'secret' }] }, folder: 'Folder' }, runner));
    expect(bad.failure).toBe('1 of 1 test failed: Status code is 200: expected 200, got [secret]');
    expect(bad.results.requests[0]?.name).toBe('Folder');
  });
});
