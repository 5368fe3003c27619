import { describe, expect, it } from 'vitest';
import type { Result } from '../../../shared/model/result.ts';
import type { Right } from '../../../shared/model/rights.ts';
import { Workspace } from '../../../shared/model/entities.ts';
import { sampleOf } from './sample.ts';
import { fakeActor, type FakeEngine, sampleHandlers } from './fake-engine.ts';

export interface Message {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}
export interface Stream {
  readonly messages: readonly Message[];
  until(count: number): Promise<void>;
  close(): void;
}

/** One carrier with its client, in front of this engine. */
export interface Carrier {
  /** Calls by name, whatever the name is. */
  call(name: string, input: unknown): Promise<Result<unknown>>;
  live(lastId: string | null): Promise<Stream>;
  /** What the seat of the client may do from now on; null = it is nobody. */
  setRights(rights: readonly Right[] | null, pinned?: boolean): void;
  close(): Promise<void>;
}

export type OpenCarrier = (overrides: Parameters<typeof sampleHandlers>[0]) => Promise<{ readonly engine: FakeEngine; readonly carrier: Carrier }>;

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.error.code);

/** The same cases for every carrier: what a screen sees must not depend on how it is connected. */
export function describeCarrier(name: string, open: OpenCarrier): void {
  describe(`${name}: a call`, () => {
    it('gives the value that the engine gives', async () => {
      await using set = await opened(open);
      const { carrier, engine } = set;
      const result = await carrier.call('signals.get', { id: 'checkout-p95' });
      expect(result).toEqual({ ok: true, value: sampleHandlers()['signals.get']({ id: 'x' } as never, fakeActor(['view'])) });
      expect(engine.calls.at(-1)).toMatchObject({ name: 'signals.get', input: { id: 'checkout-p95' } });
    });

    it('of every name of the contract reaches its handler', async () => {
      await using set = await opened(open);
      expect(codeOf(await set.carrier.call('signals.points', { id: 'a', from: '2026-01-15T12:00:00.000Z', to: '2026-01-15T13:00:00.000Z', maxPoints: 100 }))).toBe('ok');
      expect(codeOf(await set.carrier.call('secrets.set', { name: 'prom', value: 'x' }))).toBe('ok');
      expect(codeOf(await set.carrier.call('demo.setFault', { id: 'latency', active: true }))).toBe('ok');
      expect(codeOf(await set.carrier.call('sources.remove', { id: 'prom' }))).toBe('ok');
    });

    it('with a wrong input is told which field, and what was expected', async () => {
      await using set = await opened(open);
      const result = await set.carrier.call('seats.setPin', { pin: '12' });
      expect(result).toMatchObject({ ok: false, error: { code: 'invalid_input', message: 'pin: expected 4 to 12 digits' } });
      expect(codeOf(await set.carrier.call('signals.points', { id: 'a', from: 'yesterday', to: 'now' }))).toBe('invalid_input');
    });

    it('never shows what the contract does not name', async () => {
      await using set = await opened(open, { 'workspace.get': () => ({ ...sampleOf(Workspace), secretToken: 'canary' }) });
      const result = await set.carrier.call('workspace.get', {});
      expect(codeOf(result)).toBe('ok');
      expect(JSON.stringify(result)).not.toContain('canary');
    });

    it('whose answer does not fit the contract fails without details', async () => {
      await using set = await opened(open, { 'workspace.get': () => ({ name: 7, password: 'canary' }) as never });
      const result = await set.carrier.call('workspace.get', {});
      expect(codeOf(result)).toBe('internal');
      expect(JSON.stringify(result)).not.toContain('canary');
      expect(set.engine.log.some(({ level, message }) => level === 'error' && message === 'an answer does not fit the contract')).toBe(true);
    });

    it('that throws fails without details', async () => {
      await using set = await opened(open, { 'workspace.get': () => { throw new Error('canary'); } });
      const result = await set.carrier.call('workspace.get', {});
      expect(codeOf(result)).toBe('internal');
      expect(JSON.stringify(result)).not.toContain('canary');
    });

    it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'nothing.here', 'signals.nothing'])('named %j does not exist', async (unknown) => {
      await using set = await opened(open);
      expect(codeOf(await set.carrier.call(unknown, {}))).toBe('not_found');
    });

    it('while the engine is down says so', async () => {
      await using set = await opened(open);
      set.engine.setState('down');
      expect(codeOf(await set.carrier.call('workspace.get', {}))).toBe('unavailable');
      set.engine.setState('running');
      expect(codeOf(await set.carrier.call('workspace.get', {}))).toBe('ok');
    });
  });

  describe(`${name}: the live stream`, () => {
    it('begins with a snapshot; what follows is in order, once', async () => {
      await using set = await opened(open);
      set.engine.tick();
      const stream = await set.carrier.live(null);
      await stream.until(1);
      for (let i = 0; i < 3; i += 1) set.engine.tick();
      await stream.until(4);
      expect(stream.messages.map(({ event, id }) => `${event} ${id}`)).toEqual(['snapshot epoch1-1', 'tick epoch1-2', 'tick epoch1-3', 'tick epoch1-4']);
      stream.close();
    });

    it('resumes after a drop without loss or repetition', async () => {
      await using set = await opened(open);
      const first = await set.carrier.live(null);
      await first.until(1);
      set.engine.tick();
      set.engine.tick();
      await first.until(3);
      first.close();
      for (let i = 0; i < 5; i += 1) set.engine.tick();
      const second = await set.carrier.live(first.messages[1]?.id ?? null);
      await second.until(6);
      expect(second.messages.map(({ id }) => id)).toEqual(['epoch1-2', 'epoch1-3', 'epoch1-4', 'epoch1-5', 'epoch1-6', 'epoch1-7']);
      expect(set.engine.snapshotsMade()).toBe(1);
      second.close();
    });

    it.each(['epoch9-3', 'epoch1-999', 'nonsense', 'epoch1--1', '__proto__-1'])('begins anew for the unknown last id %j', async (lastId) => {
      await using set = await opened(open);
      const stream = await set.carrier.live(lastId);
      await stream.until(1);
      expect(stream.messages[0]?.event).toBe('snapshot');
      stream.close();
    });

    it('begins anew by itself when the engine was restarted', async () => {
      await using set = await opened(open);
      const stream = await set.carrier.live(null);
      await stream.until(1);
      set.engine.tick();
      await stream.until(2);
      set.engine.restart();
      set.engine.tick();
      await stream.until(4);
      expect(stream.messages.map(({ event, id }) => `${event} ${id}`)).toEqual(['snapshot epoch1-0', 'tick epoch1-1', 'snapshot epoch2-0', 'tick epoch2-1']);
      stream.close();
    });
  });
}

async function opened(open: OpenCarrier, overrides: Parameters<typeof sampleHandlers>[0] = {}) {
  const set = await open(overrides);
  return { ...set, [Symbol.asyncDispose]: () => set.carrier.close() };
}
