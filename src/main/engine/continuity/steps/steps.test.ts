import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { text as readAll } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SignalId } from '../../../../shared/model/ids.ts';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { StepConfig } from '../../../../shared/model/continuity/step-config.ts';
import { ProgramConfig } from '../../../../shared/model/continuity/request-config.ts';
import { systemPrograms } from '../../../entry/programs.ts';
import { createManualClock } from '../../testing/manual-clock.ts';
import type { RunMode } from '../core/state.ts';
import { frozenSteps, openSteps, type StepDeps } from './open.ts';
import { NOT_HELD, together, type RunnableStep, type StepContext } from './step.ts';
import type { SignalFacts } from './signals.ts';
import { stepDeps } from './testing/deps.ts';
import { judgeSignal } from './verify/signal.ts';

const SECRETS: Readonly<Record<string, string>> = { '${env:TOKEN}': 'hush-hush-hush' };
const DEPS = stepDeps({
  resolveSecrets: (text) => (text.includes('${env:GONE}') ? Promise.reject(new Error('the variable GONE is not set')) : Promise.resolve(text.replaceAll(/\$\{env:\w+\}/g, (name) => SECRETS[name] ?? ''))),
  programs: systemPrograms,
});
const context = (abort = new AbortController().signal): StepContext => ({ key: 'shop-1-call-forward', attempt: 'shop-1-1', abort, tell: () => {}, told: () => null, wants: () => null, held: NOT_HELD });
interface Choices {
  readonly mode?: RunMode;
  readonly values?: Readonly<Record<string, string>>;
  readonly deps?: StepDeps;
}
const open = (step: object, { mode = 'live', values = {}, deps = DEPS }: Choices = {}): RunnableStep => {
  const [opened] = openSteps({ steps: [StepConfig.parse({ id: 'step', ...step })], values, programs: [ProgramConfig.parse({ id: 'node', file: process.execPath })], providers: [], tiers: [], confirmed: {} }, mode, deps);
  if (opened === undefined) throw new Error('no step');
  return opened;
};

const servers: Server[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
async function serve(answer: (seen: Seen, response: ServerResponse) => void): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const one: Seen = { method: request.method, url: request.url, headers: request.headers, body: await readAll(request) };
      seen.push(one);
      answer(one, response);
    })();
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, seen };
}

