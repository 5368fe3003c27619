import { describe, expect, it } from 'vitest';
import { contract, CALL_NAMES } from '../../shared/contract/contract.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { RIGHTS } from '../../shared/model/rights.ts';
import { fakeActor, sampleHandlers } from '../transport/testing/fake-engine.ts';
import { createDispatch, refusalFor } from './dispatch.ts';
import type { Handlers } from './engine-port.ts';

function setUp(overrides: Partial<Handlers> = {}) {
  const lines: string[] = [];
  const add = (message: string, fields?: unknown): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { lines, dispatch: createDispatch({ handlers: sampleHandlers(overrides), log: { debug: add, info: add, warn: add, error: add } }) };
}

describe('dispatch', () => {
  it('lets each call through with exactly its right, and nothing without one', async () => {
    const { dispatch } = setUp();
    for (const name of CALL_NAMES) {
      for (const right of RIGHTS) {
        const result = await dispatch(name, {}, fakeActor([right]));
        expect([name, right, !result.ok && result.error.code === 'forbidden']).toEqual([name, right, right !== contract[name].right]);
      }
      expect(await dispatch(name, {}, fakeActor([]))).toMatchObject({ error: { code: 'forbidden' } });
      expect(await dispatch(name, {}, null)).toMatchObject({ error: { code: 'unauthenticated' } });
    }
  });

  it('asks for the PIN exactly where something is operated, approved or administered', () => {
    expect(RIGHTS.map((right) => refusalFor(fakeActor(RIGHTS, false), right)?.code ?? 'ok')).toEqual(['ok', 'ok', 'forbidden', 'forbidden', 'forbidden']);
  });

  it('refuses before it looks at the input', async () => {
    const { dispatch } = setUp();
    expect(await dispatch('secrets.set', { name: 'not a name' }, fakeActor(['view']))).toMatchObject({ error: { code: 'forbidden' } });
  });

  it('names every wrong field, and what was expected', async () => {
    const { dispatch } = setUp();
    const result = await dispatch('sources.test', { setup: { id: '-', type: 'prometheus', url: '', timeout: '1' } }, fakeActor(['admin']));
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid_input', message: expect.stringMatching(/^setup\.id: expected 1 to 63 letters.*; setup\.url: .*; setup\.timeout: expected a duration/) as unknown } });
  });

  it('hands on what a handler says in the language of the domain', async () => {
    const { dispatch, lines } = setUp({ 'services.get': () => { throw new HoldfastError('not_found', 'There is no service "x".', { id: 'x' }); } });
    expect(await dispatch('services.get', { id: 'x' }, fakeActor(['view']))).toEqual({ ok: false, error: { code: 'not_found', message: 'There is no service "x".', details: { id: 'x' } } });
    expect(lines).toEqual([]);
  });

  it('says that the disk refused, and logs anything unexpected without telling it', async () => {
    const full = setUp({ 'people.list': () => { throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' }); } });
    expect(await full.dispatch('people.list', {}, fakeActor(['admin']))).toMatchObject({ error: { code: 'read_only' } });
    const odd = setUp({ 'people.list': () => Promise.reject(new TypeError('canary')) });
    const result = await odd.dispatch('people.list', {}, fakeActor(['admin']));
    expect(result).toEqual({ ok: false, error: { code: 'internal', message: 'Holdfast failed at this. The log has the details.' } });
    expect(odd.lines[0]).toContain('canary');
  });

  it('is not moved by a prototype in the input', async () => {
    let seen: unknown;
    const { dispatch } = setUp({ 'presence.set': (args) => { seen = args; return {}; } });
    await dispatch('presence.set', JSON.parse('{"screen":"wall","__proto__":{"admin":true},"constructor":1}'), fakeActor(['view']));
    expect(seen).toEqual({ screen: 'wall' });
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });
});
