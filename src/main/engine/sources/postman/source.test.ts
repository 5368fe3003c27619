import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { SignalConfig } from '../../../../shared/model/config.ts';
import { ServiceId, SignalId, SourceId } from '../../../../shared/model/ids.ts';
import type { PostmanCheck } from '../../../../shared/model/sources/postman.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import { temporaryFolder } from '../../../store/testing/fixtures.ts';
import { fewAtOnce } from '../../few-at-once.ts';
import type { ProgramEnd, Programs, ResolveSecrets } from '../../ports.ts';
import { createManualClock } from '../../testing/manual-clock.ts';
import { waitUntil } from '../testing/processes.ts';
import { SourceFailure, type PollGroup, type PollOutcome, type SignalSpec, type Source } from '../source.ts';
import { createPostmanSource, type CollectionHost } from './source.ts';
import { collectionText, EXAMPLE_COLLECTION, NEWMAN, request, RUN_DEPS, STATUS_200 } from './testing/collections.ts';
import { eachWithServers, never } from './testing/running.ts';

const running = eachWithServers();
const opened: { source: Source; folder: ReturnType<typeof temporaryFolder> }[] = [];
afterEach(async () => {
  for (const { source, folder } of opened.splice(0)) {
    await source.close();
    folder[Symbol.dispose]();
  }
});

interface Opened {
  readonly source: Source;
  readonly file: (name: string, text: string) => void;
}

function open({ programs = RUN_DEPS.programs, runner = NEWMAN, inTurn = fewAtOnce(2), resolveSecrets = (text) => Promise.resolve(text), host = true }: { programs?: Programs; runner?: string; inTurn?: (work: () => Promise<void>) => void; resolveSecrets?: ResolveSecrets; host?: boolean } = {}): Opened {
  const folder = temporaryFolder();
  const collections: CollectionHost = { inTurn, programs, reporter: RUN_DEPS.reporter, resolvePath: (file) => path.resolve(folder.path, file) };
  const source = createPostmanSource({ id: SourceId.parse('postman'), type: 'postman', runner, timeout: '15s' }, { clock: createManualClock(), resolveSecrets, collections: host ? collections : null });
  opened.push({ source, folder });
  return { source, file: (name, text) => writeFileSync(folder.file(name), text) };
}

let count = 0;
function signal(kind: SignalConfig['kind'], postman: PostmanCheck, more: Partial<SignalConfig> = {}, everyMs = 60_000): SignalSpec {
  const id = SignalId.parse(`signal-${(count += 1)}`);
  return { id, config: { id, service: ServiceId.parse('checkout'), source: SourceId.parse('postman'), kind, every: `${everyMs}ms`, postman, ...more }, everyMs: durationMs(everyMs), windowMs: durationMs(300_000) };
}
function only(groups: readonly PollGroup[]): PollGroup {
  expect(groups).toHaveLength(1);
  return groups[0]!;
}
const valueOf = (outcome: PollOutcome | undefined): number | null => (outcome?.ok ? outcome.reading.value : null);

/** A version that will do, of Node and of newman. */
const VERSION = (): Promise<ProgramEnd> => Promise.resolve({ ...ENDED, stdout: 'v24.1.0' });
const ENDED: ProgramEnd = { exitCode: 0, stopped: null, lateMs: 0, stdout: '', stderr: '' };

