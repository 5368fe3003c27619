import { fixed, general } from './float-text.ts';

const ABOVE = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
const BELOW = ['', 'm', 'u', 'n', 'p', 'f', 'a', 'z', 'y'];
const BINARY = ['', 'ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];

/** Seconds that Go cannot count in whole numbers of 64 bits; what it makes of more depends on the processor. */
const LONGEST = 2 ** 63;

/**
 * Numbers in a form for people, as the template functions of the same names write them.
 * Source: prometheus/prometheus, template/template.go.
 */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return general(value, 4);
  return Math.abs(value) >= 1 ? scaledDown(value, 1_000, ABOVE) : scaledUp(value);
}

export const humanize1024 = (value: number): string => (Math.abs(value) <= 1 || !Number.isFinite(value) ? general(value, 4) : scaledDown(value, 1_024, BINARY));

export const humanizePercentage = (value: number): string => `${general(value * 100, 4)}%`;

/** A span in seconds: `1d 2h 3m 4s`, with four digits below a minute and smaller units below a second. */
export function humanizeDuration(value: number): string {
  if (!Number.isFinite(value)) return general(value, 4);
  if (value === 0) return `${general(value, 4)}s`;
  if (Math.abs(value) < 1) return `${scaledUp(value)}s`;
  const sign = value < 0 ? '-' : '';
  const total = Math.trunc(Math.abs(value));
  if (total < 60 || total >= LONGEST) return `${sign}${general(Math.abs(value), 4)}s`;
  const parts = [
    [Math.floor(total / 86_400), 'd'],
    [Math.floor(total / 3_600) % 24, 'h'],
    [Math.floor(total / 60) % 60, 'm'],
    [total % 60, 's'],
  ] as const;
  const first = parts.findIndex(([amount]) => amount !== 0);
  return sign + parts.slice(first).map(([amount, unit]) => `${fixed(amount, 0)}${unit}`).join(' ');
}

function scaledDown(value: number, base: number, prefixes: readonly string[]): string {
  let rest = value;
  let step = 0;
  while (Math.abs(rest) >= base && step < prefixes.length - 1) {
    rest /= base;
    step += 1;
  }
  return general(rest, 4) + (prefixes[step] ?? '');
}

function scaledUp(value: number): string {
  let rest = value;
  let step = 0;
  while (Math.abs(rest) < 1 && step < BELOW.length - 1) {
    rest *= 1_000;
    step += 1;
  }
  return general(rest, 4) + (BELOW[step] ?? '');
}