describe('an http step', () => {
  it('sends exactly what is shown, secrets aside, with a key that is the same in every attempt', async () => {
    const { url, seen } = await serve((_, response) => response.end('ok'));
    const step = open({ kind: 'http', request: { method: 'PUT', url: `${url}/{{site}}?now=1`, headers: { Authorization: 'Bearer ${env:TOKEN}' }, body: '{"site":"{{site}}"}' } }, { values: { site: 'fra' } });
    expect(await step.perform(context())).toEqual({ outcome: 'done', says: 'HTTP 200' });
    await step.perform(context());
    expect(seen[0]).toMatchObject({ method: 'PUT', url: '/fra?now=1', body: '{"site":"fra"}', headers: { authorization: 'Bearer hush-hush-hush', 'idempotency-key': 'shop-1-call-forward', 'content-type': 'application/json' } });
    expect(seen[1]?.headers['idempotency-key']).toBe(seen[0]?.headers['idempotency-key']);
    expect(step.describe()).toEqual({ actions: [{ to: new URL(url).host, lines: [`PUT ${url}/fra?now=1`, 'Authorization: Bearer ${env:TOKEN}', '', '{"site":"fra"}'] }], touches: [new URL(url).host], undo: null });
  });

  it('tells apart what was done, what was refused, what reached nothing, and what nobody knows', async () => {
    const statuses = [204, 400, 403, 302, 500, 429];
    const outcomes: string[] = [];
    for (const status of statuses) {
      const { url } = await serve((_, response) => response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end('because hush-hush-hush'));
      const { outcome, says } = await open({ kind: 'http', request: { url, headers: { 'X-Token': '${env:TOKEN}' } } }).perform(context());
      outcomes.push(outcome);
      expect(says).not.toContain('hush');
    }
    expect(outcomes).toEqual(['done', 'refused', 'refused', 'refused', 'unknown', 'refused']);
    const silent = await serve(() => {});
    expect((await open({ kind: 'http', timeout: '100ms', request: { url: silent.url } }).perform(context())).outcome).toBe('unknown');
    const cut = await serve((_, response) => response.destroy());
    expect((await open({ kind: 'http', request: { url: cut.url } }).perform(context())).outcome).toBe('unknown');
    for (const url of ['http://127.0.0.1:1/', 'http://169.254.169.254/latest/meta-data', 'http://0xa9fea9fe/']) expect((await open({ kind: 'http', request: { url } }).perform(context())).outcome, url).toBe('notReached');
    expect(await open({ kind: 'http', request: { url: silent.url, headers: { A: '${env:GONE}' } } }).perform(context())).toEqual({ outcome: 'notReached', says: 'the variable GONE is not set' });
  });

  it('for several targets goes no further where one fails, and is then neither done nor not done', async () => {
    const { url, seen } = await serve(({ url: path }, response) => response.writeHead(path === '/web-3' ? 409 : 200).end());
    const step = open({ kind: 'http', request: { url: `${url}/{{target}}` }, targets: 'web-[1-5]' });
    expect(await step.perform(context())).toEqual({ outcome: 'unknown', says: 'done for 2 of 5, then: HTTP 409' });
    expect(seen.map(({ url: path, headers }) => [path, headers['idempotency-key']].join(' '))).toEqual(['/web-1 shop-1-call-forward.1', '/web-2 shop-1-call-forward.2', '/web-3 shop-1-call-forward.3']);
    expect(together([], 0).outcome).toBe('refused');
  });

  it('is read back by a question that changes nothing; an ill server and no answer are no no', async () => {
    let status = 200;
    const { url, seen } = await serve((_, response) => response.writeHead(status).end(status === 200 ? 'version 3' : 'version 2'));
    const step = open({ kind: 'http', request: { url }, readBack: { http: { url, expect: { contains: 'version 3' } } } });
    expect((await step.readBack(context(), 'forward')).happened).toBe('yes');
    expect((await step.readBack(context(), 'back')).happened).toBe('no');
    for (const [answer, happened] of [[404, 'no'], [503, 'unknown'], [401, 'unknown']] as const) {
      status = answer;
      expect((await step.readBack(context(), 'forward')).happened, String(answer)).toBe(happened);
    }
    expect(seen.every(({ method }) => method === 'GET')).toBe(true);
    expect((await open({ kind: 'http', request: { url } }).readBack(context(), 'forward')).happened).toBe('unknown');
  });

  it('in a drill calls what belongs to drills, or nothing; in a dry run it has no effect to take back', async () => {
    const { url, seen } = await serve((_, response) => response.end());
    const step = { kind: 'http', request: { url: `${url}/real` }, undo: { url: `${url}/undo` } };
    expect(await open(step, { mode: 'drill' }).perform(context())).toEqual({ outcome: 'done', says: 'a drill stops here: nothing was changed' });
    await open({ ...step, drill: { url: `${url}/drill` } }, { mode: 'drill' }).perform(context());
    expect(seen.map(({ url: path }) => path)).toEqual(['/drill']);
    expect(frozenSteps([open(step)], 'dry-run')).toMatchObject([{ effect: false, undoable: false }]);
    expect(frozenSteps([open(step)], 'live')).toMatchObject([{ effect: true, undoable: true, repeatable: false }]);
  });
});

