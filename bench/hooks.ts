import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { findAlertmanager, startAlertmanager } from '../src/main/engine/sources/testing/alertmanager.ts';
import type { SideFigures, SideRequest } from './engine/side.ts';
import type { SendOrder, SendResult } from './hooks/sender.ts';
import { hasFlag, numberFlag } from './lib/args.ts';
import { nextMessage, startChild, stopChild } from './lib/children.ts';
import { sleep, withFolder } from './lib/folder.ts';
import { cpuMsOf, machine } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';
import { round } from './lib/stats.ts';

/**
 * A flood of alerts by webhook: the built server takes so many a second over loopback, one alert a message and in batches, beside
 * two peers that are sent the same alerts at the same pace, one after the other in the same run: the real Alertmanager (its API takes
 * what a Prometheus sends, into memory) and the least that can keep them (`hooks/bare.ts`). Nothing is sent twice, so what is not
 * counted in the end is lost. `node bench/hooks.ts [--perSecond 1000] [--seconds 10] [--rounds 1] [--perMessage N] [--alone] [--json]`
 */
const perSecond = numberFlag('perSecond', 1_000);
const seconds = numberFlag('seconds', 10);
const rounds = numberFlag('rounds', 1);
const ALERTS = perSecond * seconds;
const perMessageOnly = numberFlag('perMessage', Infinity);
const PER_MESSAGE = perMessageOnly === Infinity ? [1, 50, 1_000] : [perMessageOnly];
const alone = hasFlag('alone');
const LAG_GOAL_MS = 50;
const PATIENCE_MS = 60_000;
const TOKEN = 'bench-token-that-is-long-enough-0123456789';
const PROBE = pathToFileURL(join(import.meta.dirname, 'engine', 'probe.ts')).href;

interface Taker {
  readonly order: Pick<SendOrder, 'url' | 'token' | 'shape'>;
  /** Null where only its CPU can be told. */
  readonly child: ChildProcess | null;
  readonly pid: number;
  /** Alerts that it has now. */
  count(): Promise<number>;
  stop(): Promise<void>;
}

async function startOurs(folder: string): Promise<Taker> {
  mkdirSync(folder);
  const services = Array.from({ length: 40 }, (_, index) => ({ id: `svc-${String(index).padStart(2, '0')}`, name: `Service ${index}`, tier: index < 4 ? 1 : 3 }));
  writeFileSync(join(folder, 'holdfast.yaml'), stringify({ version: 1, workspace: { name: 'Bench', timeZone: 'UTC' }, services, hooks: [{ id: 'alertmanager', kind: 'alertmanager', token: TOKEN }] }));
  process.env['HOLDFAST_TOKEN'] = `${TOKEN}-person`;
  const child = startChild('hooks/ours.ts', [folder], ['--import', PROBE]);
  const { url } = await nextMessage<{ url: string }>(child);
  const firing = async (): Promise<number> => {
    const response = await fetch(`${url}api/v1/alerts?limit=1`, { headers: { authorization: `Bearer ${TOKEN}-person` } });
    const { counts } = (await response.json()) as { counts: { firing: number } };
    return counts.firing;
  };
  return { order: { url: `${url}api/v1/hooks/alertmanager`, token: TOKEN, shape: 'webhook' }, child, pid: child.pid ?? 0, count: firing, stop: () => stopChild(child) };
}

async function startBare(folder: string): Promise<Taker> {
  mkdirSync(folder);
  const child = startChild('hooks/bare.ts', [folder], ['--import', PROBE]);
  const { url } = await nextMessage<{ url: string }>(child);
  return { order: { url, token: TOKEN, shape: 'webhook' }, child, pid: child.pid ?? 0, count: async () => ((await (await fetch(url)).json()) as { count: number }).count, stop: () => stopChild(child) };
}

async function startPeer(): Promise<Taker> {
  const peer = await startAlertmanager();
  return {
    order: { url: `${peer.url}/api/v2/alerts`, token: TOKEN, shape: 'alertmanager' },
    child: null,
    pid: peer.pid(),
    count: async () => ((await (await fetch(`${peer.url}/api/v2/alerts`)).json()) as unknown[]).length,
    stop: () => peer.stop(),
  };
}

const SIDES = { ours: startOurs, Alertmanager: startPeer, 'bare server': startBare } as const;
type Side = keyof typeof SIDES;

interface Measured {
  readonly side: Side;
  readonly perMessage: number;
  readonly send: SendResult;
  readonly counted: number;
  /** From the first message until all alerts were there. */
  readonly allThereMs: number;
  /** CPU of the whole process until then. */
  readonly cpuMs: number;
  /** Of the engine's thread (ours) or the only one; null where it cannot be told. */
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  /** CPU of the same thread between two turns of its loop. */
  readonly turnCpuMs: { readonly p99: number; readonly max: number } | null;
  readonly httpLagP99Ms: number | null;
  /** Of a process that does nothing, in the same span. */
  readonly idleLagP99Ms: number;
}

const begin = (child: ChildProcess | null): void => void child?.send({ ask: 'begin', lag: true } satisfies SideRequest);
async function end(child: ChildProcess | null): Promise<SideFigures | null> {
  if (child === null) return null;
  const answer = nextMessage<SideFigures>(child);
  child.send({ ask: 'end' } satisfies SideRequest);
  return answer;
}

