import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { destination, multistream, pino, stdTimeFunctions, type Level } from 'pino';
import type { Log } from '../engine/ports.ts';

const MAX_BYTES = 5 * 1024 * 1024;

export interface LogOptions {
  /** Data folder; the log stands in `holdfast.log` there, the one before in `holdfast.log.1`. Null = standard error only. */
  readonly folder: string | null;
  /** Takes every secret that is known out of a finished line: at the sink, where nothing can go around it. */
  readonly redact: (line: string) => string;
  readonly component: 'shell' | 'engine' | 'desktop';
}

/** One JSON line per event. Warnings and errors also go to standard error; standard output belongs to the ready line. */
export function openLog({ folder, redact, component }: LogOptions): Log {
  const fileLevel = (process.env['HOLDFAST_LOG'] ?? 'info') as Level;
  const streams = [{ level: 'warn' as const, stream: redacting(destination({ dest: 2, sync: true }), redact) }, ...(folder === null ? [] : [{ level: fileLevel, stream: redacting(fileStream(folder, component !== 'engine'), redact) }])];
  const logger = pino({ level: fileLevel, base: { component }, timestamp: stdTimeFunctions.isoTime }, multistream(streams));
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
  };
}

const redacting = (sink: { write(line: string): unknown }, redact: (line: string) => string) => ({ write: (line: string) => void sink.write(redact(line)) });

function fileStream(folder: string, rotate: boolean): { write(line: string): unknown } {
  const file = join(folder, 'holdfast.log');
  mkdirSync(folder, { recursive: true });
  if (rotate && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(file, `${file}.1`);
  return destination({ dest: file, append: true, sync: true, mode: 0o600 });
}
