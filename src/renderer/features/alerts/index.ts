/** What is shown of an alert wherever one is listed. */
export { AlertLinks } from './AlertLinks.tsx';
export { Hushed } from './Hushed.tsx';
export { useSilences } from './use-silences.ts';
export { apartWords, isConfirmed, silenceKey, tellsWords } from './words.ts';
