import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../shared/contract/contract.ts';
import type { Credential } from '../../shared/model/identity.ts';
import { HookId, PersonId } from '../../shared/model/ids.ts';
import type { Result } from '../../shared/model/result.ts';
import { createManualClock, finished, settle, silentLog } from '../engine/testing/manual-clock.ts';
import { openCore, type OpenCore } from './testing/open-core.ts';

const CONFIG = `version: 1
workspace: { name: Acme }
people:
  - { id: ada, name: Ada, rights: [view, publish, operate, approve, admin] }
  - { id: wal, name: Wall, rights: [view] }
services: [{ id: checkout, name: Checkout API, tier: 1 }]
hooks:
  # asked for by the platform team
  - { id: argo, kind: argo, token: "a-token-in-plain-0123456789" }
`;
const SUPPORT = HookId.parse('support');
const tokenOf = (person: string): string => `${person}-`.padEnd(44, '0');
const ADA: Credential = { kind: 'bearer', token: tokenOf('ada') };
const WALL: Credential = { kind: 'bearer', token: tokenOf('wal') };
const DRAFT: CallInput<'hooks.write'> = { id: SUPPORT, isNew: true, proof: 'token', secret: 'made', hook: { kind: 'alert', reportedBy: 'customers', map: { identity: '$.id', title: '$.subject' } } };

let open: OpenCore;
let close: () => Promise<void>;
afterEach(() => close());

async function start(keepsSecrets = true) {
  const clock = createManualClock();
  open = await openCore(CONFIG, { clock, log: silentLog, keepsSecrets, presetTokens: ['ada', 'wal'].map((person) => ({ person: PersonId.parse(person), variable: 'HOLDFAST_TOKENS', hash: createHash('sha256').update(tokenOf(person)).digest() })) });
  const { core, file } = open;
  close = () => finished(clock, open.close());
  const call = async <N extends CallName>(name: N, input: CallInput<N>, who = ADA): Promise<Result<CallOutput<N>>> => (await core.call(name, input, who)) as Result<CallOutput<N>>;
  const must = async <N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> => {
    const result = await call(name, input);
    if (!result.ok) throw new Error(result.error.message);
    return result.value;
  };
  const send = async (hook: string, body: unknown, token: string) => {
    const result = await finished(clock, core.hook({ hook, headers: { authorization: `Bearer ${token}` }, raw: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) }, { kind: 'anonymous' }));
    await settle();
    return result.ok ? result.value.taken : result.error.code;
  };
  const of = async (id: string) => (await must('hooks.list', {})).items.find((each) => each.id === id);
  return { call, must, send, of, text: () => readFileSync(file, 'utf8') };
}

