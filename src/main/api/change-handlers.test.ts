import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../shared/contract/contract.ts';
import { PersonId } from '../../shared/model/ids.ts';
import { createManualClock, silentLog, type ManualClock } from '../engine/testing/manual-clock.ts';
import { openCore, type OpenCore } from './testing/open-core.ts';

const CONFIG = `version: 1
workspace: { name: Acme }
people:
  - { id: ada, name: Ada, rights: [view, publish, operate] }
  - { id: wall, name: Wanda, rights: [view] }
services: [{ id: checkout, name: Checkout, tier: 1, changes: [acme/checkout] }]
`;
const tokenOf = (person: string): string => `${person}-${'0'.repeat(40)}`;

let clock: ManualClock;
let open: OpenCore;
beforeEach(async () => {
  clock = createManualClock();
  open = await openCore(CONFIG, { clock, log: silentLog, presetTokens: ['ada', 'wall'].map((person) => ({ person: PersonId.parse(person), variable: 'HOLDFAST_TOKENS' as const, hash: createHash('sha256').update(tokenOf(person)).digest() })) });
});
afterEach(() => open.close());

const ask = <N extends CallName>(name: N, input: CallInput<N>, person = 'ada') => open.core.call(name, input, { kind: 'bearer', token: tokenOf(person) });
async function call<N extends CallName>(name: N, input: CallInput<N>, person = 'ada'): Promise<CallOutput<N>> {
  const result = await ask(name, input, person);
  if (!result.ok) throw new Error(result.error.message);
  return result.value as CallOutput<N>;
}

it('a pipeline tells its change with one call, under its own name and never under another', async () => {
  const { change, taken } = await call('changes.add', { title: 'Deploy of 4.1', kind: 'deploy', status: 'succeeded', service: 'acme/checkout', by: 'Bob', from: 'ci' });
  expect(taken).toBe('added');
  expect(change).toMatchObject({ id: 'CHG-0001', services: ['checkout'], by: 'Bob', toldBy: 'Ada', from: 'ci' });
  await clock.advance(1_100);
  expect(open.frames.filter(({ event }) => event === 'changes').map(({ json }) => JSON.parse(json) as object)).toEqual([{ since: change.at }]);
  // Whoever only looks tells nothing, and reads it.
  expect(await ask('changes.add', { title: 'x' }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  expect((await call('changes.list', {}, 'wall')).items).toMatchObject([{ id: 'CHG-0001', relation: null }]);
});

it('what does not fit is refused in words that say what was expected', async () => {
  const refused = async (input: object): Promise<string> => {
    const result = await ask('changes.add', input as CallInput<'changes.add'>);
    return result.ok ? 'taken' : result.error.message;
  };
  expect(await refused({})).toContain('title');
  expect(await refused({ title: 'x', link: 'javascript:alert(1)' })).toBe('link: expected an http:// or https:// address');
  expect(await refused({ title: 'x', at: 'yesterday' })).toContain('at: expected an instant such as');
  expect(await refused({ title: 'x', at: '2026-01-15T11:00:00Z', endedAt: '2026-01-15T10:00:00Z' })).toBe('endedAt: expected an instant that is not before "at" (2026-01-15T11:00:00.000Z), found 2026-01-15T10:00:00.000Z');
  expect(await refused({ title: 'x', kind: 'magic' })).toContain('kind');
});

it('an incident has the changes around it, and a private one has them only for whoever may see it', async () => {
  await call('changes.add', { title: 'Deploy', at: '2026-01-15T13:50:00+02:00', service: 'checkout' });
  const { id } = await call('incidents.open', { title: 'Nobody can pay', severity: 'P1', services: ['checkout'] });
  const around = await call('changes.list', { incident: id }, 'wall');
  expect(around).toMatchObject({ items: [{ at: '2026-01-15T11:50:00.000Z', relation: { affected: true, fromOnsetMs: -600_000, early: true } }], window: { from: '2026-01-15T10:00:00.000Z' }, reporters: [{ from: 'api' }], dnsNames: 0 });
  const hidden = await call('incidents.open', { title: 'Break-in', severity: 'P1', kind: 'security', services: ['checkout'] });
  expect(await ask('changes.list', { incident: hidden.id }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  expect((await call('changes.list', { incident: hidden.id })).items).toHaveLength(1);
});
