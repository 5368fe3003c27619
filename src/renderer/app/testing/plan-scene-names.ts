/** What the screens of plans must cope with, and what walls show of them. */
export const PLAN_SCENES = ['plans', 'plansMany', 'plansEmpty', 'plansViewer', 'plansFailed', 'plansLoading', 'plansHeld', 'plansStopped', 'plansBlocked', 'plansStale', 'plansDrills', 'wallDrills', 'wallHeld', 'wallDrill', 'wallRun', 'wallAsks', 'wallQueue'] as const;
export type PlanScene = (typeof PLAN_SCENES)[number];
export const isPlanScene = (scene: string): scene is PlanScene => PLAN_SCENES.some((each) => each === scene);
/** Walls of them on which a service is down. */
export const isPlanP0 = (scene: string): boolean => scene === 'wallRun' || scene === 'wallAsks' || scene === 'plans' || scene === 'plansHeld';
