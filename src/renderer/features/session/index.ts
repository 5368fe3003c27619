export { Failure, wantsPin, type CallFailure } from './Failure.tsx';
export { PinForm } from './PinForm.tsx';
export { useMay } from './use-may.ts';
export { useRights, type Rights } from './use-rights.ts';
