import type { Shot } from './look.ts';
import { CONSOLE_SCENES } from './console-scenes.ts';

/** Bands of consoles over a wall and over a page, and the page on which the other one is merged. */
export const CONSOLE_SHOTS: readonly Shot[] = [
  ...CONSOLE_SCENES.flatMap((scene): Shot[] => [
    { name: 'band-wall', scene, size: 'full', path: '/wall?kiosk=1', waitMs: 2_500 },
    { name: 'band-page', scene, size: 'hd', path: '/incidents?', waitMs: 2_500 },
  ]),
  ...(['consoleMet', 'consoleTookOver', 'consoleMetNothing', 'consoleMetFailed', 'consoleMerged', 'ok'] as const).map((scene): Shot => ({ name: 'merge', scene, size: 'hd', path: '/console?', waitMs: scene === 'consoleMetFailed' ? 6_000 : 2_000 })),
  { name: 'merge', scene: 'consoleMet', size: 'full', path: '/console?', waitMs: 2_000, light: true },
  { name: 'merge', scene: 'consoleMet', size: 'uhd', path: '/console?', waitMs: 2_000 },
  { name: 'merge-ask', scene: 'consoleMet', size: 'hd', path: '/console?', waitMs: 2_000, click: [/^Merge 7 entries/] },
  { name: 'merge-gone', scene: 'consoleTookOver', size: 'hd', path: '/console?', waitMs: 2_000, click: ['It will not come back…'], light: true },
  { name: 'take-over', scene: 'consoleCopy', size: 'hd', path: '/incidents?', waitMs: 2_500, click: ['Take over…'] },
  { name: 'band-page', scene: 'consoleStoodDown', size: 'full', path: '/incidents?', waitMs: 2_500, light: true },
];
