import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';

export interface EvidenceSample {
  readonly time: EpochMs;
  /** NaN = the source said that there is no value. */
  readonly value: number;
}

const BYTES = 8;

/** All times, then all values, as little-endian doubles, deflated: exact, and small because times rise evenly. */
export function packSamples(samples: readonly EvidenceSample[]): Uint8Array {
  const raw = Buffer.alloc(samples.length * 2 * BYTES);
  let before = 0;
  for (const [index, { time, value }] of samples.entries()) {
    // Steps repeat where times do not, which is what deflate looks for.
    raw.writeDoubleLE(index === 0 ? time : time - before, index * BYTES);
    raw.writeDoubleLE(value, (samples.length + index) * BYTES);
    before = time;
  }
  return deflateRawSync(raw);
}

/** What `packSamples` packed. Throws where the bytes are damaged, or hold more than `most` samples: bytes from elsewhere may swell without end. */
export function unpackSamples(data: Uint8Array, most = Infinity): EvidenceSample[] {
  const raw = inflateRawSync(data, most === Infinity ? {} : { maxOutputLength: Math.max(1, most * 2 * BYTES) });
  const count = raw.length / (2 * BYTES);
  if (!Number.isInteger(count)) throw new Error('a chunk of evidence is damaged');
  let time = 0;
  return Array.from({ length: count }, (_, index) => {
    time = index === 0 ? raw.readDoubleLE(0) : time + raw.readDoubleLE(index * BYTES);
    return { time: epochMs(time), value: raw.readDoubleLE((count + index) * BYTES) };
  });
}
