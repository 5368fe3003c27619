/** What goes wrong instead of, or with, an answer. */
export type Fault =
  /** 401, in the vendor's words. */
  | { readonly kind: 'unauthorized' }
  /** 403, in the vendor's words; where the vendor says which permission is missing, this one. */
  | { readonly kind: 'forbidden'; readonly permission?: string }
  /** 429 with the vendor's headers. */
  | { readonly kind: 'limited'; readonly resetSeconds?: number }
  /** Any other status, in the vendor's words. */
  | { readonly kind: 'status'; readonly status: number }
  /** No answer until `release()`. */
  | { readonly kind: 'held' }
  /** Half of the body, then the connection ends. */
  | { readonly kind: 'truncated' }
  /** Half of the body, then nothing more until released. */
  | { readonly kind: 'stalled' }
  /** A body that never ends. */
  | { readonly kind: 'endless' }
  /** A status whose words repeat the headers of the request, secrets too. */
  | { readonly kind: 'echo'; readonly status: number }
  /** 200 and a page, as a login portal on the way answers. */
  | { readonly kind: 'html' }
  /** JSON of another shape, with 200 unless told otherwise. */
  | { readonly kind: 'shape'; readonly body: unknown; readonly status?: number; readonly headers?: Readonly<Record<string, string>> }
  /** Elsewhere; by default to a path of the fake itself, where whoever follows is refused and so recorded. */
  | { readonly kind: 'redirect'; readonly to?: string }
  /** The connection ends without an answer: before anything happened, or after it took effect. */
  | { readonly kind: 'dropped'; readonly when: 'before' | 'after' };

export interface FaultScope {
  /** Ids of the operations it hits; all unless given. */
  readonly only?: readonly string[];
  /** How many requests it hits; all unless given. */
  readonly times?: number;
}

interface Armed {
  readonly fault: Fault;
  readonly only: readonly string[] | undefined;
  left: number;
}

/** The switches of a fake, settable while it runs. The one that was set last comes first. */
export class Faults {
  #armed: Armed[] = [];

  set(fault: Fault, scope: FaultScope = {}): void {
    this.#armed = [{ fault, only: scope.only, left: scope.times ?? Infinity }, ...this.#armed];
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that hits this request; one that was for so many requests counts it. */
  take(operationId: string): Fault | null {
    const hit = this.#armed.find(({ only, left }) => left > 0 && (only === undefined || only.includes(operationId)));
    if (hit === undefined) return null;
    hit.left -= 1;
    return hit.fault;
  }
}

/** Requests that wait until the test lets them go. */
export class Gate {
  #held: (() => void)[] = [];
  #watchers: { readonly count: number; readonly done: () => void }[] = [];

  get held(): number {
    return this.#held.length;
  }

  /** Resolves when released. */
  async wait(): Promise<void> {
    const opened = new Promise<void>((resolve) => this.#held.push(resolve));
    const reached = this.#watchers.filter(({ count }) => count <= this.#held.length);
    this.#watchers = this.#watchers.filter((watcher) => !reached.includes(watcher));
    for (const { done } of reached) done();
    await opened;
  }

  /** Resolves once `count` requests are held. */
  async until(count: number): Promise<void> {
    if (this.#held.length >= count) return;
    await new Promise<void>((done) => this.#watchers.push({ count, done }));
  }

  open(): void {
    const waiting = this.#held;
    this.#held = [];
    for (const go of waiting) go();
  }
}
