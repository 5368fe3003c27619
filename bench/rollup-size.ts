/**
 * What a month of one-minute rollups takes on disk, and what storing and reading it costs.
 *
 *   node bench/rollup-size.ts [--signals 500] [--days 30] [--json]
 *
 * The data is made, and made noisy on purpose: per signal a daily rhythm, a noise that remembers itself, heavy-tailed single
 * samples and slow episodes, sampled every 5 s. `latency` is 500 such signals (the worst case); `mix` is half of them, with
 * error rates that are mostly zero, traffic, and availability. The peers are general compressors over the same numbers.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { constants, deflateRawSync, zstdCompressSync } from 'node:zlib';
import { addSample, createHour, HOUR_MS, type HourRollup, MINUTES } from '../src/main/engine/series/rollup.ts';
import { encodeMinute } from '../src/main/engine/series/minute-row.ts';
import { packHour, unpackHour } from '../src/main/engine/series/rollup-codec.ts';
import * as repo from '../src/main/engine/series/rollup-repo.ts';
import { SignalId } from '../src/shared/model/ids.ts';
import { durationMs, epochMs } from '../src/shared/model/units.ts';
import { openStore } from '../src/main/store/open.ts';
import type { Store } from '../src/main/store/store.ts';

const SAMPLES_PER_MINUTE = 12;
const FIRST_HOUR = Math.floor(Date.UTC(2026, 0, 1) / HOUR_MS);
const GOAL_BYTES = 250e6;
const PEER_SIGNALS = 5;

const { values: given } = parseArgs({ options: { signals: { type: 'string', default: '500' }, days: { type: 'string', default: '30' }, json: { type: 'boolean', default: false } } });
const [signals, days] = [Number(given.signals), Number(given.days)];

type Workload = 'latency' | 'mix';
type Kind = 'latency' | 'errorRate' | 'traffic' | 'availability';

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One signal's samples, hour after hour. */
class Signal {
  readonly #random: () => number;
  readonly #kind: Kind;
  readonly #base: number;
  #drift = 0;
  #episode = 1;

  constructor(index: number, workload: Workload) {
    this.#random = randomOf(index * 7_919 + 1);
    const kinds: readonly Kind[] = ['latency', 'errorRate', 'latency', 'traffic', 'latency', 'errorRate', 'latency', 'traffic', 'latency', 'availability'];
    this.#kind = workload === 'latency' ? 'latency' : (kinds[index % kinds.length] ?? 'latency');
    this.#base = 0.02 * 10 ** (this.#random() * 1.7);
  }

