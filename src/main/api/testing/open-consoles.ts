import { createHash } from 'node:crypto';
import fs, { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../../shared/contract/contract.ts';
import { ChannelId, PersonId, PlanId, ServiceId, type IncidentId, type UpdateId } from '../../../shared/model/ids.ts';
import type { Result } from '../../../shared/model/result.ts';
import { toRfc3339 } from '../../../shared/model/units.ts';
import { openBackup } from '../../engine/keeping/container.ts';
import { makeCopy } from '../../engine/keeping/make-copy.ts';
import type { ConsolePorts, OtherConsoles, TakeOver } from '../../engine/term/ports.ts';
import { createManualClock, finished, silentLog, type ManualClock } from '../../engine/testing/manual-clock.ts';
import { readOtherWorkspace } from '../../entry/other-workspace.ts';
import { openCore, type OpenCore } from './open-core.ts';

const PEOPLE = ['ada', 'grace', 'wall'] as const;
type Who = (typeof PEOPLE)[number];
const tokenOf = (person: Who): string => `${person}-${'0'.repeat(40)}`;
const presetTokens = PEOPLE.map((person) => ({ person: PersonId.parse(person), variable: 'HOLDFAST_TOKENS' as const, hash: createHash('sha256').update(tokenOf(person)).digest() }));
const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const TO_B = PlanId.parse('to-b');

/** One console: an engine over a file of its own, that is opened anew as a shell would. */
export interface Console {
  /** Fails where it is not running. */
  readonly open: OpenCore;
  readonly database: string;
  ask<N extends CallName>(name: N, input: CallInput<N>, who?: Who): Promise<Result<CallOutput<N>>>;
  call<N extends CallName>(name: N, input: CallInput<N>, who?: Who): Promise<CallOutput<N>>;
  incident(title?: string): Promise<IncidentId>;
  /** Publishes an update to the team; it is on its way, and not more. */
  publish(incident: IncidentId): Promise<UpdateId>;
  /** Looks, arms and confirms the plan. */
  begin(): Promise<CallOutput<'plans.run'>>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface Consoles {
  readonly clock: ManualClock;
  /** Paths that were called from outside, in order: `/team` by the channel, `/move` by the plan. */
  readonly received: string[];
  /** How each path answers; 200 unless told. */
  readonly answers: Record<string, number>;
  /** The engine, and what becomes of a seat of it. */
  readonly a: Console;
  readonly b: Console;
  /** Who reaches whom. */
  readonly reach: { aReachesB: boolean; bReachesA: boolean };
  /** Copies A, as its seat B does all the time. */
  copy(): Promise<void>;
  /** On B, a person takes over. */
  takeOver(): Promise<void>;
  /** Lets time pass on all machines, and shells do what their engines ask. */
  pass(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Two consoles with a server that both would reach. Nothing runs on B before it has taken over. */
export async function openConsoles(): Promise<Consoles> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-consoles-'));
  const clock = createManualClock();
  const received: string[] = [];
  const answers: Record<string, number> = {};
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      const path = request.url ?? '';
      response.statusCode = answers[path] ?? 200;
      if (request.method === 'POST' && response.statusCode === 200) received.push(path);
      response.end(received.includes(path) ? 'done' : 'not yet');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = `version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }
people:
  - { id: ada, name: Ada Lovelace, rights: [view, publish, operate] }
  - { id: grace, name: Grace Hopper, rights: [view, publish, operate, approve, admin] }
  - { id: wall, name: Wanda, rights: [view] }
services: [{ id: checkout-api, name: Checkout, tier: 1 }]
channels: [{ id: team, type: webhook, audience: internal, url: "${url}/team" }]
plans:
  - id: to-b
    name: Move checkout to B
    kind: failover
    group: checkout
    services: [checkout-api]
    objective: 8m
    steps: [{ id: move, name: Move it, kind: http, request: { url: "${url}/move" } }]
`;
  const reach = { aReachesB: true, bReachesA: true };
  const open = new Map<'a' | 'b', OpenCore>();
  const reopening = new Set<'a' | 'b'>();
  let order: TakeOver | null = null;
  let clicks = 0;
  const credential = (who: Who) => ({ kind: 'bearer', token: tokenOf(who) }) as const;

  const console = (name: 'a' | 'b', others: OtherConsoles): Console => {
    const database = join(folder, name, 'holdfast.db');
    fs.mkdirSync(join(folder, name));
    const running = (): OpenCore => {
      const found = open.get(name);
      if (found === undefined) throw new Error(`console ${name} does not run`);
      return found;
    };
    const start = async (): Promise<void> => {
      const ports: Partial<ConsolePorts> = {
        takeOver: name === 'b' ? order : null,
        onStoodDown: () => void reopening.add(name),
        others,
        copies: { file: database, folder: join(folder, name, 'copies'), version: '0.0.0', configuration: async () => null, make: (wanted) => makeCopy(wanted, clock) },
        readOther: (container, work) => readOtherWorkspace(container, { configFile: join(folder, 'none.yaml'), version: '0.0.0', root: ROOT }, work),
      };
      const opened = await finished(clock, openCore(config, { clock, log: silentLog, presetTokens, database, consolePorts: ports }));
      opened.core.tellAddress(`http://${name}.test:7420`);
      open.set(name, opened);
    };
    const stop = async (): Promise<void> => {
      const last = open.get(name);
      open.delete(name);
      await finished(clock, last?.close() ?? Promise.resolve());
    };
    const ask: Console['ask'] = (call, input, who = 'ada') => finished(clock, running().core.call(call, input, credential(who))) as never;
    const call: Console['call'] = async (...asked) => {
      const result = await ask(...asked);
      if (!result.ok) throw new Error(`${result.error.message} ${JSON.stringify(result.error.details)}`);
      return result.value;
    };
    return {
      get open() {
        return running();
      },
      database, ask, call, start, stop,
      incident: async (title = 'Payments fail') => (await call('incidents.open', { title, severity: 'P1', services: [ServiceId.parse('checkout-api')] })).id,
      publish: async (incident) => {
        const { facts, text } = await call('updates.preview', { incident, audience: 'internal', kind: 'investigating', channels: [] });
        const { id, hash } = await call('updates.draft', { incident, audience: 'internal', kind: 'investigating', facts, text, channels: [ChannelId.parse('team')] });
        await call('updates.publish', { id, hash });
        return id;
      },
      begin: async () => {
        const { hash } = await call('plans.preview', { id: TO_B, mode: 'live' });
        await call('plans.arm', { id: TO_B, mode: 'live' });
        clicks += 1;
        return call('plans.run', { id: TO_B, mode: 'live', hash, intent: `click-of-${clicks}` });
      },
    };
  };
  const a: Console = console('a', { meet: async () => null, fetchCopy: async () => false, askTerm: async () => (reach.aReachesB ? ((await open.get('b')?.core.term()) ?? null) : null) });
  const b: Console = console('b', {
    meet: async (told) => {
      const other = reach.bReachesA ? open.get('a') : undefined;
      const answer = await other?.core.call('console.meet', told, credential('ada'));
      return answer?.ok === true ? (answer.value as CallOutput<'console.meet'>) : null;
    },
    fetchCopy: async (to) => {
      const made = reach.bReachesA ? await open.get('a')?.core.copy(null, null) : undefined;
      if (made?.ok !== true || made.value.file === null) return false;
      fs.mkdirSync(join(folder, 'b', 'copies'), { recursive: true });
      fs.copyFileSync(made.value.file, to);
      return true;
    },
    askTerm: async () => null,
  });

  return {
    clock, received, answers, a, b, reach,
    copy: async () => {
      const made = await finished(clock, a.open.core.copy(null, 'http://b.test:7420'));
      if (!made.ok || made.value.file === null) throw new Error('no copy was made');
      fs.rmSync(b.database, { force: true });
      await (await openBackup(made.value.file)).extract(b.database);
    },
    takeOver: async () => {
      const now = toRfc3339(clock.nowMs());
      order = { at: now, by: { id: 'grace', name: 'Grace Hopper' }, reason: 'Its room has no power', from: 'http://a.test:7420', copyAt: now };
      await b.start();
    },
    pass: async (seconds) => {
      for (let second = 0; second < seconds; second += 1) {
        await clock.advance(1_000);
        // What was asked of a network or a disk is answered only here.
        await vi.waitFor(() => undefined);
        await new Promise((resolve) => void setImmediate(resolve));
        for (const name of reopening) {
          reopening.delete(name);
          const console = name === 'a' ? a : b;
          await console.stop();
          await console.start();
        }
      }
    },
    close: async () => {
      await a.stop();
      await b.stop();
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
