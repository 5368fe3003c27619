import { contract } from '../../../shared/contract/contract.ts';
import { ConsoleView } from '../../../shared/model/console.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import { refusalFor } from '../../api/dispatch.ts';
import type { Credential, EnginePort, EventFrame, Log, TakeOver } from '../../api/engine-port.ts';
import type { WorkerPort } from '../worker-port.ts';
import type { OwnCredential, RemoteEngine } from './remote-engine.ts';

export interface SeatEngineDeps {
  readonly remote: RemoteEngine;
  /** Address of the engine, as it is shown. */
  readonly url: string;
  readonly own: OwnCredential;
  /** Of what moment the copy is; null: there is none. */
  readonly copyAt: () => string | null;
  /** Opens what is kept here: to be read, or, with an order, as the engine. Rejects with the sentence that says why it cannot be. */
  readonly openLocal: (order: TakeOver | null) => Promise<WorkerPort>;
  /** The copy is open: nothing may take its place. `false`: it may again. */
  readonly holdCopy: (hold: boolean) => Promise<void>;
  /** Keeps over restarts that this console acts; null: that it does not, after all. */
  readonly keep: (order: TakeOver | null) => void;
  readonly nowMs: () => number;
  readonly log: Log;
  readonly limits?: Partial<SeatLimits>;
}

export interface SeatLimits {
  /** Silence after which the copy is shown. */
  readonly unreachableMs: number;
  /** How long the engine must have answered without a break before it is shown again. */
  readonly steadyMs: number;
  readonly lookMs: number;
}

const LIMITS: SeatLimits = { unreachableMs: 6_000, steadyMs: 3_000, lookMs: 250 };

export interface SeatEngine extends EnginePort {
  /** Tells the engine that runs here, if one does. */
  tell(name: string, data: unknown): void;
}

type State = 'starting' | 'running' | 'down';

/**
 * What screens of a seat's console are shown: the engine of the other console while that answers, else what is kept of it here, read
 * only. A person may let it act in the other one's place; from then on it is an engine of its own.
 */
