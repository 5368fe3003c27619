import { DEMO_PACE } from '../../src/main/demo/pace.ts';

/** How long each part took. `scaled`: it consists of the demo's intervals, which elsewhere are longer. */
export interface Phase {
  readonly name: string;
  readonly ms: number;
  readonly scaled: boolean;
}

/** The parts of a drill, one after the other: each from the end of the one before it. */
export class Phases {
  readonly #phases: Phase[] = [];
  #lastMs: number;

  constructor(beganAtMs: number) {
    this.#lastMs = beganAtMs;
  }

  /** Of the monotonic clock. What was over before the part before it has taken no time of its own. */
  add(name: string, atMs: number, { scaled }: { readonly scaled: boolean }): void {
    this.#phases.push({ name, ms: Math.max(0, atMs - this.#lastMs), scaled });
    this.#lastMs = Math.max(this.#lastMs, atMs);
  }

  all(): readonly Phase[] {
    return this.#phases;
  }

  /** From this part on, to the end of that one. */
  between(first: string, last: string): readonly Phase[] {
    const names = this.#phases.map(({ name }) => name);
    return this.#phases.slice(names.indexOf(first), names.indexOf(last) + 1);
  }
}

export const measuredMs = (phases: readonly Phase[]): number => phases.reduce((sum, { ms }) => sum + ms, 0);
/** As it would be with the intervals of a usual set-up. */
export const unscaledMs = (phases: readonly Phase[]): number => phases.reduce((sum, { ms, scaled }) => sum + ms * (scaled ? DEMO_PACE : 1), 0);

/** One line each, and for what several of them make together. */
export function phaseLines(phases: readonly Phase[], sums: Readonly<Record<string, readonly Phase[]>>): Record<string, { 'measured s': string; 'unscaled s': string }> {
  const seconds = (ms: number): string => (ms / 1_000).toFixed(2);
  const lineOf = (of: readonly Phase[]): { 'measured s': string; 'unscaled s': string } => ({ 'measured s': seconds(measuredMs(of)), 'unscaled s': seconds(unscaledMs(of)) });
  return { ...Object.fromEntries(phases.map((phase) => [phase.name, lineOf([phase])])), ...Object.fromEntries(Object.entries(sums).map(([name, of]) => [name, lineOf(of)])) };
}

export const PACE_SAYS = `A second of the demo stands for ${DEMO_PACE} s of a usual set-up (checks each minute, a TTL of two minutes, 15 minutes until the When clock is due, rungs of three): what consists of such intervals is ${DEMO_PACE} times as long unscaled.`;
