/** What the screens of reviews must cope with. */
export const REVIEW_SCENES = ['review', 'reviewEmpty', 'reviewViewer', 'reviewClosed', 'reviewBare', 'reviewGrowing', 'reviewMany', 'reviewNames', 'reviewPrivate', 'reviewConflict', 'reviewFailed', 'reviewLoading', 'reviewStopped'] as const;
export type ReviewScene = (typeof REVIEW_SCENES)[number];
export const isReviewScene = (scene: string): scene is ReviewScene => REVIEW_SCENES.some((each) => each === scene);
