export { Failure, wantsPin, type CallFailure } from './Failure.tsx';
export { PinForm } from './PinForm.tsx';
export { useDraft, useDraftOwner, type Draft } from './use-draft.ts';
export { useMay } from './use-may.ts';
export { usePersonName } from './use-person-name.ts';
export { useReminders } from './use-reminders.ts';
export { useRights, type Rights } from './use-rights.ts';
