import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HoldfastError } from '../../../shared/model/result.ts';
import type { Credential, EngineHello, TakeOver } from '../../api/engine-port.ts';
import { ConfigService } from '../../config/service.ts';
import { Redactor } from '../../config/redactor.ts';
import { acquireLock } from '../../store/lock.ts';
import { createRemoteEngine, credentialHeaders } from '../../transport/remote/remote-engine.ts';
import { createRemoteFetch } from '../../transport/remote/remote-fetch.ts';
import { createSeatEngine, type SeatEngine } from '../../transport/remote/seat-engine.ts';
import type { ConnectOptions, StartOptions } from '../cli.ts';
import { dataFolder } from '../paths.ts';
import type { Shell, ShellPorts } from '../shell.ts';
import { systemClock } from '../system.ts';
import { takeInApart } from '../backup-thread.ts';
import { createCopyKeeper } from './copy-keeper.ts';
import { copyPlaces, readCopy } from './copy-folder.ts';
import { joinEngine } from './join.ts';
import { startLookingAsSeat } from './look-as-seat.ts';
import { createLocalOpener, type LocalOpener } from './local-opener.ts';
import { createOtherConsole } from './other-console.ts';
import { readSeatFile, writeSeatFile, type SeatFile } from './seat-file.ts';

/** What a start of this data folder connects to; null: it is an engine of its own. */
export function seatOf(options: StartOptions): ConnectOptions | null {
  if (options.connect !== null) return options.connect;
  const kept = options.demo ? null : readSeatFile(dataFolder(options.data));
  return kept === null ? null : { origin: kept.origin, code: null, fingerprint: null };
}

/** What changes at the engine is worth a new copy soon; readings and ticks are not. */
const RECORDED: ReadonlySet<string> = new Set(['incident', 'run', 'update', 'delivery', 'continuity', 'plans', 'changes']);
const FIRST_CONTACT_MS = 8_000;
const FIRST_COPY_MS = 15_000;
const ANNOUNCE_TIMEOUT_MS = 10_000;

/** A console that is a seat of another one's engine. Rejects with the sentence that says why it cannot be. */
export async function startSeatShell(connect: ConnectOptions, ports: ShellPorts): Promise<Shell> {
  const folder = dataFolder(ports.options.data);
  const locked = acquireLock(folder, process.pid);
  if (!locked.held) throw new HoldfastError('conflict', locked.holder?.address ? `Holdfast already runs for this data folder: ${locked.holder.address}` : 'Holdfast already runs for this data folder.');
  try {
    const server = await readServer(ports.options.config);
    const kept = readSeatFile(folder);
    const started = kept?.takeOver == null ? await startAsSeat(connect, kept, { folder, ports }) : await startAsEngine(kept, kept.takeOver, connect, { folder, ports });
    const { opener } = started;
    const hello: EngineHello = { ...started.hello, server };
    const announce = (address: string): void => {
      locked.lock.announce(address);
      opener.tellAddress(address);
      started.announce();
    };
    return {
      engine: { ...started.engine, tell: (name, data) => (name === 'address' ? announce(String(data)) : started.engine.tell(name, data)) },
      hello,
      latestHello: () => ({ ...(opener.latestHello() ?? hello), server }),
      dataFolder: folder,
      demo: false,
      close: async () => {
        await started.close();
        locked.lock.release();
      },
    };
  } catch (error) {
    locked.lock.release();
    throw error;
  }
}

/** Where its own screens come to it: that part of a configuration is this machine's, and no copy brings it. */
async function readServer(file: string | null): Promise<EngineHello['server']> {
  if (file === null) return null;
  const config = await ConfigService.open(file, { after: (delay, run) => systemClock.after(delay, run), redactor: new Redactor() });
  const { current, state } = config;
  config.close();
  if (current === null) throw new HoldfastError('invalid_input', `${file} cannot be used: ${state.issues.find(({ level }) => level === 'error')?.message ?? 'it cannot be read'}`);
  return current.server;
}

interface Started {
  /** This console can be reached now: whoever it is a seat of is told where. */
  announce(): void;
  readonly opener: LocalOpener;
  readonly engine: SeatEngine;
  readonly hello: EngineHello;
  close(): Promise<void>;
}

