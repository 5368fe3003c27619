import type { SqlValue } from '../sql.ts';

/**
 * The record format of SQLite (sqlite.org/fileformat2.html, "Record Format"), read from bytes that may be anything: every length is
 * checked before it is believed, and what does not add up is null.
 */
export interface Varint {
  readonly value: number;
  /** Where the next byte stands. */
  readonly next: number;
}

/** A variable-length integer of 1 to 9 bytes, high bits first; null where the bytes end, or where it is beyond what a number holds. */
export function readVarint(bytes: Uint8Array, at: number): Varint | null {
  let value = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return null;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return Number.isSafeInteger(value) ? { value, next: at + index + 1 } : null;
  }
  /* Nine bytes: a negative number or one over 2^56, which no length and no row number of ours is. */
  return null;
}

const INTEGER_BYTES: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8 };
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The values of a record; null where it is not exactly one. */
export function readRecord(payload: Uint8Array): SqlValue[] | null {
  const header = readVarint(payload, 0);
  if (header === null || header.value < header.next || header.value > payload.length) return null;
  const values: SqlValue[] = [];
  let body = header.value;
  for (let at = header.next; at < header.value; ) {
    const type = readVarint(payload, at);
    if (type === null || type.next > header.value) return null;
    at = type.next;
    const length = lengthOf(type.value);
    if (length === null || body + length > payload.length) return null;
    const value = readValue(payload, body, type.value, length);
    if (value === undefined) return null;
    values.push(value);
    body += length;
  }
  return body === payload.length ? values : null;
}

/** Bytes of a value of this serial type; null for the two that are reserved. */
function lengthOf(type: number): number | null {
  if (type >= 12) return Math.floor((type - 12) / 2);
  if (type === 0 || type === 8 || type === 9) return 0;
  if (type === 7) return 8;
  return INTEGER_BYTES[type] ?? null;
}

/** Undefined for what the type cannot hold. */
function readValue(bytes: Uint8Array, at: number, type: number, length: number): SqlValue | undefined {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type >= 12) return type % 2 === 0 ? bytes.slice(at, at + length) : readText(bytes.subarray(at, at + length));
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, length);
  if (type === 7) return view.getFloat64(0);
  if (length === 8) return narrowed(view.getBigInt64(0));
  let value = view.getInt8(0);
  for (let index = 1; index < length; index += 1) value = value * 256 + view.getUint8(index);
  return value;
}

const narrowed = (value: bigint): number | bigint => (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value);

function readText(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
