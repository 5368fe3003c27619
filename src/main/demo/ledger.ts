/** The payments that were really made, whichever region made them: the one place that knows whether a payment was made twice. */
export class Ledger {
  readonly #made = new Set<string>();
  #twice = 0;

  make(job: string): void {
    if (this.#made.has(job)) this.#twice += 1;
    this.#made.add(job);
  }

  has(job: string): boolean {
    return this.#made.has(job);
  }

  madeTwice(): number {
    return this.#twice;
  }

  clear(): void {
    this.#made.clear();
    this.#twice = 0;
  }
}
