/** What the screens of runs and the card must cope with. */
export const RUN_SCENES = ['runs', 'runsEmpty', 'runsViewer', 'runsFailed', 'runsLoading', 'runsStopped'] as const;
export type RunScene = (typeof RUN_SCENES)[number];
export const isRunScene = (scene: string): scene is RunScene => RUN_SCENES.some((each) => each === scene);
