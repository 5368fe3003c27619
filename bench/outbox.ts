import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { findAlertmanager, startAlertmanager } from '../src/main/engine/sources/testing/alertmanager.ts';
import { hasFlag, numberFlag } from './lib/args.ts';
import { nextMessage, startChild, stopChild } from './lib/children.ts';
import { nowMs, sleep, withFolder } from './lib/folder.ts';
import { machine } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';
import { percentiles, round, type Percentiles } from './lib/stats.ts';
import type { Committed, QueueOrder } from './outbox/sender.ts';
import { startSink, type Came, type Sink } from './outbox/sink.ts';

/**
 * From the commit of an update to the start of its requests, at eight webhooks, and again with four of them taking every connection
 * and answering nobody; then the outbox and the real Alertmanager bring the same things to the same sink, are killed (`kill -9`) and
 * started again, and are told 429 with `Retry-After: 1`. `node bench/outbox.ts [--updates 50] [--perSecond 5] [--groupInterval 20] [--alone] [--json]`
 */
const updates = numberFlag('updates', 50);
const perSecond = numberFlag('perSecond', 5);
const groupIntervalSeconds = numberFlag('groupInterval', 20);
const alone = hasFlag('alone');
const CHANNELS = Array.from({ length: 8 }, (_, n) => `hook-${String(n + 1)}`);
const ALERTS = 12;
/** Healthy channels may not be slower than this beside dead ones, or at all (goal B5). */
const P50_GOAL_MS = 300;
const P99_GOAL_MS = 2_000;
const QUIET_MS = 5_000;
const TOKEN = 'bench-token-that-is-long-enough-0123456789';

type Kind = 'keyed' | 'blind';
const sender = async (file: string, sink: Sink, channels: readonly (readonly [string, Kind])[]): Promise<ChildProcess> => {
  const child = startChild('outbox/sender.ts', [file, ...channels.map(([id, kind]) => `${id}=${sink.url}/${id}=${kind}`)]);
  await nextMessage(child);
  return child;
};
const queue = async (child: ChildProcess, order: QueueOrder): Promise<Committed> => {
  const answer = nextMessage<Committed>(child);
  child.send(order);
  return answer;
};
const kill = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};
async function waitFor(what: string, holds: () => boolean, mostMs = 60_000): Promise<void> {
  const from = nowMs();
  while (!holds()) {
    if (nowMs() - from > mostMs) throw new Error(`${what}: not within ${String(mostMs / 1_000)} s`);
    await sleep(20);
  }
}

/** From commit to request at channels that answer. */
async function starts(folder: string, dark: readonly string[]): Promise<Percentiles> {
  const sink = await startSink();
  for (const id of dark) sink.dark.add(`/${id}`);
  const child = await sender(join(folder, `starts-${String(dark.length)}.db`), sink, CHANNELS.map((id) => [id, 'blind']));
  const healthy = CHANNELS.filter((id) => !dark.includes(id));
  await queue(child, { from: 1, updates: 3, perSecond });
  const committed = await queue(child, { from: 100, updates, perSecond });
  const ofHealthy = (): Came[] => sink.came.filter(({ path, ids: [id = ''] }) => healthy.includes(path.slice(1)) && committed[id] !== undefined);
  await waitFor('every update at every healthy channel', () => ofHealthy().length >= updates * healthy.length);
  const took = ofHealthy().map(({ ids: [id = ''], atMs }) => atMs - (committed[id] ?? Number.NaN));
  await kill(child);
  await sink.stop();
  return percentiles(took);
}

interface AfterKill {
  /** Told twice or more, of twelve. */
  readonly doubled: number;
  /** Requests beyond the first, where the receiver tells by the key that they are the same message. */
  readonly sameKey: number;
  readonly missing: number;
}
const judged = (came: readonly Came[], ids: readonly string[]): AfterKill => {
  const of = (id: string): Came[] => came.filter((each) => each.ids.includes(id));
  const messages = (id: string): number => new Set(of(id).map(({ key }, index) => key ?? `request ${String(index)}`)).size;
  return { doubled: ids.filter((id) => messages(id) > 1).length, sameKey: ids.reduce((sum, id) => sum + of(id).length - messages(id), 0), missing: ids.filter((id) => of(id).length === 0).length };
};
type When = 'once all was answered' | 'before an answer';

async function killOurs(folder: string, when: When, kind: Kind): Promise<AfterKill> {
  const sink = await startSink();
  const start = (): Promise<ChildProcess> => sender(join(folder, `kill-${kind}-${when.length}.db`), sink, [['hook', kind]]);
  const child = await start();
  if (when === 'before an answer') sink.answer = () => (sink.came.length >= ALERTS / 2 ? 'held' : null);
  /* All are promised before the kill. */
  await queue(child, { from: 1, updates: ALERTS, perSecond: 1_000 });
  await waitFor('requests before the kill', () => sink.came.length >= (when === 'before an answer' ? ALERTS / 2 : ALERTS));
  await sleep(when === 'before an answer' ? 0 : 1_000);
  await kill(child);
  sink.answer = () => null;
  const again = await start();
  await sleep(QUIET_MS);
  await stopChild(again);
  await sink.stop();
  const ids = Array.from({ length: ALERTS }, (_, n) => `UPD-${String(n + 1).padStart(4, '0')}`);
  /* Of a blind channel the key says nothing to its receiver. */
  return judged(kind === 'keyed' ? sink.came : sink.came.map((each) => ({ ...each, key: null })), ids);
}

