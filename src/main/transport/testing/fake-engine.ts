import { CALL_NAMES, contract } from '../../../shared/contract/contract.ts';
import { events, type EventData, type EventName } from '../../../shared/contract/events.ts';
import { Person, Seat } from '../../../shared/model/entities.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import { RIGHTS, type Right } from '../../../shared/model/rights.ts';
import { createDispatch, refusalFor } from '../../api/dispatch.ts';
import type { Actor, Credential, EnginePort, EventFrame, Handlers, Log, PairResult } from '../../api/engine-port.ts';
import { createLive } from '../../engine/live.ts';
import { sampleOf } from './sample.ts';

export interface FakeEngine extends EnginePort {
  emit<N extends EventName>(event: N, data: EventData<N>): void;
  /** `n` of the next tick counts up by itself. */
  tick(): void;
  setState(state: 'starting' | 'running' | 'down'): void;
  /** Another life: another epoch, numbers from 1. */
  restart(): void;
  /** Whoever holds this token has these rights from now on; null = nobody. */
  grant(token: string, rights: readonly Right[] | null, pinned?: boolean): void;
  /** The code that `pair` takes next; it gives `token`. */
  expectCode(code: string, token: string): void;
  readonly log: readonly { readonly level: string; readonly message: string; readonly fields: unknown }[];
  readonly calls: readonly { readonly name: string; readonly input: unknown; readonly credential: Credential }[];
  snapshotsMade(): number;
}

/** What every screen that asks for a copy has already. */
export const COPY_HEAD = 'c'.repeat(64);

/** As long as a real one, and told apart at sight. */
export const fakeToken = (who: string): string => who.padEnd(43, '_').slice(0, 43);

export function fakeActor(rights: readonly Right[], pinned = true): Actor {
  const person = { ...sampleOf(Person), rights: [...rights] };
  return { seat: { ...sampleOf(Seat), person: person.id, personName: person.name, kind: 'browser', rights: [...rights] }, person, rights, pinned };
}

/** Handlers that answer what the contract allows, made from its schemas; a call that changes its name breaks at compile time. */
export function sampleHandlers(overrides: Partial<Handlers> = {}): Handlers {
  const samples = Object.fromEntries(CALL_NAMES.map((name) => [name, () => sampleOf(contract[name].output)]));
  return { ...(samples as unknown as Handlers), ...overrides };
}

/** An engine without an engine: the real dispatch in front of sample answers. The desktop may do everything. */
export function createFakeEngine(overrides: Partial<Handlers> = {}): FakeEngine {
  const lines: { level: string; message: string; fields: unknown }[] = [];
  const calls: { name: string; input: unknown; credential: Credential }[] = [];
  const add = (level: string) => (message: string, fields?: unknown) => void lines.push({ level, message, fields });
  const log: Log = { debug: add('debug'), info: add('info'), warn: add('warn'), error: add('error') };
  const dispatch = createDispatch({ handlers: sampleHandlers(overrides), log });
  const actors = new Map<string, Actor>();
  const codes = new Map<string, string>();
  const frameListeners = new Set<(frame: EventFrame) => void>();
  const stateListeners = new Set<(state: 'starting' | 'running' | 'down') => void>();
  let state: 'starting' | 'running' | 'down' = 'running';
  let lives = 0;
  let ticks = 0;
  let snapshots = 0;
  const newLife = () => {
    lives += 1;
    const live = createLive(`epoch${lives}`);
    live.onFrame((frame) => frameListeners.forEach((listener) => listener(frame)));
    return live;
  };
  let live = newLife();

  const identify = (credential: Credential): Actor | null => {
    if (credential.kind === 'desktop') return fakeActor(RIGHTS);
    return credential.kind === 'anonymous' ? null : (actors.get(credential.token) ?? null);
  };
  const setState = (next: typeof state): void => {
    state = next;
    for (const listener of stateListeners) listener(next);
  };
  const down = (): Result<never> | null => (state === 'running' ? null : fail('unavailable', 'The engine is not running. It is being restarted.'));
  const emit = <N extends EventName>(event: N, data: EventData<N>): void => live.emit(event, data);

  return {
    log: lines,
    calls,
    call: async (name, input, credential) => {
      calls.push({ name, input, credential });
      return down() ?? dispatch(name, input, identify(credential));
    },
    hook: ({ hook }, credential) => {
      const refusal = refusalFor(identify(credential), 'operate');
      if (refusal === null) calls.push({ name: `hook ${hook}`, input: null, credential });
      return Promise.resolve(down() ?? (refusal === null ? ok({ taken: 1 }) : { ok: false, error: refusal }));
    },
    identify: (credential) => Promise.resolve(state === 'running' ? identify(credential) : null),
    pair: (code) => {
      const token = codes.get(code);
      codes.delete(code);
      const paired: PairResult | null = token === undefined ? null : { token, seat: sampleOf(Seat) };
      return Promise.resolve(down() ?? (paired === null ? fail('forbidden', 'This code does not fit.') : ok(paired)));
    },
    enterPin: (credential, pin) => {
      const actor = identify(credential);
      if (actor === null) return Promise.resolve(fail('unauthenticated', 'Nobody is signed in here.'));
      if (pin !== '4711') return Promise.resolve(fail('forbidden', 'This PIN is wrong.'));
      if ('token' in credential) actors.set(credential.token, { ...actor, pinned: true });
      return Promise.resolve(ok({}));
    },
    unpair: (credential) => {
      if ('token' in credential) actors.delete(credential.token);
      return Promise.resolve();
    },
    snapshot: () => {
      snapshots += 1;
      return Promise.resolve(down() ?? ok(live.stamp('snapshot', sampleOf(events.snapshot))));
    },
    term: () => Promise.resolve(state === 'running' ? 1 : null),
    copy: (known) => Promise.resolve(down() ?? (known === COPY_HEAD || known === '*' ? ok({ head: COPY_HEAD, file: null }) : fail('unavailable', 'There is nothing to copy.'))),
    metrics: () => Promise.resolve('# HELP holdfast_up Whether the engine runs.\n# TYPE holdfast_up gauge\nholdfast_up 1\n'),
    onFrame: (listener) => {
      frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
    state: () => state,
    onState: (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    close: () => Promise.resolve(),
    emit,
    tick: () => emit('tick', { now: '2026-01-15T12:00:00.000Z', n: (ticks += 1) }),
    setState,
    restart: () => {
      setState('down');
      live = newLife();
      setState('running');
    },
    grant: (token, rights, pinned = true) => void (rights === null ? actors.delete(token) : actors.set(token, fakeActor(rights, pinned))),
    expectCode: (code, token) => {
      codes.set(code, token);
      actors.set(token, fakeActor(RIGHTS));
    },
    snapshotsMade: () => snapshots,
  };
}
