import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ServiceId } from '../../../shared/model/ids.ts';
import { HookConfig } from '../../../shared/model/hook-config.ts';
import type { CallError } from '../../../shared/model/result.ts';
import type { ReceivedAlert } from '../alerts/received.ts';
import { createChangeKinds } from '../changes/hook-kinds.ts';
import { createManualClock, finished, settle, silentLog } from '../testing/manual-clock.ts';
import { createHookQueue } from './queue.ts';
import { ALERT_KINDS } from './registry.ts';
import { createHooks, type HookMessage } from './service.ts';

const TOKEN = 'token-of-the-hook-0123456789abcdef';
const AT = '2026-01-15T11:58:00.000Z';
const alert = (name: string, changes: object = {}) => ({ status: 'firing', labels: { alertname: name }, annotations: {}, startsAt: AT, endsAt: '0001-01-01T00:00:00Z', generatorURL: 'http://prometheus.test/graph', fingerprint: 'f1', ...changes });
const am = (...names: string[]) => ({ version: '4', groupKey: '{}', status: 'firing', receiver: 'holdfast', alerts: names.map((name) => alert(name)) });
const hook = (config: object): HookConfig => HookConfig.parse(config);
const SUPPORT = hook({ id: 'support', kind: 'alert', token: TOKEN, reportedBy: 'customers', map: { identity: '$.ticket.id', title: '$.ticket.subject', state: '$.ticket.status', resolvedWhen: ['Solved'], severity: '$.ticket.priority', severities: { urgent: 'P1' }, service: '$.ticket.service', updatedAt: '$.ticket.updated', url: '$.ticket.url' } });

function start(configured: readonly HookConfig[] = [], options: { readonly take?: (alerts: readonly ReceivedAlert[]) => Promise<unknown>; readonly refuse?: CallError | null; readonly resolve?: (text: string) => Promise<string> } = {}) {
  const clock = createManualClock();
  const taken: ReceivedAlert[] = [];
  const problems = new Map<string, string>();
  const queue = createHookQueue({ clock, log: silentLog, take: options.take ?? (async (alerts) => void taken.push(...alerts)), onProblem: (message) => void (message === null ? problems.delete('queue') : problems.set('queue', message)) });
  const hooks = createHooks({
    clock, log: silentLog, queue,
    kinds: { ...ALERT_KINDS, ...createChangeKinds({ changes: { take: () => [] }, services: () => [], log: silentLog }) },
    configured: () => configured,
    services: () => [{ id: 'checkout' as ServiceId, name: 'Checkout API' }],
    resolveSecrets: options.resolve ?? (async (text) => text),
    onProblem: (id, message) => void (message === null ? problems.delete(id) : problems.set(id, message)),
    pace: { burst: 10, perSecond: 1 },
  });
  const send = (id: string, body: unknown, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) => {
    const raw = typeof body === 'string' ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
    return finished(clock, hooks.receive({ hook: id, headers, raw } satisfies HookMessage, () => options.refuse ?? null));
  };
  const tallyOf = (id: string) => hooks.all().find((each) => each.hook.id === id)?.tally;
  return { clock, hooks, queue, send, taken, problems, tallyOf, worked: () => clock.advance(100) };
}
const refused = (code: string, words: RegExp | string) => ({ ok: false, error: { code, message: expect.stringMatching(words) as string } });

