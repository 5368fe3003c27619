import type { Shot } from './look.ts';

const at = (name: string, shot: Partial<Shot> & Pick<Shot, 'path'>): Shot => ({ name, scene: 'plans', size: 'hd', waitMs: 1_800, ...shot });
const everyWay = (name: string, shot: Partial<Shot> & Pick<Shot, 'path'>): readonly Shot[] => (['hd', 'full'] as const).flatMap((size) => [false, true].map((light) => at(name, { size, light, ...shot })));
const SHEET = '/continuity/plans/to-frankfurt/sheet?incident=INC-2026-0042&mode=';

/** Continuity: the list, a plan, its sheet, and what walls show. */
export const PLAN_SHOTS: readonly Shot[] = [
  ...everyWay('plans-list', { path: '/continuity?' }),
  at('plans-list', { path: '/continuity?', size: 'uhd' }),
  ...(['plansMany', 'plansEmpty', 'plansViewer', 'plansFailed', 'plansLoading', 'plansHeld', 'plansStopped'] as const).map((scene) => at('plans-list', { scene, path: '/continuity?', waitMs: scene === 'plansFailed' || scene === 'plansStopped' ? 6_500 : 1_800 })),
  at('plans-hold-all', { path: '/continuity?ask=hold&' }),
  at('plans-aside', { path: '/continuity?', click: ['Put aside…'] }),
  ...everyWay('plan-page', { path: '/continuity/plans/to-frankfurt?' }),
  at('plan-page', { path: '/continuity/plans/to-frankfurt?', size: 'uhd' }),
  ...(['plansViewer', 'plansFailed', 'plansLoading', 'plansStopped', 'plansBlocked'] as const).map((scene) => at('plan-page', { scene, path: '/continuity/plans/to-frankfurt?', waitMs: scene === 'plansFailed' || scene === 'plansStopped' ? 6_500 : 1_800 })),
  ...everyWay('plan-children', { path: '/continuity/plans/everything?' }),
  at('plan-long', { scene: 'plansMany', path: '/continuity/plans/long?' }),
  at('plan-unknown', { path: '/continuity/plans/nothing?' }),
  ...everyWay('plan-edit', { path: '/continuity/plans/to-frankfurt/edit?' }),
  ...everyWay('sheet-live', { path: `${SHEET}live` }),
  at('sheet-live', { path: `${SHEET}live`, size: 'uhd' }),
  ...everyWay('sheet-drill', { path: `${SHEET}drill` }),
  ...everyWay('sheet-dry', { path: `${SHEET}dry-run` }),
  ...everyWay('sheet-blocked', { scene: 'plansBlocked', path: `${SHEET}live`, click: [/^Override “Freeze/] }),
  ...everyWay('sheet-stale', { scene: 'plansStale', path: `${SHEET}dry-run`, click: ['Start the dry run'] }),
  ...(['plansViewer', 'plansFailed', 'plansLoading', 'plansStopped', 'plansHeld'] as const).map((scene) => at('sheet-live', { scene, path: `${SHEET}live`, waitMs: scene === 'plansFailed' || scene === 'plansStopped' ? 6_500 : 1_800 })),
  at('sheet-rollback', { path: '/continuity/plans/roll-back/sheet?mode=live' }),
  at('sheet-long', { scene: 'plansMany', path: '/continuity/plans/long/sheet?mode=live' }),
  ...(['hd', 'full', 'uhd'] as const).map((size): Shot => ({ name: 'drills', scene: 'plansDrills', size, path: '/continuity?' })),
  { name: 'drills', scene: 'plansDrills', size: 'hd', path: '/continuity?', light: true },
  { name: 'drill-put-off', scene: 'plansDrills', size: 'hd', path: '/continuity?', click: ['Not this time…'] },
  { name: 'drills', scene: 'wallDrills', size: 'full', path: '/?mode=wall' },
  ...(['wallHeld', 'wallDrill', 'wallRun', 'wallAsks', 'wallQueue', 'plans'] as const).flatMap((scene) => [
    ...(['hd', 'full'] as const).map((size) => at('plans-kiosk', { scene, size, path: '/wall?kiosk=1', waitMs: 2_500 })),
    ...(['hd', 'full'] as const).map((size) => at('plans-desk', { scene, size, path: '/wall?', waitMs: 2_500 })),
    at('plans-kiosk', { scene, size: 'full', path: '/wall?kiosk=1', waitMs: 2_500, light: true }),
  ]),
  ...(['wallAsks', 'wallHeld'] as const).map((scene) => at('plans-kiosk', { scene, size: 'uhd', path: '/wall?kiosk=1', waitMs: 2_500 })),
  at('plans-incident', { scene: 'plans', path: '/incidents/INC-2026-0042?', waitMs: 2_500 }),
];
