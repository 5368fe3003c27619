import type { Now } from './vendor.ts';

interface Version<T> {
  readonly at: number;
  /** Undefined once it was deleted. */
  readonly value: T | undefined;
}

/**
 * What a vendor keeps, and what readers of it see: the newest that is at least `lagMs` old, as vendors answer whose reads come from
 * copies of what was written. Writers always see what is there.
 */
export class Lagged<T> {
  readonly #versions = new Map<string, Version<T>[]>();
  readonly #now: Now;
  lagMs = 0;

  constructor(now: Now) {
    this.#now = now;
  }

  put(id: string, value: T | undefined): void {
    this.#versions.set(id, [...(this.#versions.get(id) ?? []), { at: this.#now(), value }]);
  }

  /** As it is. */
  get(id: string): T | undefined {
    return this.#versions.get(id)?.at(-1)?.value;
  }

  /** All as they are, the oldest first. */
  all(): T[] {
    return [...this.#versions.keys()].flatMap((id) => this.get(id) ?? []);
  }

  /** As readers see it. */
  seen(id: string): T | undefined {
    const until = this.#now() - this.lagMs;
    return this.#versions.get(id)?.findLast(({ at }) => at <= until)?.value;
  }

  /** All as readers see them, the oldest first. */
  allSeen(): T[] {
    return [...this.#versions.keys()].flatMap((id) => this.seen(id) ?? []);
  }
}