describe('a webhook', () => {
  it('answers when the message is understood, and takes it in after that', async () => {
    const told = start();
    expect(await told.send('alertmanager', am('A', 'B'))).toEqual({ ok: true, value: { taken: 2 } });
    expect(told.taken).toEqual([]);
    await told.worked();
    expect(told.taken.map(({ name, from, url }) => [from, name, url])).toEqual([['alertmanager', 'A', 'http://prometheus.test/graph'], ['alertmanager', 'B', 'http://prometheus.test/graph']]);
    expect(told.tallyOf('alertmanager')).toMatchObject({ received: 1, taken: 2, refused: 0 });
  });

  it('without configuration asks who sends; configured, it takes its own secret and nobody’s right', async () => {
    const nobody: CallError = { code: 'unauthenticated', message: 'Nobody is signed in here.' };
    expect(await start([], { refuse: nobody }).send('grafana', {})).toMatchObject(refused('unauthenticated', /Nobody/));
    const told = start([hook({ id: 'alertmanager', kind: 'alertmanager', token: TOKEN })], { refuse: nobody });
    expect(await told.send('alertmanager', am('A'))).toMatchObject({ ok: true });
    for (const headers of [{}, { authorization: `Bearer ${TOKEN}x` }, { authorization: TOKEN }, { authorization: `Basic ${TOKEN}` }, { 'x-token': TOKEN }] as Record<string, string>[])
      expect(await told.send('alertmanager', am('B'), headers)).toMatchObject(refused('unauthenticated', /wrong/));
    expect(await told.send('nothing', am('B'))).toMatchObject(refused('unauthenticated', /no such webhook/));
    expect(told.tallyOf('alertmanager')).toMatchObject({ received: 1, refused: 5, refusals: [{ reason: expect.stringMatching(/wrong/) as string, count: 5 }] });
    expect([...told.problems]).toEqual([]);
  });

  it('whose secret cannot be read takes nothing, says so here, and not to whoever sends', async () => {
    const told = start([{ ...SUPPORT, token: '${env:SUPPORT}' }], { resolve: () => Promise.reject(new Error('boom')) });
    expect(await told.send('support', {})).toMatchObject(refused('unavailable', /^(?!.*env).*$/));
    expect(told.problems.get('support')).toMatch(/can take nothing/);
  });

  it('takes what Grafana signed: the very bytes, and with a time not for long', async () => {
    const key = 'the-key-of-grafana';
    const told = start([hook({ id: 'grafana', kind: 'grafana', secret: key })]);
    const body = (name: string): string => JSON.stringify({ ...am(name), version: '1', orgId: 1 });
    const sign = (text: string, secret = key): string => createHmac('sha256', secret).update(text).digest('hex');
    const signed = (text: string, signature: string, time?: string) => told.send('grafana', text, { 'x-grafana-alerting-signature': signature, ...(time === undefined ? {} : { 'x-grafana-alerting-timestamp': time }) });
    expect(await signed(body('A'), sign(body('A')))).toMatchObject({ ok: true });
    const now = String(Math.round(told.clock.nowMs() / 1_000));
    expect(await signed(body('B'), sign(`${now}:${body('B')}`), now)).toMatchObject({ ok: true });
    const wrong = refused('unauthenticated', /signature/);
    expect(await signed(body('C'), sign(body('C'), 'another'))).toMatchObject(wrong);
    expect(await signed(`${body('C')} `, sign(body('C')))).toMatchObject(wrong);
    expect(await signed(body('C'), 'sha256=nonsense')).toMatchObject(wrong);
    // With the time left out, another time, or a time that has passed.
    expect(await signed(body('C'), sign(`${now}:${body('C')}`))).toMatchObject(wrong);
    expect(await signed(body('C'), sign(`${now}:${body('C')}`), String(Number(now) + 1))).toMatchObject(wrong);
    const old = String(Number(now) - 301);
    expect(await signed(body('C'), sign(`${old}:${body('C')}`), old)).toMatchObject(wrong);
    // A token does not stand for the signature.
    expect(await told.send('grafana', body('C'), { authorization: `Bearer ${key}` })).toMatchObject(wrong);
  });

  it('takes a message once within minutes, and again later', async () => {
    const told = start();
    expect(await told.send('alertmanager', am('A'))).toEqual({ ok: true, value: { taken: 1 } });
    expect(await told.send('alertmanager', am('A'))).toEqual({ ok: true, value: { taken: 0 } });
    await told.clock.advance(301_000);
    expect(await told.send('alertmanager', am('A'))).toEqual({ ok: true, value: { taken: 1 } });
    expect(told.taken).toHaveLength(1);
    expect(told.tallyOf('alertmanager')).toMatchObject({ received: 3, taken: 2, repeated: 1 });
  });

  it('takes so many at once and no more, and says when again', async () => {
    const told = start([SUPPORT]);
    const ticket = (id: number) => ({ ticket: { id, subject: 'x', status: 'open' } });
    for (let id = 0; id < 10; id += 1) expect(await told.send('support', ticket(id))).toMatchObject({ ok: true });
    expect(await told.send('support', ticket(10))).toMatchObject({ ok: false, error: { code: 'rate_limited', details: { retryAfterSeconds: 1 } } });
    for (let index = 0; index < 10; index += 1) await told.send('alertmanager', am(`A${index}`));
    // Its sender sends again only after a 5xx.
    expect(await told.send('alertmanager', am('B'))).toMatchObject({ ok: false, error: { code: 'unavailable', details: { retryAfterSeconds: 1 } } });
    await told.clock.advance(1_000);
    expect(await told.send('support', ticket(10))).toMatchObject({ ok: true });
  });

  it('that cannot be taken in any more refuses rather than forgets, and all that it took is taken in', async () => {
    let stuck: (() => void) | null = null;
    const seen: string[] = [];
    const told = start([], { take: async (alerts) => { seen.push(...alerts.map(({ name }) => name)); if (seen.length === 50) await new Promise<void>((resolve) => (stuck = resolve)); } });
    const many = (from: number) => am(...Array.from({ length: 10_000 }, (_, index) => `A${from + index}`));
    for (const from of [0, 10_000]) expect(await told.send('alertmanager', many(from))).toMatchObject({ ok: true, value: { taken: 10_000 } });
    await told.worked();
    expect(await told.send('alertmanager', many(20_000))).toMatchObject({ ok: true });
    expect(await told.send('alertmanager', many(30_000))).toMatchObject({ ok: false, error: { code: 'unavailable', details: { retryAfterSeconds: 5 } } });
    // Whoever floods one webhook leaves room for the others.
    expect(await told.send('grafana', { ...am('G'), version: '1' })).toMatchObject({ ok: true });
    (stuck as (() => void) | null)?.();
    await settle();
    await told.clock.advance(5_000);
    expect(new Set(seen).size).toBe(30_001);
    expect(await told.send('alertmanager', many(30_000))).toMatchObject({ ok: true });
  });

  it('keeps what cannot be stored and says so, until it can', async () => {
    let broken = true;
    const seen: string[] = [];
    const told = start([], { take: async (alerts) => { if (broken) throw new Error('disk full'); seen.push(...alerts.map(({ name }) => name)); } });
    await told.send('alertmanager', am('A'));
    await told.send('alertmanager', am('B'));
    await told.clock.advance(3_500);
    expect([seen, told.problems.get('queue')]).toEqual([[], 'What webhooks bring cannot be stored. It is tried again.']);
    broken = false;
    await told.clock.advance(1_500);
    expect([seen, told.problems.get('queue')]).toEqual([['A', 'B'], undefined]);
    expect(told.queue.waiting()).toBe(0);
  });
});

