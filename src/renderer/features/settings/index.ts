export { Settings } from './Settings.tsx';
/** Whatever else edits a part of holdfast.yaml is made of these. */
export { AdminGate } from './Gate.tsx';
export { Conflict } from './configuration/Conflict.tsx';
export { Editor, type EditorHandle } from './configuration/Editor.tsx';
export { Issues } from './configuration/Issues.tsx';
export { useIssues } from './configuration/use-issues.ts';
