/** What the screens of rules, shift, maintenance, import and audit must cope with. */
export const RECORD_SCENES = ['records', 'recordsEmpty', 'recordsViewer', 'recordsFailed', 'recordsLoading', 'recordsReadOnly', 'recordsPin'] as const;
export type RecordScene = (typeof RECORD_SCENES)[number];
export const isRecordScene = (scene: string): scene is RecordScene => RECORD_SCENES.some((each) => each === scene);
