import { describe, expect, it } from 'vitest';
import { CHANNELS } from '../../shared/contract/bridge.ts';
import type { Result } from '../../shared/model/result.ts';
import { createIpcCarrier, judgeSender, type IpcCarrierOptions, type SenderFacts } from './ipc.ts';
import { describeCarrier, type Message, type OpenCarrier } from './testing/conformance.ts';
import { createFakeEngine } from './testing/fake-engine.ts';
import { createFakeIpc, UI_ORIGIN, type FakeWindow } from './testing/fake-ipc.ts';

type Frames = readonly { readonly id: string; readonly event: string; readonly json: string }[];

function follow(window: FakeWindow, { confirm = true } = {}) {
  const messages: Message[] = [];
  let wake = (): void => {};
  window.onMessage((channel, payload) => {
    if (channel !== CHANNELS.frames) return;
    for (const { id, event, json } of payload as Frames) messages.push({ id, event, data: json });
    if (confirm) window.send(CHANNELS.framesTaken);
    wake();
  });
  const until = async (count: number): Promise<void> => {
    while (messages.length < count) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { messages, until, close: () => window.send(CHANNELS.liveStop) };
}

const openIpc: OpenCarrier = (overrides) => {
  const engine = createFakeEngine(overrides);
  const ipc = createFakeIpc();
  const carrier = createIpcCarrier({ host: ipc.host, engine, uiOrigin: UI_ORIGIN, log: { debug() {}, info() {}, warn() {}, error() {} } });
  const window = ipc.window();
  return Promise.resolve({
    engine,
    carrier: {
      call: (name, input) => window.invoke(CHANNELS.call, name, input) as Promise<Result<unknown>>,
      live: (lastId) => {
        const stream = follow(window);
        window.send(CHANNELS.liveStart, lastId);
        return Promise.resolve(stream);
      },
      setRights: () => {},
      close: () => Promise.resolve(carrier.close()),
    },
  });
};

describeCarrier('IPC', openIpc);

function setUp(options: Partial<IpcCarrierOptions<never>> = {}) {
  const engine = createFakeEngine();
  const ipc = createFakeIpc();
  const lines: unknown[] = [];
  const log = { debug() {}, info() {}, error() {}, warn: (message: string, fields?: unknown) => void lines.push([message, fields]) };
  const carrier = createIpcCarrier({ host: ipc.host, engine, uiOrigin: UI_ORIGIN, log, ...options });
  return { engine, ipc, carrier, lines };
}

const STRANGERS: readonly [string, Partial<SenderFacts>][] = [
  ['a window that is not ours', { registered: false }],
  ['a window that is gone', { destroyed: true }],
  ['a frame inside the page', { topFrame: false }],
  ['a page of another origin', { origin: 'https://evil.test' }],
  ['a page whose origin only begins like ours', { origin: `${UI_ORIGIN}.evil.test` }],
  ['a frame that is gone', { origin: null }],
];

describe('a sender', () => {
  it.each(STRANGERS)('that is %s gets nothing on any channel', async (_, facts) => {
    const { engine, ipc, carrier, lines } = setUp();
    const stranger = ipc.window(facts);
    for (const channel of ipc.channels()) {
      stranger.send(channel, null);
      const answer = await stranger.invoke(channel, 'workspace.get', {});
      if (channel === CHANNELS.call) expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    }
    engine.tick();
    await new Promise((resolve) => setImmediate(resolve));
    expect([stranger.received, engine.calls]).toEqual([[], []]);
    expect(lines.length).toBeGreaterThan(0);
    carrier.close();
  });

  it('is ours only as the top frame of a living window of ours that shows our page', () => {
    const good: SenderFacts = { windowId: 1, registered: true, destroyed: false, topFrame: true, origin: UI_ORIGIN };
    expect(judgeSender(good, UI_ORIGIN)).toBeNull();
    expect(STRANGERS.map(([, facts]) => judgeSender({ ...good, ...facts }, UI_ORIGIN))).toEqual(['not one of our windows', 'the window is gone', 'not the top frame', 'another origin', 'another origin', 'another origin']);
  });
});

describe('what a page sends', () => {
  it.each([
    ['more than 2 MiB', { text: 'x'.repeat(3 * 1024 * 1024) }, 'too_large'],
    ['what JSON cannot hold', { text: 1n }, 'invalid_input'],
    ['no object', 'text', 'invalid_input'],
  ])('is refused when it is %s', async (_, input, code) => {
    const { ipc, carrier } = setUp();
    expect(await ipc.window().invoke(CHANNELS.call, 'config.check', input)).toMatchObject({ ok: false, error: { code } });
    carrier.close();
  });

  it('cannot name anything but a call', async () => {
    const { ipc, carrier } = setUp();
    for (const name of [null, 7, ['workspace.get'], { toString: 'workspace.get' }, '__proto__']) expect(await ipc.window().invoke(CHANNELS.call, name, {})).toMatchObject({ error: { code: 'not_found' } });
    carrier.close();
  });
});

describe('a PIN', () => {
  it('is tried for the person at this computer, and nothing else is taken for one', async () => {
    const { ipc, carrier } = setUp();
    const window = ipc.window();
    expect(await window.invoke(CHANNELS.enterPin, '4711')).toMatchObject({ ok: true });
    expect(await window.invoke(CHANNELS.enterPin, '0000')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    for (const pin of [4711, null, { pin: '4711' }, '4'.repeat(13)]) expect(await window.invoke(CHANNELS.enterPin, pin)).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    carrier.close();
  });
});

describe('a window that hangs', () => {
  it('gets no more than its share, is told that it lost the line, and begins anew when it wakes', async () => {
    const { engine, ipc, carrier } = setUp({ maxQueuedBytes: 2_000 });
    const hanging = ipc.window();
    const awake = follow(ipc.window());
    const stream = follow(hanging, { confirm: false });
    hanging.send(CHANNELS.liveStart, null);
    await stream.until(1);
    for (let i = 0; i < 200; i += 1) {
      engine.tick();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const before = stream.messages.length;
    expect(before).toBeLessThan(60);
    expect(hanging.received.at(-1)).toEqual({ channel: CHANNELS.status, payload: 'lost' });
    for (let i = 0; i < before; i += 1) hanging.send(CHANNELS.framesTaken);
    await stream.until(before + 1);
    expect(stream.messages.at(-1)?.event).toBe('snapshot');
    expect(awake.messages).toEqual([]);
    carrier.close();
  });

  it('loses the line while the engine is down, and has it again after', async () => {
    const { engine, ipc, carrier } = setUp();
    const window = ipc.window();
    const stream = follow(window);
    window.send(CHANNELS.liveStart, null);
    await stream.until(1);
    engine.restart();
    await stream.until(2);
    expect(window.received.filter(({ channel }) => channel === CHANNELS.status).map(({ payload }) => payload)).toEqual(['connecting', 'open', 'lost', 'connecting', 'open']);
    carrier.close();
  });
});