/** Asked rarely at first and only when all was sent: counting is work too. */
async function untilAllThere(taker: Taker): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const counted = await taker.count();
    if (counted >= ALERTS || performance.now() - startedAt > PATIENCE_MS) return counted;
    await sleep(100);
  }
}

async function measure(side: Side, perMessage: number, folder: string, idle: ChildProcess): Promise<Measured> {
  const taker = await SIDES[side](folder);
  const sender = startChild('hooks/sender.ts', []);
  try {
    // The first seconds of a process are those of its compiler.
    await sleep(1_500);
    begin(idle);
    begin(taker.child);
    const [cpuBefore, at] = [cpuMsOf(taker.pid) ?? Number.NaN, performance.now()];
    const answer = nextMessage<SendResult>(sender);
    sender.send({ ...taker.order, alerts: ALERTS, perSecond, perMessage } satisfies SendOrder);
    const send = await answer;
    const counted = await untilAllThere(taker);
    const [cpuMs, allThereMs] = [(cpuMsOf(taker.pid) ?? Number.NaN) - cpuBefore, performance.now() - at];
    const [figures, idleFigures] = [await end(taker.child), await end(idle)];
    const lagOf = (thread: 'main' | 'worker'): Measured['lagMs'] => figures?.threads.find((each) => each.thread === thread)?.lagMs ?? null;
    return { side, perMessage, send, counted, allThereMs, cpuMs, lagMs: lagOf('worker') ?? lagOf('main'), turnCpuMs: (figures?.threads.find((each) => each.thread === 'worker') ?? figures?.threads[0])?.turnCpuMs ?? null, httpLagP99Ms: lagOf('worker') === null ? null : (lagOf('main')?.p99 ?? null), idleLagP99Ms: idleFigures?.threads[0]?.lagMs?.p99 ?? Number.NaN };
  } finally {
    await stopChild(sender);
    await taker.stop();
  }
}

const shown = (value: number | null | undefined): number | string => (value === null || value === undefined ? '–' : round(value, 1));
const rowOf = ({ send, counted, cpuMs, lagMs, turnCpuMs, httpLagP99Ms, idleLagP99Ms, allThereMs }: Measured): Record<string, unknown> => ({
  answers: Object.entries(send.answers).map(([status, count]) => `${count} × ${status}`).join(', '),
  lost: ALERTS - counted,
  'answer p50 ms': send.answerMs.p50,
  p99: send.answerMs.p99,
  'CPU ms/1,000': round((cpuMs / ALERTS) * 1_000, 0),
  'lag p99': shown(lagMs?.p99),
  'lag max': shown(lagMs?.max),
  'turn CPU p99': shown(turnCpuMs?.p99),
  'turn CPU max': shown(turnCpuMs?.max),
  'HTTP lag p99': shown(httpLagP99Ms),
  'idle p99': shown(idleLagP99Ms),
  'all there after s': round(allThereMs / 1_000, 1),
});

async function run(folder: string): Promise<void> {
  const before = machine();
  const idle = startChild('engine/floor.ts', ['', '0', '5', 'idle'], ['--import', PROBE]);
  await nextMessage(idle);
  const all: Measured[] = [];
  const sides = (Object.keys(SIDES) as Side[]).filter((side) => side === 'ours' || (!alone && (side !== 'Alertmanager' || findAlertmanager() !== null)));
  for (let round_ = 1; round_ <= rounds; round_ += 1)
    for (const perMessage of PER_MESSAGE) {
      for (const side of sides) all.push(await measure(side, perMessage, join(folder, `${side}-${perMessage}-${round_}`), idle));
      note(`${perMessage} a message, round ${round_} of ${rounds}: load ${machine().load1}`);
      const now = all.slice(-sides.length);
      table(Object.fromEntries(now.map((each) => [`${each.side}, ${perMessage} a message`, rowOf(each)])));
    }
  await stopChild(idle);
  const ours = all.filter(({ side }) => side === 'ours');
  for (const mine of ours) {
    const beside = all.filter((each) => each !== mine && each.perMessage === mine.perMessage && each.side !== 'ours').slice(0, 2);
    if (beside.length > 0) line(`${mine.perMessage} a message: ${beside.map((peer) => `CPU ${round(mine.cpuMs / peer.cpuMs, 2)} ×, answer p99 ${round(mine.send.answerMs.p99 / peer.send.answerMs.p99, 2)} × ${peer.side}`).join('; ')}`);
  }
  line(`${ALERTS} different alerts, ${perSecond} a second; goal: none lost, lag p99 of the engine's thread < ${LAG_GOAL_MS} ms. Load ${before.load1} at the start and ${machine().load1} at the end on ${before.cpus} cores.`);
  const met = ours.every(({ counted, lagMs }) => counted === ALERTS && (lagMs?.p99 ?? Infinity) < LAG_GOAL_MS);
  finish({ bench: 'hooks', alerts: ALERTS, perSecond, machine: before, all, goal: { lagMs: LAG_GOAL_MS, lost: 0 }, met });
}

await withFolder(run);
