import { afterEach, beforeEach, expect, vi } from 'vitest';

/** `HOLDFAST_SEED` replays what a property test said, as it does elsewhere. */
const seed = process.env['HOLDFAST_SEED'];
if (seed !== undefined) (await import('fast-check')).configureGlobal({ seed: Number(seed) });

/** Fails a test that writes to the console without saying so: warnings must never pile up. */
beforeEach(() => {
  for (const method of ['warn', 'error'] as const) vi.spyOn(console, method);
});
afterEach(() => {
  for (const method of ['warn', 'error'] as const) {
    const spy = vi.mocked(console[method]);
    const calls = spy.mock?.calls ?? [];
    spy.mockRestore?.();
    expect(calls, `unexpected console.${method}`).toEqual([]);
  }
});