describe('a command step', () => {
  const node = (script: string, more: object = {}): object => ({ kind: 'command', command: { program: 'node', args: ['-e', script, '--', ...((more as { args?: string[] }).args ?? [])], ...('env' in more ? { env: more.env } : {}), ...('exit' in more ? { exit: more.exit } : {}) } });

  it('hands over arguments as they are, no shell in between, and only the secrets that it is given', async () => {
    vi.stubEnv('HOLDFAST_TOKEN', 'never-seen');
    const said = await open(node('console.log(JSON.stringify([process.argv.slice(1), process.env.HOLDFAST_TOKEN ?? null, process.env.KEY]))', { args: ['$(id)', '; rm -rf /', '`x`', 'a b'], env: { KEY: '${env:TOKEN}' } })).perform(context());
    expect(said).toEqual({ outcome: 'done', says: 'ended with 0: [["$(id)","; rm -rf /","`x`","a b"],null,"•••"]' });
  });

  it('is ended at its time limit, and then nobody knows; so is what fails half-way', async () => {
    const slow = StepConfig.parse({ id: 'slow', timeout: '300ms', ...node('setInterval(() => {}, 1000)') });
    expect(await open(slow).perform(context())).toEqual({ outcome: 'unknown', says: 'stopped at its time limit' });
    expect(await open(node('process.exit(3)')).perform(context())).toEqual({ outcome: 'unknown', says: 'ended with 3' });
    expect((await open(node('process.exit(3)', { exit: [3] })).perform(context())).outcome).toBe('done');
    const abort = new AbortController();
    const given = open(node('setInterval(() => {}, 1000)')).perform(context(abort.signal));
    abort.abort();
    expect((await given).outcome).toBe('unknown');
  });

  it('runs no program that is not listed', async () => {
    const other = StepConfig.parse({ id: 'other', kind: 'command', command: { program: 'bash', args: ['-c', 'true'] } });
    expect(await open(other).perform(context())).toEqual({ outcome: 'notReached', says: 'the program bash is not one that plans may run' });
    const [gone] = openSteps({ steps: [other], values: {}, programs: [ProgramConfig.parse({ id: 'bash', file: '/nowhere/bash' })], providers: [], tiers: [], confirmed: {} }, 'live', DEPS);
    // It is started through a watcher of ours, which tells of a program that is not there by an exit code like any other.
    expect((await gone?.perform(context()))?.outcome).toBe('unknown');
  });
});

describe('waiting and verifying', () => {
  it('goes by the steady clock', async () => {
    const clock = createManualClock();
    const step = open({ kind: 'wait', for: '10m' }, { deps: { ...DEPS, clock } });
    const waited = step.perform(context());
    await clock.advance(600_000);
    expect(await waited).toEqual({ outcome: 'done', says: 'waited 10m' });
    const abort = new AbortController();
    const given = step.perform(context(abort.signal));
    abort.abort();
    expect((await given).outcome).toBe('refused');
  });

  it('asks until it is so, and never takes no answer for a yes', async () => {
    let asked = 0;
    const { url } = await serve((_, response) => response.writeHead((asked += 1) < 2 ? 503 : 200).end('well'));
    const step = open({ kind: 'verify', within: '30s', that: { http: { url, expect: { contains: 'well' } } } });
    expect((await step.perform(context())).outcome).toBe('done');
    expect(asked).toBe(2);
    expect(await open({ kind: 'verify', within: '1s', that: { http: { url: 'http://127.0.0.1:1/' } } }).perform(context())).toMatchObject({ outcome: 'refused' });
  });
});

