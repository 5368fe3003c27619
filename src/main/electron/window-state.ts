import { z } from 'zod';

const Bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) });
export type Bounds = z.infer<typeof Bounds>;

/** What is remembered of the windows, in `windows.json` of the data folder. */
export const WindowsFile = z.object({
  main: z.object({ bounds: Bounds, maximized: z.boolean() }).nullable(),
  /** Displays that show a wall of their own, by Electron's display id. */
  walls: z.array(z.object({ displayId: z.number() })),
});
export type WindowsFile = z.infer<typeof WindowsFile>;
export const NO_WINDOWS: WindowsFile = { main: null, walls: [] };

const DEFAULT_SIZE = { width: 1440, height: 900 };
const MIN_VISIBLE_PX = 120;

/** Reads the remembered windows; whatever cannot be read is forgotten rather than in the way of a start. */
export function parseWindows(text: string): WindowsFile {
  try {
    return WindowsFile.parse(JSON.parse(text));
  } catch {
    return structuredClone(NO_WINDOWS);
  }
}

const overlap = (a: Bounds, b: Bounds): boolean =>
  Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) >= MIN_VISIBLE_PX &&
  Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) >= MIN_VISIBLE_PX;

/** Where the main window opens: as it was left, unless no display shows enough of that place any more. */
export function placeWindow(remembered: Bounds | null, displays: readonly Bounds[]): Bounds | { width: number; height: number } {
  if (remembered === null || !displays.some((display) => overlap(remembered, display))) return DEFAULT_SIZE;
  return remembered;
}