export function createSeatEngine(deps: SeatEngineDeps): SeatEngine {
  const { remote, url, own, log } = deps;
  const limits = { ...LIMITS, ...deps.limits };
  const frameListeners = new Set<(frame: EventFrame) => void>();
  const stateListeners = new Set<(state: State) => void>();
  let shown: 'remote' | 'copy' | 'engine' = 'remote';
  let local: WorkerPort | null = null;
  let switching = false;
  let closed = false;
  let since = deps.nowMs();
  let steadySinceMs: number | null = null;
  let heardTerm: number | null = null;

  const tellState = (state: State): void => stateListeners.forEach((listener) => listener(state));
  const active = (): EnginePort => (shown === 'remote' ? remote : (local ?? remote));
  const instant = (ms: number): string => new Date(ms).toISOString();
  /** What the engine says of itself, with how this console stands to it. */
  const ofSeat = (view: ConsoleView): ConsoleView => ({ ...view, role: 'seat', connection: { url, state: shown === 'remote' ? 'connected' : 'unreachable', since: instant(since), copyAt: deps.copyAt() } });

  const pass = (frame: EventFrame): void => {
    if (shown === 'remote') heardTerm = termOf(frame) ?? heardTerm;
    const told = shown === 'engine' ? frame : withConsole(frame, ofSeat);
    for (const listener of frameListeners) listener(told);
  };
  remote.onFrame((frame) => shown === 'remote' && pass(frame));
  remote.onState((state) => {
    steadySinceMs = state === 'running' ? performance.now() : null;
    if (shown === 'remote') tellState(state);
  });
  const listenTo = (port: WorkerPort): WorkerPort => {
    port.onFrame((frame) => port === local && shown !== 'remote' && pass(frame));
    port.onState((state) => port === local && shown !== 'remote' && tellState(state));
    return port;
  };
  /** Everything on a screen came from the one that was shown before, so screens begin anew. */
  const show = (next: typeof shown, sinceMs: number): void => {
    tellState('down');
    shown = next;
    since = sinceMs;
    tellState(active().state());
  };

  const toCopy = async (): Promise<void> => {
    await deps.holdCopy(true);
    local = listenTo(await deps.openLocal(null));
    if (remote.state() === 'running' || closed) return dropLocal();
    log.warn('the engine does not answer; its copy is shown', { url });
    show('copy', deps.nowMs() - remote.heardAgoMs());
  };
  const dropLocal = async (): Promise<void> => {
    const port = local;
    local = null;
    await port?.close();
    await deps.holdCopy(false);
  };
  const toRemote = async (): Promise<void> => {
    log.info('the engine answers again', { url });
    show('remote', deps.nowMs());
    await dropLocal();
  };
  const exclusively = async (work: () => Promise<void>, what: string): Promise<void> => {
    switching = true;
    try {
      await work();
    } catch (error) {
      log.error(what, { error: error instanceof Error ? error.message : String(error) });
      await deps.holdCopy(false);
    } finally {
      switching = false;
    }
  };
  const looking = setInterval(() => {
    if (switching || closed || shown === 'engine') return;
    if (shown === 'remote' && remote.state() === 'down' && remote.heardAgoMs() > limits.unreachableMs && deps.copyAt() !== null) void exclusively(toCopy, 'the copy cannot be shown');
    if (shown === 'copy' && steadySinceMs !== null && performance.now() - steadySinceMs > limits.steadyMs) void exclusively(toRemote, 'the copy cannot be closed');
  }, limits.lookMs);
  looking.unref();

  const here = (credential: Credential): Credential => (credential.kind === 'desktop' ? own : credential);
  const seenBy = (credential: Credential): Credential => (shown === 'remote' ? credential : here(credential));

  const takeOver = async (input: unknown, credential: Credential): Promise<Result<unknown>> => {
    const actor = await active().identify(seenBy(credential));
    const refusal = refusalFor(actor, 'operate');
    if (refusal !== null || actor === null) return { ok: false, error: refusal ?? { code: 'unauthenticated', message: 'Nobody is signed in here.' } };
    const asked = contract['console.takeOver'].input.safeParse(input ?? {});
    if (!asked.success) return fail('invalid_input', asked.error.issues.map(({ message }) => message).join('; '));
    const answers = shown === 'remote' || remote.state() === 'running' || (await remote.answers());
    const copyAt = deps.copyAt();
    const port = local;
    // Asked after everything that is waited for: of two who press at once, one takes over.
    if (switching) return fail('conflict', 'This console is just being changed over. Look again.');
    if (shown === 'engine') return fail('conflict', 'This console acts already.');
    if (answers || port === null || copyAt === null) return fail('conflict', `The engine at ${url} answers, so there is nothing to take over.`);
    const by = { id: actor.person?.id ?? actor.seat.id, name: actor.person?.name ?? actor.seat.name };
    let problem: string | null = null;
    await exclusively(async () => {
      problem = await becomeEngine({ at: instant(deps.nowMs()), by, reason: asked.data.reason, from: url, copyAt }, port);
    }, 'the engine was not taken over');
    if (problem !== null || local === null) return fail('unavailable', `This console cannot act: ${problem ?? 'its engine does not start'}`);
    return local.call('console.get', {}, here(credential));
  };
  /** Null, or why it cannot be; then the copy is shown as before. */
  const becomeEngine = async (order: TakeOver, reader: WorkerPort): Promise<string | null> => {
    tellState('down');
    local = null;
    await reader.close();
    // Written down first: wherever this is cut, the next start goes on as the engine.
    deps.keep(order);
    try {
      local = listenTo(await deps.openLocal(order));
      show('engine', deps.nowMs());
      await remote.close();
      return null;
    } catch (error) {
      deps.keep(null);
      local = listenTo(await deps.openLocal(null));
      tellState(local.state());
      return error instanceof Error ? error.message : String(error);
    }
  };

  return {
    call: async (name, input, credential) => {
      if (name === 'console.takeOver' && shown !== 'engine') return takeOver(input, credential);
      if (shown === 'remote' && remote.state() !== 'running') return fail('unavailable', `The engine at ${url} does not answer.`);
      const answer = await active().call(name, input, seenBy(credential));
      if (name !== 'console.get' || shown === 'engine' || !answer.ok) return answer;
      return ok(ofSeat(ConsoleView.parse(answer.value)));
    },
    hook: (message, credential) => active().hook(message, seenBy(credential)),
    identify: (credential) => active().identify(seenBy(credential)),
    pair: (code, userAgent) => active().pair(code, userAgent),
    enterPin: (credential, pin) => active().enterPin(seenBy(credential), pin),
    unpair: (credential) => active().unpair(seenBy(credential)),
    term: () => (shown === 'remote' ? Promise.resolve(heardTerm) : active().term()),
    copy: (known, seat) => active().copy(known, seat),
    metrics: () => active().metrics(),
    snapshot: async () => {
      const made = await active().snapshot();
      return made.ok && shown !== 'engine' ? ok(withConsole(made.value, ofSeat)) : made;
    },
    onFrame: (listener) => {
      frameListeners.add(listener);
      return () => frameListeners.delete(listener);
    },
    state: () => active().state(),
    onState: (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    tell: (name, data) => local?.tell(name, data),
    close: async () => {
      closed = true;
      clearInterval(looking);
      await remote.close();
      await local?.close();
    },
  };
}

/** The term that a frame tells of; null: none. */
function termOf({ event, json }: EventFrame): number | null {
  if (event === 'console') return ConsoleView.parse(JSON.parse(json)).term;
  return event === 'snapshot' ? ConsoleView.parse((JSON.parse(json) as { readonly console: unknown }).console).term : null;
}

/** The same frame with another word on what this console is; only two kinds of frame say that. */
function withConsole(frame: EventFrame, change: (view: ConsoleView) => ConsoleView): EventFrame {
  if (frame.event === 'console') return { ...frame, json: JSON.stringify(change(ConsoleView.parse(JSON.parse(frame.json)))) };
  if (frame.event !== 'snapshot') return frame;
  const snapshot = JSON.parse(frame.json) as { readonly console: unknown };
  return { ...frame, json: JSON.stringify({ ...snapshot, console: change(ConsoleView.parse(snapshot.console)) }) };
}
