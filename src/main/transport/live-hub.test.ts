import { describe, expect, it } from 'vitest';
import type { EventFrame } from '../api/engine-port.ts';
import { createFrameRing } from './frame-ring.ts';
import { createLiveHub, type LiveSink } from './live-hub.ts';
import { createFakeEngine, fakeToken } from './testing/fake-engine.ts';

const frame = (sequence: number, { epoch = 'e', event = 'tick', json = '{}' }: { epoch?: string; event?: EventFrame['event']; json?: string } = {}): EventFrame => ({ id: `${epoch}-${sequence}`, event, json });
const idsAfter = (ring: ReturnType<typeof createFrameRing>, id: string): readonly string[] | null => ring.after(id)?.map((each) => each.id) ?? null;

describe('the ring of recent frames', () => {
  const filled = (count: number, limits = { maxFrames: 5, maxBytes: 1_000 }) => {
    const ring = createFrameRing(limits);
    for (let i = 1; i <= count; i += 1) ring.push(frame(i));
    return ring;
  };

  it('gives exactly what was missed, while it is still there', () => {
    expect(idsAfter(filled(5), 'e-3')).toEqual(['e-4', 'e-5']);
    expect(idsAfter(filled(5), 'e-5')).toEqual([]);
    expect(idsAfter(filled(5), 'e-0')).toEqual(['e-1', 'e-2', 'e-3', 'e-4', 'e-5']);
    expect(idsAfter(filled(8), 'e-3')).toEqual(['e-4', 'e-5', 'e-6', 'e-7', 'e-8']);
  });

  it('says that it does not know rather than leave something out', () => {
    expect([idsAfter(filled(8), 'e-2'), idsAfter(filled(8), 'e-9'), idsAfter(filled(8), 'f-8'), idsAfter(filled(0), 'e-0'), idsAfter(filled(8), 'junk')]).toEqual([null, null, null, null, null]);
  });

  it('is bounded by bytes as well', () => {
    const ring = createFrameRing({ maxFrames: 1_000, maxBytes: 30 });
    for (let i = 1; i <= 10; i += 1) ring.push(frame(i, { json: '"ääää"' }));
    expect(idsAfter(ring, 'e-6')).toBeNull();
    expect(idsAfter(ring, 'e-7')).toEqual(['e-8', 'e-9', 'e-10']);
  });

  it('begins a resume with the snapshot that stands for all before it', () => {
    const ring = filled(3);
    ring.push(frame(4, { event: 'snapshot' }));
    ring.push(frame(5));
    expect(idsAfter(ring, 'e-1')).toEqual(['e-4', 'e-5']);
  });

  it('resumes across neither a lost number nor another life of the engine', () => {
    const ring = filled(3);
    ring.push(frame(5));
    expect([idsAfter(ring, 'e-3'), idsAfter(ring, 'e-4')]).toEqual([null, ['e-5']]);
    ring.push(frame(1, { epoch: 'f' }));
    expect([idsAfter(ring, 'e-5'), idsAfter(ring, 'f-0')]).toEqual([null, ['f-1']]);
  });
});

function createSink(token = fakeToken('seat')) {
  const ids: string[] = [];
  const state = { ended: false, idles: 0, batches: 0, buffers: new Set<Buffer>() };
  const sink: LiveSink = {
    credential: { kind: 'session', token },
    push: (batch) => {
      state.batches += 1;
      state.buffers.add(batch.sse());
      ids.push(...batch.frames.map(({ id, event }) => (event === 'snapshot' ? `snapshot ${id}` : id)));
    },
    idle: () => void (state.idles += 1),
    end: () => void (state.ended = true),
  };
  return { sink, ids, state };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Nobody is granted anything in these stories, so a look at who still may would end them. */
const NO_SWEEP = { sweepMs: 3_600_000 };

describe('the hub', () => {
  it('tells everybody the frames of one turn at once, from the same bytes', async () => {
    const engine = createFakeEngine();
    const hub = createLiveHub(engine, NO_SWEEP);
    const sinks = Array.from({ length: 50 }, () => createSink());
    for (const { sink } of sinks) hub.attach(sink, null);
    await turn();
    for (let i = 0; i < 10; i += 1) engine.tick();
    await turn();
    expect(sinks.every(({ ids }) => ids.join() === ['snapshot epoch1-0', ...Array.from({ length: 10 }, (_, i) => `epoch1-${i + 1}`)].join())).toBe(true);
    expect(sinks.map(({ state }) => state.batches)).toEqual(sinks.map(() => 2));
    expect(new Set(sinks.flatMap(({ state }) => [...state.buffers])).size).toBe(2);
    expect(engine.snapshotsMade()).toBe(1);
    hub.close();
    expect(sinks.every(({ state }) => state.ended)).toBe(true);
  });

  it('loses and repeats nothing for whoever joins in the middle of a turn', async () => {
    const engine = createFakeEngine();
    const hub = createLiveHub(engine, NO_SWEEP);
    const joined: ReturnType<typeof createSink>[] = [];
    for (let i = 0; i < 200; i += 1) {
      engine.tick();
      if (i % 7 === 0) {
        const sink = createSink();
        joined.push(sink);
        hub.attach(sink.sink, i % 2 === 0 ? null : `epoch1-${Math.max(1, i - 3)}`);
      }
      if (i % 3 === 0) await turn();
    }
    await turn();
    for (const { ids } of joined) {
      const numbers = ids.map((id) => Number(id.split('-')[1]));
      expect(numbers.at(-1)).toBe(200);
      expect(numbers.slice(1).every((number, index) => number === (numbers[index] ?? 0) + 1)).toBe(true);
    }
    hub.close();
  });

  it('ends the stream of a seat that was revoked, within a second, and no other', async () => {
    const engine = createFakeEngine();
    const [revoked, kept] = [fakeToken('revoked'), fakeToken('kept')];
    engine.grant(revoked, ['view']);
    engine.grant(kept, ['view']);
    const hub = createLiveHub(engine, { sweepMs: 20 });
    const [a, b] = [createSink(revoked), createSink(kept)];
    hub.attach(a.sink, null);
    hub.attach(b.sink, null);
    engine.grant(revoked, null);
    await waitFor(() => a.state.ended);
    engine.tick();
    await turn();
    expect([b.state.ended, b.ids.includes('epoch1-1'), a.ids.includes('epoch1-1')]).toEqual([false, true, false]);
    hub.close();
  });

  it('keeps streams open while the engine is down, takes that for no revocation, and goes on with a snapshot', async () => {
    const engine = createFakeEngine();
    engine.grant(fakeToken('seat'), ['view']);
    const hub = createLiveHub(engine, { sweepMs: 10 });
    const { sink, ids, state } = createSink();
    hub.attach(sink, null);
    await turn();
    engine.setState('down');
    await waitFor(() => state.idles >= 3);
    engine.restart();
    await waitFor(() => ids.length === 2);
    expect([ids, state.ended]).toEqual([['snapshot epoch1-0', 'snapshot epoch2-0'], false]);
    hub.close();
  });
});
