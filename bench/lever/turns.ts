const EVERY_MS = 5;

export interface Turns {
  /** The longest time between two turns of this process that touches this span. */
  longestIn(fromMs: number, toMs: number): number;
  close(): void;
}

/** How late this process is given its turn: on a machine that has other things to do that is in every figure. */
export function watchTurns(): Turns {
  let gaps: { readonly fromMs: number; readonly toMs: number }[] = [];
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    gaps.push({ fromMs: lastMs, toMs: nowMs });
    if (gaps.length > 10_000) gaps = gaps.slice(-5_000);
    lastMs = nowMs;
  }, EVERY_MS);
  return {
    longestIn: (fromMs, toMs) => Math.max(0, ...gaps.filter((gap) => gap.toMs >= fromMs && gap.fromMs <= toMs).map((gap) => gap.toMs - gap.fromMs - EVERY_MS)),
    close: () => clearInterval(timer),
  };
}
