import type { CallName } from '../../shared/contract/contract.ts';
import type { EngineCore, EventFrame, Credential, HookMessage } from './engine-port.ts';
import { createRpc, type Channel, type Rpc } from './rpc.ts';

/**
 * Serves an engine to the shell on the other side of a channel. Frames of one turn of the event loop travel as one message;
 * a snapshot is answered only after the frames that came before it, so that what follows it is exactly what it lacks.
 */
export function hostEngine(channel: Channel, engine: EngineCore): Rpc {
  let batch: EventFrame[] = [];
  const flush = (): void => {
    if (batch.length === 0) return;
    rpc.notify('frames', batch);
    batch = [];
  };
  const rpc = createRpc(channel, {
    call: (name: CallName, input: unknown, credential: Credential) => engine.call(name, input, credential),
    hook: (message: HookMessage, credential: Credential) => engine.hook(message, credential),
    identify: (credential: Credential) => engine.identify(credential),
    pair: (code: string, userAgent: string) => engine.pair(code, userAgent),
    enterPin: (credential: Credential, pin: string) => engine.enterPin(credential, pin),
    unpair: (credential: Credential) => engine.unpair(credential),
    term: () => engine.term(),
    copy: (known: string | null, seat: string | null) => engine.copy(known, seat),
    metrics: () => engine.metrics(),
    ping: () => null,
    snapshot: () => {
      const snapshot = engine.snapshot();
      flush();
      return snapshot;
    },
  });
  engine.onFrame((frame) => {
    if (batch.length === 0) setImmediate(flush);
    batch.push(frame);
  });
  return rpc;
}
