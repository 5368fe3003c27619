/** How far back a chart looks, in ms; on the wall the keys 1 to 5 choose them in this order. */
export const WINDOWS_MS = [900_000, 3_600_000, 21_600_000, 86_400_000, 604_800_000] as const;
export type WindowMs = (typeof WINDOWS_MS)[number];
export const DEFAULT_WINDOW_MS: WindowMs = 3_600_000;

/** Reads a remembered window; anything else is the default. */
export function readWindow(text: string | null): WindowMs {
  return WINDOWS_MS.find((each) => String(each) === text) ?? DEFAULT_WINDOW_MS;
}
