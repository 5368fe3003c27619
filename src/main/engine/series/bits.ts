/**
 * Writes whole numbers bit by bit, and Golomb-Rice codes of them (S. Golomb 1966, R. Rice 1979): the upper part of a number in
 * unary, its lower `k` bits as they are, which comes within about half a bit of the best code for noise.
 */
const LONGEST_UNARY = 20;
/** The largest number written is the zigzag of a difference of two 32-bit numbers. */
const RAW_BITS = 34;

/** Powers of two, looked up: they are needed for every few bits. */
const POWERS = Float64Array.from({ length: 129 }, (_, index) => 2 ** (index - 64));
const power = (exponent: number): number => POWERS[exponent + 64] ?? 0;

export class BitWriter {
  #bytes = new Uint8Array(1_024);
  #bit = 0;

  /** `bits` ≤ 52. */
  write(value: number, bits: number): void {
    for (let left = bits; left > 0; ) {
      const take = Math.min(8, left);
      left -= take;
      this.#upTo8(Math.floor(value * power(-left)) % power(take), take);
    }
  }

  writeRice(value: number, k: number): void {
    const quotient = Math.floor(value * power(-k));
    const unary = Math.min(quotient, LONGEST_UNARY);
    this.write(power(unary) - 1, unary);
    if (quotient >= LONGEST_UNARY) return this.write(value, RAW_BITS);
    this.write(0, 1);
    this.write(value % power(k), k);
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, Math.ceil(this.#bit / 8));
  }

  #upTo8(value: number, bits: number): void {
    const index = this.#bit >>> 3;
    if (index + 2 > this.#bytes.length) this.#grow();
    const spread = value << (16 - bits - (this.#bit & 7));
    this.#bytes[index] = (this.#bytes[index] ?? 0) | (spread >>> 8);
    this.#bytes[index + 1] = spread & 0xff;
    this.#bit += bits;
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Throws a RangeError when the bytes end too early. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #bit: number;

  constructor(bytes: Uint8Array, fromByte: number) {
    this.#bytes = bytes;
    this.#bit = fromByte * 8;
  }

  read(bits: number): number {
    let value = 0;
    for (let left = bits; left > 0; ) {
      const offset = this.#bit & 7;
      const take = Math.min(8 - offset, left);
      const byte = this.#bytes[this.#bit >>> 3];
      if (byte === undefined) throw new RangeError('the block ends too early');
      value = value * power(take) + ((byte >>> (8 - offset - take)) & ((1 << take) - 1));
      this.#bit += take;
      left -= take;
    }
    return value;
  }

  readRice(k: number): number {
    let quotient = 0;
    while (quotient < LONGEST_UNARY && this.read(1) === 1) quotient += 1;
    return quotient === LONGEST_UNARY ? this.read(RAW_BITS) : quotient * power(k) + this.read(k);
  }
}

/** The `k` that makes (very nearly) the shortest code: downhill from the mean length of the numbers. */
export function bestRice(values: Float64Array): number {
  let lengths = 0;
  for (const value of values) lengths += Math.log2(value + 1);
  let best = Math.min(RAW_BITS - 1, Math.max(0, Math.floor(lengths / Math.max(1, values.length)) - 1));
  let bestBits = riceBits(values, best);
  for (const step of [1, -1]) {
    for (let k = best + step; k >= 0 && k < RAW_BITS; k += step) {
      const bits = riceBits(values, k);
      if (bits >= bestBits) break;
      [best, bestBits] = [k, bits];
    }
  }
  return best;
}

function riceBits(values: Float64Array, k: number): number {
  const scale = 2 ** -k;
  let bits = 0;
  for (const value of values) {
    const quotient = Math.floor(value * scale);
    bits += quotient >= LONGEST_UNARY ? LONGEST_UNARY + RAW_BITS : quotient + 1 + k;
  }
  return bits;
}
