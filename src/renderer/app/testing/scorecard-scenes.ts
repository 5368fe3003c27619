/** What the scorecard must cope with. */
export const SCORECARD_SCENES = ['scorecard', 'scorecardEmpty', 'scorecardDemo', 'scorecardOne', 'scorecardMany', 'scorecardNames', 'scorecardFailed', 'scorecardLoading', 'scorecardStopped'] as const;
export type ScorecardScene = (typeof SCORECARD_SCENES)[number];
export const isScorecardScene = (scene: string): scene is ScorecardScene => SCORECARD_SCENES.some((each) => each === scene);
