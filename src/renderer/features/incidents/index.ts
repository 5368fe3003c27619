export { IncidentPage } from './IncidentPage.tsx';
/** The list with the form for a new incident above it. */
export { IncidentsPage, IncidentsPage as NewIncidentPage } from './IncidentsPage.tsx';
/** What other screens of the same work are made of. */
export { FormDialog } from './FormDialog.tsx';
export { Choices } from './forms/Choices.tsx';
export { MergeForm } from './forms/MergeForm.tsx';
export { KeysHelp } from './forms/KeysHelp.tsx';
export { DismissForm } from './forms/ReasonForms.tsx';
export { SeverityChoice } from './forms/SeverityChoice.tsx';
export { KeyButton } from './Key.tsx';
export { Moment } from './Moment.tsx';
export { TimeField, useTimeText, type TimeText } from './TimeField.tsx';
export { Changed, readConflict } from './forms/Changed.tsx';
export { commonNote, evidenceCharts, evidenceSpan, toneOfLine, type EvidenceChart } from './rules/evidence-charts.ts';
export { approvable } from './rules/redactions.ts';
export { useNames, useTimeWords, type TimeWords } from './use-names.ts';
export { personOptions, usePeople } from './use-people.ts';
export { useLetterKeys, useShortcuts, type Shortcuts } from './use-shortcuts.ts';
