import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { durationMs, type EpochMs, epochMs } from '../../../shared/model/units.ts';
import type { StoreClock, StoreLog } from '../ports.ts';

/** A clock that moves only when told, starting on a full hour. */
export function fakeClock(startMs = Date.UTC(2026, 0, 15, 14)): StoreClock & { advance(ms: number): void } {
  let [now, monotonic] = [startMs, 0];
  return {
    nowMs: (): EpochMs => epochMs(now),
    monotonicMs: () => durationMs(monotonic),
    advance: (ms) => {
      now += ms;
      monotonic += ms;
    },
  };
}

export interface LogLine {
  readonly level: 'info' | 'warn';
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

export function recordingLog(): StoreLog & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const add = (level: LogLine['level']) => (message: string, fields: Record<string, unknown> = {}) => void lines.push({ level, message, fields });
  return { lines, info: add('info'), warn: add('warn') };
}

/** A folder of its own that goes away with `using`. */
export function temporaryFolder(root = os.tmpdir()): Disposable & { readonly path: string; file(name: string): string } {
  const folder = fs.mkdtempSync(path.join(root, 'holdfast-store-'));
  return { path: folder, file: (name) => path.join(folder, name), [Symbol.dispose]: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