describe('a postman source', () => {
  it('reads availability and latency of one run, and says which test failed', async () => {
    const { url, next } = await running.api();
    const { source, file } = open();
    file('c.json', collectionText([request('Quick', { url, test: [STATUS_200] }), request('Other', { url, test: ['pm.test("never", function () {});'] })]));
    const postman = { collection: 'c.json' };
    const group = only(source.plan([signal('availability', postman), signal('latency', postman, { stat: 'p50', unit: 'ms' }), signal('latency', { ...postman, request: 'Other' }), signal('latency', { ...postman, request: 'Gone' })]));
    const { outcomes, clockOffsetMs } = await source.poll(group, never);
    expect([valueOf(outcomes[0]), clockOffsetMs]).toEqual([1, 0]);
    expect(outcomes[0]).toMatchObject({ ok: true, reading: { sampleTime: expect.any(Number), noValue: null } });
    expect(outcomes[0]).not.toHaveProperty('note');
    expect(valueOf(outcomes[1])).toBeGreaterThan(0);
    expect(valueOf(outcomes[2])).toBeLessThan(5);
    expect(outcomes[3]).toMatchObject({ ok: false, kind: 'query', message: 'there is no request "Gone" in the collection, expected one of "Quick", "Other"' });
    next.status = 503;
    const broken = await source.poll(group, never);
    expect(broken.outcomes[0]).toMatchObject({ ok: true, reading: { value: 0 }, note: '1 of 2 tests failed: Status code is 200: expected response to have status code 200 but got 503' });
    expect(broken.outcomes[1]).toMatchObject({ ok: true, note: expect.stringContaining('1 of 2 tests failed') });
  });

  it('gives a secret that is listed, in the place of what the environment says', async () => {
    const { url, headers } = await running.api();
    const { source, file } = open({ resolveSecrets: (text) => Promise.resolve(text.replace('${env:TOKEN}', 'tok-4711-secret')) });
    file('e.json', JSON.stringify({ values: [{ key: 'baseUrl', value: url }, { key: 'apiToken', value: 'placeholder' }] }));
    const { outcomes } = await source.poll(only(source.plan([signal('availability', { collection: EXAMPLE_COLLECTION, environment: 'e.json', secrets: { apiToken: '${env:TOKEN}' } })])), never);
    expect(valueOf(outcomes[0])).toBe(1);
    expect(headers()).toMatchObject({ authorization: 'Bearer tok-4711-secret' });
  });

  it('runs signals together that run the same at the same pace, and no others', () => {
    const { source } = open();
    const groups = source.plan([signal('availability', { collection: 'a.json' }), signal('latency', { collection: 'a.json', request: 'x' }), signal('availability', { collection: 'a.json', folder: 'F' }), signal('availability', { collection: 'a.json' }, {}, 30_000), signal('availability', { collection: 'a.json', timeout: '5s' })]);
    expect(groups.map(({ signals }) => signals.length)).toEqual([2, 1, 1, 1]);
    expect(new Set(groups.map(({ key }) => key)).size).toBe(4);
  });
});

describe('what keeps a collection from running', () => {
  const fail = async (source: Source, postman: PostmanCheck): Promise<SourceFailure> => {
    const error: unknown = await source.poll(only(source.plan([signal('availability', postman)])), never).catch((thrown: unknown) => thrown);
    if (!(error instanceof SourceFailure)) throw new Error('the source did not fail');
    return error;
  };
  const none: Programs = { find: () => Promise.resolve(null), run: () => Promise.resolve(ENDED) };

  it('no runner: the source fails, with what to do, until one is there', async () => {
    const { url } = await running.api();
    const found: { newman: string | null } = { newman: null };
    const { source, file } = open({ runner: 'newman', programs: { ...RUN_DEPS.programs, find: () => Promise.resolve(found.newman) } });
    file('c.json', collectionText([request('A', { url })]));
    expect((await fail(source, { collection: 'c.json' })).message).toBe('there is no program newman on PATH: install one with `npm install -g newman`, or name it as the source’s `runner`');
    found.newman = NEWMAN;
    expect(valueOf((await source.poll(only(source.plan([signal('availability', { collection: 'c.json' })])), never)).outcomes[0])).toBe(1);
    expect((await fail(open({ programs: none, host: false }).source, { collection: 'c.json' })).message).toBe('no collections are run here');
  });

  it('files that are not there, or something else: the signal says so, and its source is well', async () => {
    const { source, file } = open({ programs: { ...RUN_DEPS.programs, run: VERSION } });
    file('c.json', collectionText([request('A', { url: 'http://127.0.0.1:9/' })]));
    file('openapi.json', '{"openapi":"3.1.0"}');
    const said = async (postman: PostmanCheck): Promise<string> => {
      const [outcome] = (await source.poll(only(source.plan([signal('availability', postman)])), never)).outcomes;
      return outcome?.ok === false ? `${outcome.kind}: ${outcome.message}` : 'ok';
    };
    expect(await said({ collection: 'gone.json' })).toMatch(/^query: there is no file .*gone\.json$/);
    expect(await said({ collection: '.' })).toMatch(/^query: .* is a folder, expected the JSON file of a collection \(v2\.1\)$/);
    expect(await said({ collection: 'openapi.json' })).toMatch(/^query: .* is an OpenAPI description/);
    expect(await said({ collection: 'c.json', environment: 'gone.json' })).toMatch(/^query: there is no file .*gone\.json$/);
    expect(await said({ collection: 'c.json', folder: 'F' })).toMatch(/^query: there is no folder "F" in the collection/);
  });

  it('a secret that cannot be read, a runner that breaks off: nothing is known of the API', async () => {
    const { source, file } = open({ resolveSecrets: () => Promise.reject(new Error('${env:TOKEN}: the environment variable TOKEN is not set')), programs: { ...none, find: (name) => Promise.resolve(`/bin/${name}`) }, runner: NEWMAN });
    file('c.json', collectionText([request('A', { url: 'http://127.0.0.1:9/' })]));
    expect((await fail(source, { collection: 'c.json' })).message).toContain('Node 22.13');
    const printing: Programs = { ...RUN_DEPS.programs, run: (order) => (order.args.includes('run') ? Promise.resolve({ ...ENDED, exitCode: 1, stderr: '\nTypeError: something in newman\n  at x' }) : VERSION()) };
    const broken = open({ programs: printing });
    broken.file('c.json', collectionText([request('A', { url: 'http://127.0.0.1:9/' })]));
    expect((await broken.source.poll(only(broken.source.plan([signal('availability', { collection: 'c.json' })])), never)).outcomes).toMatchObject([{ ok: false, kind: 'source', message: 'newman broke off: TypeError: something in newman' }]);
    const secretless = open({ programs: printing, resolveSecrets: () => Promise.reject(new Error('${env:TOKEN}: the environment variable TOKEN is not set')) });
    secretless.file('c.json', collectionText([request('A', { url: 'http://127.0.0.1:9/' })]));
    expect((await secretless.source.poll(only(secretless.source.plan([signal('availability', { collection: 'c.json', secrets: { token: '${env:TOKEN}' } })])), never)).outcomes).toMatchObject([{ ok: false, kind: 'source', message: 'the collection cannot run: ${env:TOKEN}: the environment variable TOKEN is not set' }]);
  });

  it('its own process that stood still during the run', async () => {
    const late: Programs = { ...RUN_DEPS.programs, run: (order) => (order.args.includes('run') ? Promise.resolve({ ...ENDED, exitCode: null, stopped: 'time', lateMs: 5_000 }) : VERSION()) };
    const { source, file } = open({ programs: late });
    file('c.json', collectionText([request('A', { url: 'http://127.0.0.1:9/' })]));
    expect((await source.poll(only(source.plan([signal('availability', { collection: 'c.json' })])), never)).outcomes).toMatchObject([{ ok: false, kind: 'source', message: 'Holdfast itself stood still for 5 s during the run' }]);
  });
});

