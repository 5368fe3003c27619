import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export interface Editing {
  /** Null before the file was read. */
  readonly text: string | null;
  /** What the text was made from. */
  readonly baseText: string;
  readonly baseRevision: string;
}

/** Lives as long as the page: looking something up on another screen loses nothing that was typed. */
const store = createStore<Editing>(() => ({ text: null, baseText: '', baseRevision: '' }));

export const useEditing = (): Editing => useStore(store);
export const typeText = (text: string): void => store.setState({ text });
/** Takes what is on disk; what was typed is given up. */
export const takeDisk = (text: string, revision: string): void => store.setState({ text, baseText: text, baseRevision: revision });
/** Keeps what was typed, as a change of what is on disk now. */
export const rebase = (baseText: string, baseRevision: string): void => store.setState({ baseText, baseRevision });
