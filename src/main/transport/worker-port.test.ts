import { afterEach, describe, expect, it, vi } from 'vitest';
import { startWorkerPort, type WorkerPort } from './worker-port.ts';

let port: WorkerPort | null = null;
afterEach(async () => {
  await port?.close();
  port = null;
});

function start(workerData: unknown, hellos: string[] = []): WorkerPort {
  port = startWorkerPort({
    entry: new URL('./testing/crashing-engine.ts', import.meta.url),
    workerData,
    shellMethods: {},
    pingMs: 50,
    pingsUntilHung: 4,
    onCrash: () => {},
    onConnected: () => {},
    onHello: (hello) => hellos.push(hello.workspaceName),
  });
  return port;
}
const ask = (engine: WorkerPort, input: unknown) => engine.call('workspace.get', input, { kind: 'desktop' });

describe('the engine in its worker', () => {
  it('answers, and dies without taking the shell along: calls in flight fail, it comes back by itself', async () => {
    const hellos: string[] = [];
    const engine = start('one', hellos);
    await engine.ready;
    const states: string[] = [];
    engine.onState((state) => states.push(state));
    expect(await ask(engine, null)).toEqual({ ok: true, value: 'one' });
    expect(await ask(engine, 'die')).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    await vi.waitFor(() => expect(states).toEqual(['down', 'running']), { timeout: 10_000 });
    expect(await ask(engine, null)).toEqual({ ok: true, value: 'one' });
    expect(hellos).toEqual(['one', 'one']);
  });

  it('is ended and begun anew when it hangs; one that answers is left alone', async () => {
    const engine = start('one');
    await engine.ready;
    const states: string[] = [];
    engine.onState((state) => states.push(state));
    expect(await ask(engine, 'hang')).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    await vi.waitFor(() => expect(states).toEqual(['down', 'running']), { timeout: 10_000 });
    expect(await ask(engine, null)).toEqual({ ok: true, value: 'one' });
  });

  it('goes over to other data in order', async () => {
    const engine = start('demo');
    await engine.ready;
    await engine.restartWith('real');
    await vi.waitFor(() => expect(engine.state()).toBe('running'), { timeout: 10_000 });
    expect(await ask(engine, null)).toEqual({ ok: true, value: 'real' });
  });

  it('says why it cannot start, and is not started again', async () => {
    const engine = start('refuse');
    await expect(engine.ready).rejects.toMatchObject({ code: 'conflict', message: 'somebody else is here' });
    port = null;
  });

  it('brings every event of a burst, in order, and none that a snapshot already holds', async () => {
    const engine = start('one');
    await engine.ready;
    const ids: number[] = [];
    engine.onFrame((frame) => ids.push(Number(frame.id.split('-').at(-1))));
    engine.tell('count', 500);
    await vi.waitFor(() => expect(ids).toHaveLength(500));
    expect(ids).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
    engine.tell('count', 10);
    const snapshot = await engine.snapshot();
    const at = snapshot.ok ? Number(snapshot.value.id.split('-').at(-1)) : -1;
    expect(ids.filter((id) => id <= at)).toHaveLength(at);
  });
});