/** It has taken over, and goes on: what it was a seat of is met by the engine itself. */
async function startAsEngine(kept: SeatFile, order: TakeOver, { origin }: ConnectOptions, { folder, ports }: SeatParts): Promise<Started> {
  if (origin !== kept.origin) throw new HoldfastError('conflict', `This console has taken over from ${kept.origin} and acts in its place. To connect it to ${origin}, use another data folder (--data DIR).`);
  const remote = createRemoteFetch({ origin, pinned: kept.pinned });
  const token = process.env['HOLDFAST_TOKEN'] ?? '';
  const own: Credential = kept.session === null ? { kind: 'bearer', token } : { kind: 'session', token: kept.session.token };
  const opener = createLocalOpener(folder, createOtherConsole(remote.fetch, credentialHeaders(own, { origin, cookieName: kept.session?.cookieName ?? '' })), ports);
  const engine = await opener.open(order);
  return {
    opener,
    engine,
    announce: () => undefined,
    hello: await engine.ready,
    close: async () => {
      opener.close();
      await engine.close();
      remote.close();
    },
  };
}

interface SeatParts {
  readonly folder: string;
  readonly ports: ShellPorts;
}

async function startAsSeat(connect: ConnectOptions, kept: SeatFile | null, { folder, ports }: SeatParts): Promise<Started> {
  const { log } = ports;
  const joined = await joinEngine(connect, kept, process.env['HOLDFAST_TOKEN']);
  const { origin } = connect;
  const places = copyPlaces(folder);
  const before = readCopy(places);
  // Of an engine that this console is no seat of any more.
  if (before !== null && before.from !== origin) rmSync(places.folder, { recursive: true, force: true });
  writeSeatFile(folder, joined.seat);
  const remote = createRemoteEngine({ origin, fetch: joined.remote.fetch, own: joined.own, cookieName: joined.cookieName, log });
  const headers = credentialHeaders(joined.own, { origin, cookieName: joined.cookieName });
  const opener = createLocalOpener(folder, createOtherConsole(joined.remote.fetch, headers), ports);
  const keeper = createCopyKeeper({
    places,
    from: origin,
    ask: (path, more, signal) => joined.remote.fetch(path, { headers: { ...more, ...headers, ...addressHeader(opener.address()) }, signal }),
    takeIn: (order) => takeInApart(pathToFileURL(join(ports.entries, 'backup-worker.js')), order),
    clock: systemClock,
    log,
  });
  const engine = createSeatEngine({
    remote, log,
    url: origin,
    own: joined.own,
    copyAt: () => keeper.current()?.confirmedAt ?? null,
    openLocal: (order) => opener.open(order),
    holdCopy: async (hold) => (hold ? keeper.pause() : keeper.run()),
    keep: (order) => writeSeatFile(folder, { ...joined.seat, takeOver: order }),
    nowMs: () => systemClock.nowMs(),
  });
  remote.onFrame(({ event }) => RECORDED.has(event) && keeper.hurry());
  const stopLooking = startLookingAsSeat({ folder, copyFolder: places.folder, remote, own: joined.own, ports });
  const close = async (): Promise<void> => {
    stopLooking();
    await keeper.pause();
    opener.close();
    await engine.close();
    joined.remote.close();
  };
  /** At once, and not with the next copy: an engine that sleeps before that must know whom to ask when it wakes. */
  const announce = (): void => {
    joined.remote.fetch('/api/v1/copy', { headers: { 'if-none-match': '*', ...headers, ...addressHeader(opener.address()) }, signal: AbortSignal.timeout(ANNOUNCE_TIMEOUT_MS) }).catch((error: unknown) => log.warn('the engine was not told where this console is; the next copy tells it', { reason: String(error) }));
  };
  keeper.run();
  if (await runsWithin(engine, keeper.current() === null ? FIRST_CONTACT_MS : FIRST_COPY_MS)) {
    /** A screen that was just paired stays signed in when the copy is shown. */
    const pair: SeatEngine['pair'] = async (code, userAgent) => {
      const paired = await engine.pair(code, userAgent);
      if (paired.ok) keeper.hurry();
      return paired;
    };
    return { opener, engine: { ...engine, pair }, announce, close, hello: { epoch: '', workspaceName: 'Holdfast', startupCode: null, server: null, deadMan: null, kiosk: null } };
  }
  const problem = keeper.problem();
  await close();
  throw new HoldfastError('unavailable', `The engine at ${origin} does not answer as an engine does${problem === null ? '' : ` (${problem})`}, and no copy of it is kept here yet.`);
}

/** Where the engine can ask this console whether somebody has taken over on it. */
const addressHeader = (address: string | null): Record<string, string> => (address === null ? {} : { 'x-holdfast-console': new URL(address).origin });

function runsWithin(engine: SeatEngine, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(false), ms);
    const stop = engine.onState((state) => state === 'running' && done(true));
    const done = (runs: boolean): void => {
      clearTimeout(timer);
      stop();
      resolve(runs);
    };
    if (engine.state() === 'running') done(true);
  });
}