describe('a webhook that is made in Settings', () => {
  it('has a secret that is told once and stands nowhere, is taken at once, and says what became of what was sent', async () => {
    const told = await start();
    const { secret } = await told.must('hooks.write', DRAFT);
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(told.text()).toContain('${secret:hook-support}');
    expect(told.text()).toContain('# asked for by the platform team');
    expect(told.text()).not.toContain(secret);
    expect(await told.send('support', { id: 7, subject: 'Cannot pay' }, secret ?? '')).toBe(1);
    expect(await told.send('support', { id: 7, subject: 'Cannot pay' }, secret ?? '')).toBe(0);
    expect(await told.send('support', { id: 8 }, secret ?? '')).toBe('invalid_input');
    expect(await told.send('support', { id: 9, subject: 'x' }, 'wrong')).toBe('unauthenticated');
    expect(await told.of('support')).toMatchObject({
      configured: true, proof: 'token', reportedBy: 'customers', received: 3, taken: 1, repeated: 1, refused: 2, hasSample: true,
      refusals: [{ reason: expect.stringMatching(/wrong/) as string, count: 1 }, { reason: 'title: nothing stands there ($.subject)', count: 1 }],
    });
    expect((await told.must('hooks.sample', { id: SUPPORT })).text).toBe('{"id":8}');
    const audit = JSON.stringify(await told.must('audit.list', {}));
    expect(audit).toContain('hook-support');
    expect(audit).not.toContain(secret);
  });

  it('is changed without another secret, and with another the one before is refused at once', async () => {
    const told = await start();
    const { secret: first } = await told.must('hooks.write', DRAFT);
    expect(await told.must('hooks.write', { ...DRAFT, isNew: false, secret: 'kept', hook: { ...DRAFT.hook, severity: 'P1' } })).toEqual({ secret: null });
    expect(await told.send('support', { id: 1, subject: 'a' }, first ?? '')).toBe(1);
    const { secret: second } = await told.must('hooks.write', { ...DRAFT, isNew: false });
    expect(await told.send('support', { id: 2, subject: 'b' }, first ?? '')).toBe('unauthenticated');
    expect(await told.send('support', { id: 3, subject: 'c' }, second ?? '')).toBe(1);
    await told.must('hooks.remove', { id: SUPPORT });
    expect(await told.of('support')).toBeUndefined();
    expect((await told.must('secrets.describe', {})).names).not.toContain('hook-support');
    expect(await told.send('support', { id: 4, subject: 'd' }, second ?? '')).toBe('unauthenticated');
  });

  it('is refused with a sentence where it cannot be so, and leaves file and secrets as they were', async () => {
    const told = await start();
    const before = told.text();
    const refusals: readonly (readonly [Partial<CallInput<'hooks.write'>>, RegExp])[] = [
      [{ id: HookId.parse('argo') }, /already; choose another id/],
      [{ secret: 'kept' }, /"made" or "env"/],
      [{ secret: 'env' }, /name of the environment variable/],
      [{ hook: { kind: 'alert', reportedBy: 'customers' } }, /map/],
      [{ hook: { kind: 'datadog', reportedBy: 'monitoring' }, proof: 'secret' }, /does not sign/],
      [{ hook: { ...DRAFT.hook, service: 'nothing' } }, /service/],
      [{ id: HookId.parse('grafana') }, /another id/],
    ];
    for (const [change, words] of refusals) {
      const result = await told.call('hooks.write', { ...DRAFT, ...change });
      expect(result).toMatchObject({ ok: false, error: { message: expect.stringMatching(words) as string } });
    }
    expect(told.text()).toBe(before);
    expect((await told.must('secrets.describe', {})).names).toEqual([]);
  });

  it('says where its secret can stand instead where none can be kept here', async () => {
    const told = await start(false);
    expect(await told.call('hooks.write', DRAFT)).toMatchObject({ ok: false, error: { code: 'unavailable', message: expect.stringContaining('Secrets cannot be stored here') as string } });
    expect(await told.must('hooks.write', { ...DRAFT, secret: 'env', env: 'SUPPORT_TOKEN' })).toEqual({ secret: null });
    expect(told.text()).toContain('${env:SUPPORT_TOKEN}');
  });

  it('is shown to whoever may look, without anything of its secret, and changed by nobody else', async () => {
    const told = await start();
    const list = await told.call('hooks.list', {}, WALL);
    expect(list).toMatchObject({ ok: true });
    expect(JSON.stringify(list)).not.toContain('a-token-in-plain');
    for (const name of ['hooks.write', 'hooks.remove', 'hooks.sample', 'hooks.preview'] as const) expect(await told.call(name, DRAFT as never, WALL)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });
});

describe('the preview of a mapping', () => {
  const preview = async (sample: unknown, paths: object, more: object = {}) => (await start()).must('hooks.preview', { id: SUPPORT, sample: typeof sample === 'string' ? sample : JSON.stringify(sample), map: { paths, ...more }, reportedBy: 'customers' });

  it('says what would arrive, and of each path what it finds and what is made of that', async () => {
    const { alert, paths } = await preview({ t: { id: 7, s: 'Cannot <b>pay</b>', p: 'urgent', at: 1_768_478_400, product: 'Login', state: 'Closed' } }, { identity: '$.t.id', title: '$.t.s', severity: '$.t.p', startsAt: '$.t.at', service: '$.t.product', state: '$.t.state' });
    expect(alert).toEqual({ identity: '7', title: 'Cannot <b>pay</b>', state: 'resolved', severity: 'P2', service: null, startsAt: '2026-01-15T12:00:00.000Z', url: null, reportedBy: 'customers' });
    expect(paths.severity).toMatchObject({ found: 'urgent', note: expect.stringContaining('stands for no severity here: P2') as string });
    expect(paths.service).toMatchObject({ note: expect.stringContaining('There is no service “Login” here') as string });
    expect(paths.state).toMatchObject({ note: 'It is over.' });
  });

  it.each<[string, unknown, object, object]>([
    ['a path that leads nowhere', { a: { b: 1 } }, { identity: '$.a.b', title: '$.a.c.d' }, { paths: { title: { problem: 'nothing stands there: the message ends after 1 of 3 steps' } }, alert: null, problem: expect.stringMatching(/^title: nothing stands there/) }],
    ['a path to an object', { a: {} }, { identity: '$.a', title: '$.a' }, { paths: { identity: { problem: 'expected a text or a number there, found an object' } }, alert: null }],
    ['a path to many places', { a: 1 }, { identity: '$.a', title: '$..a' }, { paths: { title: { problem: expect.stringContaining('would find several places') } }, alert: null }],
    ['no title', { a: 1 }, { identity: '$.a', title: '' }, { alert: null, problem: expect.stringMatching(/^title/) }],
    ['no JSON', '{"a": 1,\n oops}', { identity: '$.a', title: '$$' }, { sample: 'This is not JSON: line 2, "oops}" is not expected there.', paths: { title: { problem: expect.stringContaining('is not understood') } }, alert: null }],
    ['half of it', '{"a": 1', { identity: '$.a', title: '$.a' }, { sample: expect.stringMatching(/^This is not JSON/), alert: null }],
    ['nothing', '', { identity: '$.a', title: '$.a' }, { sample: expect.stringContaining('Paste a message'), paths: {}, alert: null }],
    ['what nests for ever', `${'['.repeat(40)}${']'.repeat(40)}`, { identity: '$.a', title: '$.a' }, { sample: 'Expected JSON of at most 32 levels.', alert: null }],
  ])('of %s says what was expected', async (_name, sample, paths, expected) => expect(await preview(sample, paths)).toMatchObject(expected));
});
