import type { Shot } from './look.ts';

type Named = Partial<Shot> & { readonly path: string };
const at = (name: string, sizes: readonly Shot['size'][], shot: Named): readonly Shot[] => sizes.map((size) => ({ name: `review-${name}`, scene: 'review', size, waitMs: 2_500, ...shot }));
const ONE = '/review/INC-2026-0040?';
const RIGHT = 'ArrowRight';

/** Reviews in every state. */
export const REVIEW_SHOTS: readonly Shot[] = [
  ...at('list', ['hd', 'full', 'uhd'], { path: '/review?' }),
  ...at('list', ['full'], { path: '/review?', light: true }),
  ...(['reviewEmpty', 'reviewMany', 'reviewNames', 'reviewFailed', 'reviewLoading', 'reviewStopped'] as const).flatMap((scene) => at('list', ['hd'], { scene, path: '/review?', waitMs: scene === 'reviewFailed' ? 6_000 : 3_500 })),
  ...at('list-actions', ['hd', 'full'], { path: '/review?tab=actions' }),
  ...at('list-actions', ['hd'], { scene: 'reviewEmpty', path: '/review?tab=actions' }),
  ...at('list-causes', ['hd'], { path: '/review?tab=causes', click: [/DNS zone/] }),
  ...at('list-causes', ['hd'], { scene: 'reviewEmpty', path: '/review?tab=causes' }),
  ...at('story', ['hd', 'full', 'uhd'], { path: ONE, keys: Array.from({ length: 14 }, () => RIGHT) }),
  ...at('story', ['hd', 'full'], { path: ONE, light: true, keys: Array.from({ length: 14 }, () => RIGHT) }),
  ...at('story-start', ['hd'], { path: ONE }),
  ...at('story-response', ['full'], { path: ONE, click: ['Response'], keys: Array.from({ length: 20 }, () => RIGHT) }),
  ...(['reviewViewer', 'reviewBare', 'reviewGrowing', 'reviewMany', 'reviewNames', 'reviewPrivate', 'reviewFailed', 'reviewLoading', 'reviewStopped'] as const).flatMap((scene) => at('story', ['hd'], { scene, path: ONE, waitMs: scene === 'reviewFailed' ? 6_000 : 3_500 })),
  ...at('why', ['hd', 'full', 'uhd'], { path: `${ONE}show=why` }),
  ...at('why', ['full'], { path: `${ONE}show=why`, light: true }),
  ...(['reviewViewer', 'reviewBare', 'reviewNames'] as const).flatMap((scene) => at('why', ['hd'], { scene, path: `${ONE}show=why` })),
  ...at('why-new', ['hd'], { path: `${ONE}show=why`, click: ['Ask on'] }),
  ...at('why-conflict', ['hd'], { scene: 'reviewConflict', path: `${ONE}show=why`, click: ['Ask on', 'Save the whys'] }),
  ...at('why-evidence', ['hd'], { path: `${ONE}show=why`, click: ['Give evidence…'] }),
  ...at('actions', ['hd', 'full'], { path: `${ONE}show=actions` }),
  ...at('actions', ['hd'], { path: `${ONE}show=actions`, light: true }),
  ...(['reviewViewer', 'reviewBare', 'reviewNames'] as const).flatMap((scene) => at('actions', ['hd'], { scene, path: `${ONE}show=actions` })),
  ...at('actions-add', ['hd'], { path: `${ONE}show=actions`, click: ['Add an action…'] }),
  ...at('actions-confirm', ['hd'], { path: `${ONE}show=actions`, click: [/^Confirm/] }),
  ...at('compare', ['hd', 'full'], { path: `${ONE}show=compare`, keys: Array.from({ length: 12 }, () => RIGHT) }),
  ...at('compare', ['full'], { path: `${ONE}show=compare`, light: true }),
  ...at('compare', ['hd'], { scene: 'reviewBare', path: `${ONE}show=compare` }),
  ...at('close', ['hd', 'full'], { path: `${ONE}show=close` }),
  ...(['reviewClosed', 'reviewBare', 'reviewViewer'] as const).flatMap((scene) => at('close', ['hd'], { scene, path: `${ONE}show=close` })),
];
