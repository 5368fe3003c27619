import { useState } from 'react';
import type { PrintSheet } from '../../shared/contract/bridge.ts';
import type { Left, OutFile } from '../../shared/model/out-file.ts';
import type { Result } from '../../shared/model/result.ts';
import { usePlatform } from './context.tsx';

/** What to say after something left; null where there is nothing to say, because the browser shows it or a person changed their mind. */
export interface PaperWord {
  readonly text: string;
  readonly isError: boolean;
}

const wordOf = (result: Result<Left>): PaperWord | null => {
  if (!result.ok) return { text: result.error.message, isError: true };
  return result.value === 'saved' ? { text: 'Saved.', isError: false } : null;
};

export interface PaperActions {
  /** Printing makes a file at once; otherwise a dialog asks. */
  readonly makes: 'pdf' | 'dialog';
  print(sheet: PrintSheet): void;
  save(file: OutFile): void;
  readonly said: PaperWord | null;
}

/** Printing and saving from a page, with the sentence that a screen shows afterwards. */
export function usePaper(): PaperActions {
  const { printing, saveFile } = usePlatform();
  const [said, setSaid] = useState<PaperWord | null>(null);
  const settle = (leaving: Promise<Result<Left>>): void => {
    setSaid(null);
    void leaving.then((result) => setSaid(wordOf(result)));
  };
  return { makes: printing.makes, print: (sheet) => settle(printing.print(sheet)), save: (file) => settle(saveFile(file)), said };
}
