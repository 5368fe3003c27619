import { bestRice, BitReader, BitWriter } from './bits.ts';
import { createHour, HOUR_MS, type HourRollup, MINUTE_MS, MINUTES, minuteAt, setWhole } from './rollup.ts';

/**
 * One signal's hour in a few hundred bytes.
 *
 * What is kept exactly: which minutes are known, and every count. `min`, `max` and `avg` are kept as IEEE 754 single precision,
 * rounded to nearest (24 significant bits, an error of at most 2^-24 or 0.000006 %; whole numbers up to 16,777,216 exactly; beyond
 * ±3.4e38 the largest single). Rounding keeps order, so min ≤ avg ≤ max still holds. Beyond that nothing is lost.
 *
 * How: single-precision numbers are put in order as 32-bit integers. `avg` is told as the difference from the minute before, `min`
 * and `max` as distances from `avg`; these are small where the signal is calm, and noise where it is noisy. Each column is written
 * in Golomb-Rice code with its own best parameter. General compressors do worse: mantissas of noise have no repeats to find.
 *
 * Layout: byte 0 the format; 1 bit "all 60 minutes", else 60 bits of which; 4 × 6 bits of parameters (63: the column is all
 * zeros and takes no room); 32 bits the first avg and 32 bits the first count; then avg, min, max and count, column by column.
 */
const FORMAT = 1;
const ALL_ZERO = 63;
const FLOAT_MAX = 3.402_823_466_385_288_6e38;

export function packHour(hour: HourRollup): Uint8Array {
  const known = knownMinutes(hour);
  const out = new BitWriter();
  out.write(FORMAT, 8);
  writePresence(out, hour, known.length);
  const columns = differences(hour, known);
  const all = [columns.avgs, columns.below, columns.above, columns.counts];
  const parameters = all.map((column) => (column.every((value) => value === 0) ? ALL_ZERO : bestRice(column)));
  for (const k of parameters) out.write(k, 6);
  out.write(columns.firstAvg, 32);
  out.write(columns.firstCount, 32);
  all.forEach((column, index) => {
    const k = parameters[index] ?? ALL_ZERO;
    if (k !== ALL_ZERO) for (const value of column) out.writeRice(value, k);
  });
  return out.finish();
}

/**
 * Reads a packed hour; `hour` (since 1970) tells the times. Every minute comes back as `whole`, `lastMs` as the end of its minute.
 * Throws a RangeError for bytes that are no such block.
 */
export function unpackHour(bytes: Uint8Array, hour: number): HourRollup {
  if (bytes[0] !== FORMAT) throw new RangeError(`expected a block of format ${FORMAT}, found ${bytes[0] ?? 'nothing'}`);
  const from = new BitReader(bytes, 1);
  const minutes = readPresence(from);
  const parameters = [from.read(6), from.read(6), from.read(6), from.read(6)];
  let [avg, count] = [from.read(32) - 2 ** 31, from.read(32)];
  const column = (index: number, length: number): Float64Array => readColumn(from, parameters[index] ?? ALL_ZERO, length);
  const avgs = column(0, minutes.length - 1);
  const [below, above] = [column(1, minutes.length), column(2, minutes.length)];
  const counts = column(3, minutes.length - 1);
  const out = createHour();
  minutes.forEach((minute, index) => {
    if (index > 0) avg += unzigzag(avgs[index - 1] ?? 0);
    if (index > 0) count += unzigzag(counts[index - 1] ?? 0);
    const [min, max] = [toFloat(avg - (below[index] ?? 0)), toFloat(avg + (above[index] ?? 0))];
    setWhole(out, minute, { min, max, sum: toFloat(avg) * count, count, lastMs: hour * HOUR_MS + (minute + 1) * MINUTE_MS - 1 });
  });
  return out;
}

interface Differences {
  readonly firstAvg: number;
  readonly firstCount: number;
  readonly avgs: Float64Array;
  readonly below: Float64Array;
  readonly above: Float64Array;
  readonly counts: Float64Array;
}

function differences(hour: HourRollup, known: readonly number[]): Differences {
  const rows = known.map((minute) => {
    const count = hour.counts[minute] ?? 0;
    const [min, max] = [toOrdered(hour.mins[minute] ?? 0), toOrdered(hour.maxs[minute] ?? 0)];
    /* A sum of rounded numbers can leave the mean a hair outside of its own samples. */
    const avg = Math.min(Math.max(toOrdered((hour.sums[minute] ?? 0) / count), min), max);
    return { avg, below: avg - min, above: max - avg, count };
  });
  const steps = (of: (row: (typeof rows)[number]) => number): Float64Array =>
    Float64Array.from(rows.slice(1), (row, index) => zigzag(of(row) - of(rows[index] ?? row)));
  return {
    firstAvg: (rows[0]?.avg ?? 0) + 2 ** 31,
    firstCount: rows[0]?.count ?? 0,
    avgs: steps((row) => row.avg),
    below: Float64Array.from(rows, (row) => row.below),
    above: Float64Array.from(rows, (row) => row.above),
    counts: steps((row) => row.count),
  };
}

const knownMinutes = (hour: HourRollup): number[] => Array.from({ length: MINUTES }, (_, minute) => minute).filter((minute) => minuteAt(hour, minute) !== null);

function writePresence(out: BitWriter, hour: HourRollup, known: number): void {
  out.write(known === MINUTES ? 1 : 0, 1);
  if (known < MINUTES) for (let minute = 0; minute < MINUTES; minute += 1) out.write(minuteAt(hour, minute) ? 1 : 0, 1);
}

function readPresence(from: BitReader): number[] {
  const all = from.read(1) === 1;
  return Array.from({ length: MINUTES }, (_, minute) => minute).filter(() => all || from.read(1) === 1);
}

function readColumn(from: BitReader, k: number, length: number): Float64Array {
  const out = new Float64Array(Math.max(0, length));
  if (k !== ALL_ZERO) for (let index = 0; index < out.length; index += 1) out[index] = from.readRice(k);
  return out;
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

const floatBits = new Float32Array(1);
const intBits = new Int32Array(floatBits.buffer);

/** The single-precision neighbour of a number as an integer that sorts as the number does. */
function toOrdered(value: number): number {
  floatBits[0] = Math.min(Math.max(value, -FLOAT_MAX), FLOAT_MAX);
  const bits = intBits[0] ?? 0;
  return bits < 0 ? bits ^ 0x7fff_ffff : bits;
}

function toFloat(ordered: number): number {
  intBits[0] = ordered < 0 ? ordered ^ 0x7fff_ffff : ordered;
  return floatBits[0] ?? 0;
}
