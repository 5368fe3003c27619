/** Electron reports a hung page only when somebody touches it, and after many seconds; nobody touches a wall. */
export const HANG_MS = 3_000;

/**
 * Finds pages that no longer take what they are sent. A page counts from its first answer on, so that a slow start is no hang.
 * Times are monotonic.
 */
export class HangWatch {
  private readonly windows = new Map<number, { answered: boolean; waiting: number[] }>();

  sent(id: number, nowMs: number): void {
    const window = this.windows.get(id) ?? { answered: false, waiting: [] };
    this.windows.set(id, window);
    window.waiting.push(nowMs);
  }

  answered(id: number): void {
    const window = this.windows.get(id);
    if (window === undefined) return;
    window.answered = true;
    window.waiting.shift();
  }

  /** The page is gone or was loaded anew. */
  forget(id: number): void {
    this.windows.delete(id);
  }

  /** After a sleep of the machine every page is late. */
  forgetAll(): void {
    this.windows.clear();
  }

  hung(nowMs: number): number[] {
    return [...this.windows].filter(([, { answered, waiting }]) => answered && waiting[0] !== undefined && nowMs - waiting[0] > HANG_MS).map(([id]) => id);
  }
}