describe('what is no message', () => {
  it.each<[string, string | object, RegExp]>([
    ['nothing', '', /not JSON/],
    ['half of one', '{"version":"4","alerts":[', /not JSON/],
    ['bytes that are no text', '{"a":"\\ud800', /not JSON/],
    ['a list', [], /expected/],
    ['null', 'null', /expected/],
    ['one that nests for ever', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /at most 32 levels/],
    ['one of another version', { version: '3', alerts: [] }, /version: expected "4".*found "3"/],
    ['one without alerts', { version: '4' }, /alerts/],
    ['an alert without labels', { version: '4', alerts: [{ status: 'firing', startsAt: AT }] }, /alerts\.0\.labels/],
    ['an alert without a time', { version: '4', alerts: [alert('A', { startsAt: 'yesterday' })] }, /alerts\.0\.startsAt: expected a time/],
    ['an alert of another state', { version: '4', alerts: [alert('A', { status: 'unknown' })] }, /alerts\.0\.status/],
    ['labels that are no texts', { version: '4', alerts: [alert('A', { labels: { alertname: { a: 1 } } })] }, /alerts\.0\.labels\.alertname/],
    ['many mistakes', { version: '4', alerts: Array.from({ length: 50 }, () => ({})) }, /; and \d+ more$/],
  ])('%s is refused with a sentence', async (_name, body, words) => {
    const told = start();
    expect(await told.send('alertmanager', body)).toMatchObject(refused('invalid_input', words));
    await told.worked();
    expect(told.taken).toEqual([]);
    expect(told.problems.get('alertmanager')).toMatch(words);
    expect(told.tallyOf('alertmanager')).toMatchObject({ received: 1, refused: 1 });
    await told.send('alertmanager', am('A'));
    expect(told.problems.has('alertmanager')).toBe(false);
  });

  it('nor is one that is too long, and a name that means something to JavaScript is a name', async () => {
    const told = start([SUPPORT]);
    expect(await told.send('support', `{"a":"${'x'.repeat(1_048_576)}"}`)).toMatchObject(refused('too_large', /1024 KiB/));
    await told.send('alertmanager', '{"version":"4","alerts":[{"status":"firing","labels":{"__proto__":"polluted","alertname":"constructor"},"annotations":{"toString":"x"},"startsAt":"2026-01-15T11:58:00Z"}]}');
    await told.worked();
    expect(told.taken[0]?.name).toBe('constructor');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
