/** How far back a chart looks, in ms; on the wall the keys 1 to 5 choose them in this order. */
export const WINDOWS_MS = [900_000, 3_600_000, 21_600_000, 86_400_000, 604_800_000] as const;
export type WindowMs = (typeof WINDOWS_MS)[number];
const DEFAULT_WINDOW_MS: WindowMs = 3_600_000;
/** The demo has no past when it starts: an hour of it would be a sliver at the right edge. */
const DEMO_WINDOW_MS: WindowMs = 900_000;

export const defaultWindow = (demo: boolean): WindowMs => (demo ? DEMO_WINDOW_MS : DEFAULT_WINDOW_MS);

/** Reads a remembered window; null where none was chosen. */
export function readWindow(text: string | null): WindowMs | null {
  return WINDOWS_MS.find((each) => String(each) === text) ?? null;
}
