const STEP_MS = 25;

/** Asks until the answer is something; a refused question counts as no answer. */
export async function waitFor<T>(what: string, ask: () => T | Promise<T>, timeoutMs = 45_000): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await Promise.resolve().then(ask).catch(() => null);
    if (answer !== null && answer !== undefined && answer !== false) return answer as NonNullable<Exclude<T, false>>;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs / 1_000} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
