import type { CallArgs, CallName, CallOutput } from '../../shared/contract/contract.ts';
import type { ResolvedConfig } from '../config/resolved.ts';
import type { CopyMade } from '../engine/term/copies.ts';
import type { HookMessage } from '../engine/hooks/service.ts';
import type { Frame as EventFrame } from '../engine/live.ts';
import type { Actor, Credential, PairResult } from '../../shared/model/identity.ts';
import type { Result } from '../../shared/model/result.ts';

export type { Actor, Credential, PairResult } from '../../shared/model/identity.ts';
export type { Frame as EventFrame } from '../engine/live.ts';
export type { CopyMade } from '../engine/term/copies.ts';
export type { HookMessage } from '../engine/hooks/service.ts';
export type { HostPower, Log } from '../engine/ports.ts';
export type { TakeOver } from '../engine/term/ports.ts';

/** How many alerts or other things of a message were accepted; none of one that had come already. */
export interface HookAnswer {
  readonly taken: number;
}

/** The engine as both shells see it, whether it lives in a worker or, in tests, in the same thread. */
export interface EnginePort {
  call(name: CallName, input: unknown, credential: Credential): Promise<Result<unknown>>;
  /** Takes in what another system sent; the credential counts only for a webhook that has no secret of its own. */
  hook(message: HookMessage, credential: Credential): Promise<Result<HookAnswer>>;
  /** Who stands behind a credential; null = nobody. */
  identify(credential: Credential): Promise<Actor | null>;
  /** Trades a pairing code for a session token; the code works once. */
  pair(code: string, userAgent: string): Promise<Result<PairResult>>;
  /** Gives the PIN for a session; rate-limited by the engine. */
  enterPin(credential: Credential, pin: string): Promise<Result<Record<string, never>>>;
  /** Ends the session that the credential names. */
  unpair(credential: Credential): Promise<void>;
  /** A snapshot frame. Frames that `onFrame` brings after it are exactly those that are not in it. */
  snapshot(): Promise<Result<EventFrame>>;
  /** The term of this console (`model/console.ts`); null while its engine is down. */
  term(): Promise<number | null>;
  /** A copy of the workspace for the console of a seat: a file, or none where `known` is its newest head. `seat`: where that console can be reached. */
  copy(known: string | null, seat: string | null): Promise<Result<CopyMade>>;
  /** Own metrics in Prometheus text format. */
  metrics(): Promise<string>;
  onFrame(listener: (frame: EventFrame) => void): () => void;
  /** `down` while the engine is crashed or being restarted. */
  state(): 'starting' | 'running' | 'down';
  onState(listener: (state: 'starting' | 'running' | 'down') => void): () => void;
  close(): Promise<void>;
}

/** What a started engine tells its shell. Settings of the shell are null while no configuration could be read. */
export interface EngineHello {
  readonly epoch: string;
  readonly workspaceName: string;
  /** Pairs one browser with all rights; for the operator's own terminal or browser only. Null on a seat: its codes are made at its engine. */
  readonly startupCode: string | null;
  readonly server: ResolvedConfig['server'] | null;
  readonly deadMan: ResolvedConfig['deadMan'];
  readonly kiosk: NonNullable<ResolvedConfig['desktop']['kiosk']> | null;
}

/**
 * The engine in its own thread. The snapshot is made without a pause, so that no event can slip between it and the frames that
 * were told before it.
 */
export interface EngineCore extends Omit<EnginePort, 'snapshot' | 'state' | 'onState'> {
  snapshot(): Result<EventFrame>;
}

/** One function per call of the contract: what the engine offers to `dispatch`. */
export type Handlers = { readonly [N in CallName]: (args: CallArgs<N>, actor: Actor) => CallOutput<N> | Promise<CallOutput<N>> };