describe('runs', () => {
  /** A machine on which runs go on until they are let go. */
  function held(): { programs: Programs; now: () => number; most: () => number; letGo: () => void } {
    const waiting: (() => void)[] = [];
    let now = 0;
    let most = 0;
    const programs: Programs = {
      ...RUN_DEPS.programs,
      run: (order, abort) => {
        if (!order.args.includes('run')) return VERSION();
        now += 1;
        most = Math.max(most, now);
        return new Promise((resolve) => {
          const end = (): void => {
            now -= 1;
            resolve({ ...ENDED, exitCode: 1 });
          };
          waiting.push(end);
          abort.addEventListener('abort', end);
        });
      },
    };
    return { programs, now: () => now, most: () => most, letGo: () => waiting.splice(0).forEach((end) => end()) };
  }

  it('are two at once at most, over all sources', async () => {
    const machine = held();
    const inTurn = fewAtOnce(2);
    const sources = [open({ programs: machine.programs, inTurn }), open({ programs: machine.programs, inTurn })];
    const polls = sources.flatMap(({ source, file }) => {
      file('c.json', collectionText([request('A', { url: 'http://127.0.0.1:9/' })]));
      return [10_000, 20_000].map((everyMs) => source.poll(only(source.plan([signal('availability', { collection: 'c.json' }, {}, everyMs)])), never));
    });
    await waitUntil('two run', () => machine.now() === 2);
    machine.letGo();
    await waitUntil('the other two run', () => machine.now() === 2);
    machine.letGo();
    await Promise.all(polls);
    expect(machine.most()).toBe(2);
  });

  it('end with their source, those that wait for their turn, too', async () => {
    const machine = held();
    const { source, file } = open({ programs: machine.programs, inTurn: fewAtOnce(1) });
    file('c.json', collectionText([request('A', { url: 'http://127.0.0.1:9/' })]));
    const polls = [10_000, 20_000].map((everyMs) => source.poll(only(source.plan([signal('availability', { collection: 'c.json' }, {}, everyMs)])), never).catch((error: unknown) => error));
    await waitUntil('one runs', () => machine.now() === 1);
    await source.close();
    for (const error of await Promise.all(polls)) expect(error).toMatchObject({ code: 'aborted', message: 'the run was stopped' });
    expect(machine.most()).toBe(1);
  });
});

describe('a person who connects a postman source', () => {
  it('is told which runner there is, and what the Postman CLI cannot do', async () => {
    expect(await open().source.identify?.(never)).toEqual({ product: 'newman', version: '6.2.2', account: null, notes: [], clockOffsetMs: null });
    const cli = open({ runner: '/bin/true', programs: { find: () => Promise.resolve(null), run: () => Promise.resolve({ ...ENDED, stdout: '1.35.2' }) } });
    expect(await cli.source.identify?.(never)).toMatchObject({ product: 'Postman CLI', version: '1.35.2', notes: [expect.stringContaining('cannot be kept from the files')] });
  });
});
