import type { MinuteRollup } from './rollup.ts';

/** A finished minute of all signals as one row, in full precision, until its hour is packed. `no` = `series_signals.no`. */
export interface MinuteEntry extends MinuteRollup {
  readonly no: number;
}

const BYTES = 40;

/** 40 bytes a signal, little-endian: no u32, count u32, min, max, sum and lastMs f64. */
export function encodeMinute(entries: readonly MinuteEntry[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * BYTES);
  const view = new DataView(bytes.buffer);
  entries.forEach((entry, index) => {
    const at = index * BYTES;
    view.setUint32(at, entry.no, true);
    view.setUint32(at + 4, entry.count, true);
    view.setFloat64(at + 8, entry.min, true);
    view.setFloat64(at + 16, entry.max, true);
    view.setFloat64(at + 24, entry.sum, true);
    view.setFloat64(at + 32, entry.lastMs, true);
  });
  return bytes;
}

export function decodeMinute(bytes: Uint8Array): MinuteEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.byteLength / BYTES) }, (_, index) => {
    const at = index * BYTES;
    return {
      no: view.getUint32(at, true),
      count: view.getUint32(at + 4, true),
      min: view.getFloat64(at + 8, true),
      max: view.getFloat64(at + 16, true),
      sum: view.getFloat64(at + 24, true),
      lastMs: view.getFloat64(at + 32, true),
    };
  });
}