const alertsOf = (ids: readonly string[]) => ids.map((id) => ({ labels: { alertname: 'CheckoutDown', id }, startsAt: new Date().toISOString() }));
const alertIds = Array.from({ length: ALERTS }, (_, n) => `alert-${String(n)}`);
/** As it ships, but that groups are told again sooner: what was sent is written down every 15 minutes. */
const alertmanager = (sink: Sink) => startAlertmanager({ webhook: { url: `${sink.url}/alertmanager`, token: TOKEN }, groupBy: ['id'], groupInterval: `${String(groupIntervalSeconds)}s`, maintenanceInterval: '15m' });

async function killTheirs(when: When): Promise<AfterKill> {
  const sink = await startSink();
  const manager = await alertmanager(sink);
  try {
    const alerts = alertsOf(alertIds);
    if (when === 'before an answer') sink.answer = () => (sink.came.length >= ALERTS / 2 ? 'held' : null);
    await manager.post(alerts);
    await waitFor('alerts before the kill', () => sink.came.length >= (when === 'before an answer' ? ALERTS / 2 : ALERTS));
    await sleep(when === 'before an answer' ? 0 : 1_000);
    await manager.kill();
    sink.answer = () => null;
    await manager.start();
    /* Its source tells what fires again and again. */
    await manager.post(alerts);
    await sleep(QUIET_MS);
    return judged(sink.came, alertIds);
  } finally {
    await manager.stop();
    await sink.stop();
  }
}

const LIMITED = { status: 429, headers: { 'Retry-After': '1' } };
const secondAfter = ({ came }: Sink): number => round(((came[1]?.atMs ?? Number.NaN) - (came[0]?.atMs ?? Number.NaN)) / 1_000);
async function limitedOurs(folder: string): Promise<number> {
  const sink = await startSink();
  sink.answer = () => (sink.came.length === 1 ? LIMITED : null);
  const child = await sender(join(folder, 'limited.db'), sink, [['hook', 'blind']]);
  await queue(child, { from: 1, updates: 1, perSecond: 1 });
  await waitFor('a second request', () => sink.came.length >= 2);
  await stopChild(child);
  await sink.stop();
  return secondAfter(sink);
}
async function limitedTheirs(): Promise<number> {
  const sink = await startSink();
  sink.answer = () => (sink.came.length === 1 ? LIMITED : null);
  const manager = await alertmanager(sink);
  try {
    await manager.post(alertsOf(['alert-0']));
    await waitFor('a second request of Alertmanager', () => sink.came.length >= 2, groupIntervalSeconds * 3_000 + 60_000);
    return secondAfter(sink);
  } finally {
    await manager.stop();
    await sink.stop();
  }
}

await withFolder(async (folder) => {
  const before = machine();
  note(`commit to request, ${String(updates)} updates at ${String(perSecond)} a second to 8 channels …`);
  const all = await starts(folder, []);
  const half = await starts(folder, CHANNELS.slice(0, 4));
  table({ 'all eight answer': { ...all }, 'four of eight answer nobody': { ...half } });
  const ratio = { p50: round(half.p50 / all.p50), p99: round(half.p99 / all.p99) };
  line(`healthy channels beside four dead ones: p50 × ${String(ratio.p50)}, p99 × ${String(ratio.p99)}`);

  note('kill -9, and 429 …');
  const rows: Record<string, AfterKill> = {};
  for (const when of ['once all was answered', 'before an answer'] as const) {
    for (const kind of ['keyed', 'blind'] as const) rows[`ours, ${kind}, killed ${when}`] = await killOurs(folder, when, kind);
    if (!alone && findAlertmanager() !== null) rows[`Alertmanager, killed ${when}`] = await killTheirs(when);
  }
  table(Object.fromEntries(Object.entries(rows).map(([name, { doubled, sameKey, missing }]) => [name, { of: ALERTS, doubled, 'again with the same key': sameKey, missing }])));
  const limited = { ours: await limitedOurs(folder), alertmanager: alone || findAlertmanager() === null ? null : await limitedTheirs() };
  line(`429 with Retry-After: 1 → next request after ${String(limited.ours)} s; Alertmanager after ${String(limited.alertmanager ?? 'not installed')} s (group_interval ${String(groupIntervalSeconds)} s; 5 min unless told)`);

  const ours = Object.entries(rows).filter(([name]) => name.startsWith('ours'));
  const met = half.p50 <= P50_GOAL_MS && half.p99 <= P99_GOAL_MS && ours.every(([, { doubled, missing }]) => doubled === 0 && missing === 0) && limited.ours >= 1 && limited.ours <= 1.6;
  line(`goals (healthy p50 ≤ ${String(P50_GOAL_MS)} ms and p99 ≤ ${String(P99_GOAL_MS)} ms, nothing doubled or missing, Retry-After kept): ${met ? 'reached' : 'missed'}`);
  finish({ bench: 'outbox', met, starts: { all, half, ratio }, kills: rows, limitedSeconds: limited, machine: [before, machine()] });
});
process.exit();
