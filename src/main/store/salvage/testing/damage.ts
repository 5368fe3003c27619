import fs from 'node:fs';

/** What can happen to the bytes of a database file or of its log. */
export interface Damage {
  readonly name: string;
  readonly to: 'file' | 'log';
  readonly apply: (bytes: Buffer, random: () => number) => Buffer;
}

const PAGE = 4_096;
const below = (random: () => number, count: number): number => Math.floor(random() * count);
const pageAt = (bytes: Buffer, random: () => number, first = 0): number => PAGE * (first + below(random, Math.max(1, Math.floor(bytes.length / PAGE) - first)));

export const DAMAGES: readonly Damage[] = [
  { name: 'a few bytes flipped', to: 'file', apply: flip(1, 12) },
  { name: 'many bytes flipped', to: 'file', apply: flip(50, 200) },
  { name: 'one to four pages zeroed', to: 'file', apply: pages(1, 4, (part) => part.fill(0)) },
  { name: 'one to four pages of garbage', to: 'file', apply: pages(1, 4, (part, random) => part.forEach((_, at) => void (part[at] = below(random, 256)))) },
  { name: 'a page written where another belongs', to: 'file', apply: (bytes, random) => {
    const from = pageAt(bytes, random);
    bytes.copy(bytes, pageAt(bytes, random), from, from + PAGE);
    return bytes;
  } },
  { name: 'a stretch written where another belongs', to: 'file', apply: (bytes, random) => {
    const from = pageAt(bytes, random);
    bytes.copy(bytes, pageAt(bytes, random), from, from + PAGE * (2 + below(random, 10)));
    return bytes;
  } },
  { name: 'the header garbage', to: 'file', apply: (bytes) => bytes.fill('x', 0, 100) },
  { name: 'the first page zeroed', to: 'file', apply: (bytes) => bytes.fill(0, 0, PAGE) },
  { name: 'cut off', to: 'file', apply: (bytes, random) => bytes.subarray(0, Math.floor((0.3 + 0.7 * random()) * bytes.length)) },
  { name: 'cut to nothing', to: 'file', apply: (bytes) => bytes.subarray(0, 0) },
  { name: 'a few bytes of the log flipped', to: 'log', apply: flip(1, 4) },
  { name: 'a block of the log zeroed', to: 'log', apply: pages(1, 2, (part) => part.fill(0)) },
  { name: 'the end of the log cut off', to: 'log', apply: (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length)) },
];

function flip(least: number, most: number): Damage['apply'] {
  return (bytes, random) => {
    for (let count = least + below(random, most - least + 1); count > 0; count -= 1) {
      const at = below(random, bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
    }
    return bytes;
  };
}

function pages(least: number, most: number, ruin: (part: Buffer, random: () => number) => void): Damage['apply'] {
  return (bytes, random) => {
    for (let count = least + below(random, most - least + 1); count > 0; count -= 1) {
      const at = pageAt(bytes, random);
      ruin(bytes.subarray(at, at + PAGE), random);
    }
    return bytes;
  };
}

/** Damages a database and returns what stands there now, part by part. */
export function damage(file: string, { to, apply }: Damage, random: () => number): ReadonlyMap<string, Buffer> {
  const target = to === 'file' ? file : `${file}-wal`;
  if (fs.existsSync(target)) fs.writeFileSync(target, apply(fs.readFileSync(target), random));
  return new Map(['', '-wal'].filter((part) => fs.existsSync(file + part)).map((part) => [part, fs.readFileSync(file + part)]));
}
