import { join } from 'node:path';
import { nextMessage, startChild, startFakePrometheus, stopChild } from '../lib/children.ts';
import { sleep, withFolder } from '../lib/folder.ts';
import { startHoldfast, type RunningHoldfast } from '../lib/holdfast.ts';
import { cpuMsOf } from '../lib/proc.ts';
import { percentiles, round, type Percentiles } from '../lib/stats.ts';
import { configOf } from '../lib/workload.ts';

const SIGNALS = 500;
const EVERY_SECONDS = 1;
const ROUNDS = 2;
const WARM_UP_MS = 8_000;

interface Noted {
  readonly tickDelays: readonly number[];
  readonly readingDelays: readonly number[];
  readonly bytes: number;
  readonly ended: number;
}

export interface WallsSpan {
  readonly tickMs: Percentiles;
  readonly readingMs: Percentiles;
  /** Of one core, the server's whole process: engine, HTTP and streams. */
  readonly cpuPercent: number | null;
  readonly kbPerSecondAndWall: number;
  /** Streams that broke off; none should. */
  readonly ended: number;
}

export interface WallsResult {
  readonly walls: number;
  readonly signals: number;
  readonly everySeconds: number;
  readonly noWalls: { readonly cpuPercent: number | null };
  readonly calm: readonly WallsSpan[];
  /** The same while one more client reads nothing. */
  readonly stalled: readonly WallsSpan[];
  /** Clients that the server cut off because they did not keep up. */
  readonly cutOff: number;
}

/** Many walls follow one server, whose workspace changes all its numbers every second; spans with and without a client that reads nothing alternate. */
export async function measureWalls(walls: number, seconds: number): Promise<WallsResult> {
  const fake = await startFakePrometheus(EVERY_SECONDS);
  try {
    return await withFolder(async (folder) => {
      const server = await startHoldfast({ folder: join(folder, 'data'), config: configOf({ signals: SIGNALS, everySeconds: EVERY_SECONDS, prometheusUrl: fake.url }) });
      try {
        await sleep(WARM_UP_MS);
        const cpuShare = async (ms: number): Promise<number | null> => {
          const [before, at] = [cpuMsOf(server.pid), performance.now()];
          await sleep(ms);
          const after = cpuMsOf(server.pid);
          return before === null || after === null ? null : round(((after - before) / (performance.now() - at)) * 100, 1);
        };
        const spanMs = (seconds * 1_000) / (2 * ROUNDS + 1);
        const alone = await cpuShare(spanMs);
        const clients = startChild('live/clients.ts', [server.url, String(walls), server.headers['authorization']?.replace('Bearer ', '') ?? '']);
        try {
          await nextMessage(clients);
          const span = async (): Promise<WallsSpan> => {
            clients.send({ ask: 'begin' });
            const cpuPercent = await cpuShare(spanMs);
            const answer = nextMessage<Noted>(clients);
            clients.send({ ask: 'end' });
            const { tickDelays, readingDelays, bytes, ended } = await answer;
            return { tickMs: percentiles(tickDelays), readingMs: percentiles(readingDelays), cpuPercent, kbPerSecondAndWall: round(bytes / spanMs / walls, 1), ended };
          };
          const [calm, stalled]: [WallsSpan[], WallsSpan[]] = [[], []];
          for (let each = 0; each < ROUNDS; each += 1) {
            calm.push(await span());
            clients.send({ ask: 'stall' });
            // Its snapshot is what every new wall costs, not what this one costs by not reading.
            await sleep(1_000);
            stalled.push(await span());
          }
          return { walls, signals: SIGNALS, everySeconds: EVERY_SECONDS, noWalls: { cpuPercent: alone }, calm, stalled, cutOff: await cutOffOf(server) };
        } finally {
          await stopChild(clients);
        }
      } finally {
        await server.stop();
      }
    });
  } finally {
    await fake.stop();
  }
}

async function cutOffOf({ url, headers }: RunningHoldfast): Promise<number> {
  const response = await fetch(`${url}metrics`, { headers });
  return Number(/^holdfast_live_cut_off_total (\d+)/m.exec(await response.text())?.[1] ?? Number.NaN);
}