describe('a fence', () => {
  const fence = (url: string, more: object = {}): object => ({ kind: 'fence', within: '1s', proof: { http: { url, expect: { contains: 'read-only' } } }, ...more });

  it('acts once, and is done only when the old primary is shown to take no writes', async () => {
    let said = 'read-write';
    const { url, seen } = await serve(({ method }, response) => {
      if (method === 'POST') said = 'read-only';
      response.end(said);
    });
    const step = open(fence(url, { request: { url: `${url}/fence` } }));
    expect(step.frozen).toMatchObject({ effect: true, undoable: false, repeatable: false });
    expect(await step.readBack(context(), 'forward')).toMatchObject({ happened: 'unknown' });
    expect(await step.perform(context())).toMatchObject({ outcome: 'done' });
    expect(await step.readBack(context(), 'forward')).toMatchObject({ happened: 'yes' });
    expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('that acted and is not shown to hold is not proven; one that nobody heard of is unknown; one that was refused did nothing', async () => {
    const writes = await serve((_, response) => response.end('read-write'));
    expect(await open(fence(writes.url, { request: { url: writes.url } })).perform(context())).toMatchObject({ outcome: 'unproven' });
    const ill = await serve(({ method }, response) => response.writeHead(method === 'POST' ? 500 : 200).end('read-write'));
    expect(await open(fence(ill.url, { request: { url: ill.url } })).perform(context())).toMatchObject({ outcome: 'unknown' });
    const no = await serve((_, response) => response.writeHead(403).end());
    expect(await open(fence(no.url, { request: { url: no.url } })).perform(context())).toMatchObject({ outcome: 'refused' });
    // Only a proof, and nothing that is done: there is nothing to take back or to wonder about.
    expect(await open(fence(writes.url)).perform(context())).toMatchObject({ outcome: 'refused' });
  });

  it('touches nothing in a drill', async () => {
    const { url, seen } = await serve((_, response) => response.end('read-write'));
    expect(await open(fence(url, { request: { url } }), { mode: 'drill' }).perform(context())).toMatchObject({ outcome: 'done', says: 'a drill stops here: nothing was changed' });
    expect(seen).toEqual([]);
  });
});

describe('a condition on a signal', () => {
  const SECOND = 1_000;
  const at = (seconds: number, value: number) => ({ time: epochMs(seconds * SECOND), value });
  const facts = (samples: SignalFacts['samples'], more: Partial<SignalFacts> = {}): SignalFacts => ({ source: 'one', value: samples.at(-1)?.value ?? null, sampleTime: samples.at(-1)?.time ?? null, isLive: true, targetFailed: false, isIll: false, intervalMs: durationMs(10 * SECOND), samples, ...more });
  const that = { id: SignalId.parse('errors'), below: 1, consecutive: 3 };

  it('holds by fresh samples in a row, by their own time; what is late, blind or of before says nothing', () => {
    const good = [at(10, 0.5), at(20, 0.4), at(30, 0.3)];
    expect(judgeSignal(that, facts(good), null)).toEqual({ happened: 'yes', says: 'errors is 0.3, 3 of 3 times in a row' });
    // Said with as many digits as mean something, judged by the value itself.
    expect(judgeSignal({ id: that.id, below: 0.8, consecutive: 1 }, facts([at(10, 0.80001)]), null)).toEqual({ happened: 'no', says: 'errors is 0.8' });
    expect(judgeSignal({ id: that.id, below: 0.8, consecutive: 1 }, facts([at(10, 0.23249999999999998)]), null)).toEqual({ happened: 'yes', says: 'errors is 0.2325' });
    expect(judgeSignal(that, facts(good, { isLive: false }), null).happened).toBe('unknown');
    expect(judgeSignal(that, facts(good, { targetFailed: true }), null).happened).toBe('unknown');
    expect(judgeSignal(that, facts(good.slice(1)), null)).toEqual({ happened: 'unknown', says: 'errors is 0.3, 2 of 3 times in a row' });
    expect(judgeSignal(that, facts(good), epochMs(15 * SECOND)).happened).toBe('unknown');
    expect(judgeSignal(that, facts([at(10, 0.5), at(20, 0.4), at(90, 0.3)]), null).happened).toBe('unknown');
    expect(judgeSignal(that, facts([...good, at(40, 1)]), null)).toEqual({ happened: 'no', says: 'errors is 1' });
    expect(judgeSignal({ ...that, consecutive: 1 }, facts([at(10, 0.5)]), null)).toEqual({ happened: 'yes', says: 'errors is 0.5' });
    expect(judgeSignal(that, facts([]), null).happened).toBe('unknown');
    expect(judgeSignal(that, null, null).happened).toBe('unknown');
  });

  it('is asked by steps that wait for it', async () => {
    const signals = { facts: () => facts([at(10, 0.5), at(20, 0.4), at(30, 0.3)]), eyes: () => ({ controlsAnswer: true, somethingLives: true }) };
    expect((await open({ kind: 'verify', within: '1s', that: { signal: that } }, { deps: { ...DEPS, signals } }).perform(context())).outcome).toBe('done');
    expect((await open({ kind: 'verify', within: '1s', that: { signal: that } }).perform(context())).outcome).toBe('refused');
  });
});
