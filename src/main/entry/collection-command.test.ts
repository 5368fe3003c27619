import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { collectionText, EXAMPLE_COLLECTION, NEWMAN, request, STATUS_200 } from '../engine/sources/postman/testing/collections.ts';
import { eachWithServers, withEnoughTime } from '../engine/sources/postman/testing/running.ts';
import { temporaryFolder } from '../store/testing/fixtures.ts';
import { checkCollection, type CheckOptions } from './collection-command.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const running = eachWithServers();
const check = (options: Partial<CheckOptions>) => checkCollection({ collection: EXAMPLE_COLLECTION, environment: null, folder: null, secrets: [], junit: null, timeoutMs: 15_000, runner: NEWMAN, json: false, ...options }, ROOT);

function environmentFor(url: string, folder: { file(name: string): string }): string {
  writeFileSync(folder.file('environment.json'), JSON.stringify({ name: 'CI', values: [{ key: 'baseUrl', value: url }] }));
  return folder.file('environment.json');
}

describe('holdfast check', () => {
  it('passes where all passes, with a secret from the environment that it names', async () => {
    const { url, headers } = await running.api();
    using folder = temporaryFolder();
    process.env['TOKEN_OF_A_TEST'] = 'tok-4711-secret';
    const { exitCode, output } = await check({ environment: environmentFor(url, folder), secrets: [['apiToken', 'TOKEN_OF_A_TEST']] });
    delete process.env['TOKEN_OF_A_TEST'];
    expect(output.replaceAll(/\d+(\.\d)? m?s/g, 'N ms')).toBe('Payments API, run by newman 6.2.2 in N ms\n  ok       Get status: 200 in N ms\n  ok       Get status · Status code is 200\n  ok       Get status · Response has success status\nPassed: 1 request, 2 tests.\n');
    expect(exitCode).toBe(0);
    expect(headers()).toMatchObject({ authorization: 'Bearer tok-4711-secret' });
  });

  it('fails with the reasons, for people, programs and CI systems alike', async () => {
    const { url, next } = await running.api();
    using folder = temporaryFolder();
    Object.assign(next, { status: 503 });
    mkdirSync(folder.file('out'));
    writeFileSync(folder.file('out/junit.xml'), 'of an earlier run');
    const { exitCode, output } = await check({ environment: environmentFor(url, folder), json: true, junit: folder.file('out/junit.xml') });
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      ok: false,
      collection: 'Payments API',
      runner: 'newman 6.2.2',
      message: '1 of 2 tests failed: Status code is 200: expected response to have status code 200 but got 503',
      requests: [{ name: 'Get status', status: 503 }],
      tests: [{ name: 'Status code is 200', state: 'failed' }, { name: 'Response has success status', state: 'passed' }],
    });
    expect(readFileSync(folder.file('out/junit.xml'), 'utf8')).toContain('<failure message="expected response to have status code 200 but got 503"/>');
    expect(readdirSync(folder.file('out'))).toEqual(['junit.xml']);
  });

  it('stops what does not end, and says so in the report for CI', async () => {
    const { url } = await running.api();
    using folder = temporaryFolder();
    writeFileSync(folder.file('loops.json'), collectionText([request('Before', { url, test: [STATUS_200] }), request('Loops', { url, test: ['for (;;);'] })]));
    const { exitCode, output } = await withEnoughTime((timeoutMs) => check({ collection: folder.file('loops.json'), timeoutMs, junit: folder.file('junit.xml') }), (tried) => tried.output.includes('while at "Loops"'));
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^Failed: it did not end within \d+ s and was stopped, while at "Loops"$/m);
    expect(readFileSync(folder.file('junit.xml'), 'utf8')).toMatch(/<error message="it did not end within \d+ s and was stopped, while at &quot;Loops&quot;"\/>/);
  });

  it('says of a collection without tests that it has none', async () => {
    const { url } = await running.api();
    using folder = temporaryFolder();
    writeFileSync(folder.file('bare.json'), collectionText([request('A', { url })]));
    expect(await check({ collection: folder.file('bare.json') })).toMatchObject({ exitCode: 0, output: expect.stringContaining('Passed: 1 request answered; there are no tests.\n') as string });
  });

  it('that cannot be made is no failed check', async () => {
    using folder = temporaryFolder();
    expect(await check({ collection: folder.file('none.json') })).toEqual({ exitCode: 3, output: `there is no file ${folder.file('none.json')}\n` });
    expect(await check({ environment: folder.file('none.json'), json: true })).toEqual({ exitCode: 3, output: `${JSON.stringify({ ok: false, message: `there is no file ${folder.file('none.json')}` }, null, 2)}\n` });
    expect(await check({ runner: folder.file('newman') })).toMatchObject({ exitCode: 3, output: expect.stringContaining('npm install -g newman') as string });
    expect(await check({ secrets: [['apiToken', 'NOT_SET_ANYWHERE']] })).toEqual({ exitCode: 3, output: '--secret apiToken: the environment variable NOT_SET_ANYWHERE is not set\n' });
    expect(await check({ folder: 'Nowhere' })).toEqual({ exitCode: 3, output: 'there is no folder "Nowhere" in the collection, expected none, for it has none\n' });
  });
});