  hour(hour: number): HourRollup {
    const out = createHour();
    const rhythm = 1 + 0.3 * Math.sin((hour % 24) / 24 * 2 * Math.PI);
    for (let sample = 0; sample < MINUTES * SAMPLES_PER_MINUTE; sample += 1) addSample(out, hour * HOUR_MS + sample * 5_000, this.#next(rhythm));
    return out;
  }

  #next(rhythm: number): number {
    this.#drift = this.#drift * 0.97 + this.#normal() * 0.03;
    if (this.#random() < 0.0002) this.#episode = 1 + this.#random() * 8;
    else if (this.#random() < 0.01) this.#episode = 1;
    const noise = Math.exp(this.#drift + this.#normal() * 0.08);
    const spike = this.#random() < 0.004 ? 1 + this.#random() ** -0.7 : 1;
    if (this.#kind === 'errorRate') return this.#episode > 1 ? Math.min(1, 0.02 * noise * this.#episode) : 0;
    if (this.#kind === 'traffic') return Math.round(4_000 * this.#base * rhythm * noise * 12) / 12;
    if (this.#kind === 'availability') return this.#episode > 4 ? 0 : 1;
    return this.#base * rhythm * noise * spike * this.#episode;
  }

  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
  }
}

const quantile = (sorted: readonly number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

interface Stored {
  readonly workload: Workload;
  readonly fileMB: number;
  readonly bytesPerMinute: number;
  readonly blockBytes: number;
  readonly packUs: number;
  readonly unpackUs: number;
  readonly monthReadMs: number;
  readonly minuteCommitMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** Fills a real store as the engine does: hour after hour, all signals. */
function measure(workload: Workload): Stored {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'holdfast-bench-'));
  const clock = { nowMs: () => epochMs(Date.now()), monotonicMs: () => durationMs(performance.now()) };
  const store = openStore({ file: path.join(folder, 'holdfast.db'), clock, log: { info: () => {}, warn: () => {} } });
  try {
    return fill(store, workload);
  } finally {
    store.close();
    fs.rmSync(folder, { recursive: true });
  }
}

function fill({ read, write }: Store, workload: Workload): Stored {
  if (!write) throw new Error('the store cannot be written');
  const all = Array.from({ length: signals }, (_, index) => ({ signal: new Signal(index, workload), no: repo.addSignal(write, SignalId.parse(`signal-${index}`)) }));
  let [packMs, blockBytes] = [0, 0];
  for (let hour = FIRST_HOUR; hour < FIRST_HOUR + days * 24; hour += 1) {
    const hours = all.map(({ signal, no }) => ({ no, rollups: signal.hour(hour) }));
    const started = performance.now();
    const packed = hours.map(({ no, rollups }) => ({ no, data: packHour(rollups) }));
    packMs += performance.now() - started;
    write.transaction(() => packed.forEach(({ no, data }) => repo.writeBlock(write, no, hour, data)));
    blockBytes += packed.reduce((sum, { data }) => sum + data.length, 0);
  }
  const blocks = signals * days * 24;
  const reads = Array.from({ length: 20 }, (_, index) => timeRead(read, all[(index * 23) % all.length]?.no));
  const bytes = repo.usedBytes(read);
  return {
    workload,
    fileMB: round(bytes / 1e6, 1),
    bytesPerMinute: round(bytes / (blocks * MINUTES)),
    blockBytes: round(blockBytes / blocks, 0),
    packUs: round((packMs * 1e3) / blocks, 1),
    unpackUs: round((Math.min(...reads.map(({ unpackMs }) => unpackMs)) * 1e3) / (days * 24), 1),
    monthReadMs: round(quantile(reads.map(({ totalMs }) => totalMs).toSorted((a, b) => a - b), 0.5), 1),
    minuteCommitMs: minuteCommits({ write, all: all.map(({ no }) => no) }),
  };
}

function timeRead(read: Store['read'], no: repo.SignalNo | undefined): { totalMs: number; unpackMs: number } {
  if (no === undefined) throw new Error('expected at least one signal');
  const started = performance.now();
  const blocks = repo.readBlocks(read, no, FIRST_HOUR, FIRST_HOUR + days * 24);
  const unpackStarted = performance.now();
  for (const { hour, data } of blocks) unpackHour(data, hour);
  const ended = performance.now();
  return { totalMs: ended - started, unpackMs: ended - unpackStarted };
}

/** The hot path: one finished minute of all signals, on disk. */
function minuteCommits({ write, all }: { write: NonNullable<Store['write']>; all: readonly repo.SignalNo[] }): Stored['minuteCommitMs'] {
  const times = Array.from({ length: 200 }, (_, index) => {
    const started = performance.now();
    repo.writeMinute(write, FIRST_HOUR * MINUTES + index, encodeMinute(all.map((no) => ({ no, min: index, max: no, sum: no * index, count: 12, lastMs: started }))));
    return performance.now() - started;
  }).toSorted((a, b) => a - b);
  return { p50: round(quantile(times, 0.5)), p99: round(quantile(times, 0.99)), max: round(times.at(-1) ?? 0) };
}

/** What other codings of the same numbers (min, max, avg in single precision, count) take, in bytes a minute without the file around them. */
function peers(workload: Workload): Record<string, number> {
  const totals = new Map<string, number>();
  const add = (name: string, bytes: number): void => void totals.set(name, (totals.get(name) ?? 0) + bytes);
  for (let index = 0; index < PEER_SIGNALS; index += 1) {
    const signal = new Signal(index, workload);
    for (let day = 0; day < days; day += 1) {
      const hours = Array.from({ length: 24 }, (_, hour) => signal.hour(FIRST_HOUR + day * 24 + hour));
      for (const hour of hours) {
        add('this codec, per hour', packHour(hour).length);
        add('singles, shuffled, deflate, per hour', deflateRawSync(shuffled([hour]), { level: 9 }).length);
      }
      const plain = shuffled(hours);
      add('singles as they are', plain.length);
      add('singles, shuffled, deflate, per day', deflateRawSync(plain, { level: 9 }).length);
      add('singles, shuffled, zstd 19, per day', zstdCompressSync(plain, { params: { [constants.ZSTD_c_compressionLevel]: 19 } }).length);
    }
  }
  return Object.fromEntries([...totals].map(([name, bytes]) => [name, round(bytes / (PEER_SIGNALS * days * 24 * MINUTES))]).toSorted((a, b) => Number(a[1]) - Number(b[1])));
}

/** All first bytes, then all second bytes …, column by column: what makes floating-point numbers compress at all. */
function shuffled(hours: readonly HourRollup[]): Uint8Array {
  const columns = [
    Float32Array.from(hours.flatMap(({ mins }) => [...mins])),
    Float32Array.from(hours.flatMap(({ maxs }) => [...maxs])),
    Float32Array.from(hours.flatMap(({ sums, counts }) => Array.from(sums, (sum, minute) => sum / (counts[minute] ?? 1)))),
    Uint16Array.from(hours.flatMap(({ counts }) => [...counts])),
  ];
  const out = columns.map((column) => {
    const bytes = new Uint8Array(column.buffer);
    const width = column.BYTES_PER_ELEMENT;
    return Uint8Array.from(bytes, (_, index) => bytes[(index % column.length) * width + Math.floor(index / column.length)] ?? 0);
  });
  return Buffer.concat(out);
}

const result = { signals, days, goalMB: GOAL_BYTES / 1e6, stored: [measure('latency'), measure('mix')], peersBytesPerMinute: { latency: peers('latency'), mix: peers('mix') } };
if (given.json) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
} else {
  process.stdout.write(`${signals} signals × ${days} days of one-minute rollups (goal for 500 × 30: ${result.goalMB} MB)\n`);
  console.table(result.stored.map(({ minuteCommitMs, ...row }) => ({ ...row, 'minute commit p50/p99/max ms': Object.values(minuteCommitMs).join(' / ') })));
  process.stdout.write('Bytes a minute of other codings of the same numbers, without the file around them\n');
  console.table(result.peersBytesPerMinute);
}
