import type { Shot } from './look.ts';
import { SOURCE_SCENES } from './source-scenes.ts';

const PATH = '/settings?';

/** The screen of sources in every state. */
export const SOURCE_SHOTS: readonly Shot[] = [
  ...SOURCE_SCENES.map((scene): Shot => ({ name: 'sources', scene, size: 'hd', path: PATH, waitMs: scene === 'sourcesStopped' ? 6_500 : 1_800 })),
  ...(['full', 'uhd'] as const).map((size): Shot => ({ name: 'sources', scene: 'sources', size, path: PATH, waitMs: 1_800 })),
  ...(['hd', 'full'] as const).map((size): Shot => ({ name: 'sources', scene: 'sources', size, path: PATH, light: true, waitMs: 1_800 })),
  { name: 'sources-remove', scene: 'sources', size: 'hd', path: PATH, click: [/^Remove Datadog EU/], waitMs: 1_800 },
  ...(['empty', 'blind', 'skew', 'demo'] as const).map((scene): Shot => ({ name: 'sources', scene, size: 'hd', path: PATH, waitMs: 1_800 })),
];
