import { useId, useState, type DragEvent } from 'react';
import styles from './file-drop.module.css';

export interface FileDropProps {
  readonly label: string;
  /** What belongs here, below it. */
  readonly hint: string;
  /** As an `accept` attribute; what is dropped is not held to it. */
  readonly accept: string;
  readonly onText: (name: string, text: string) => void;
  /** It could not be read; why, in words. */
  readonly onProblem: (words: string) => void;
}

/** One text file from this machine, chosen or dropped. The same one can be chosen again. */
export function FileDrop({ label, hint, accept, onText, onProblem }: FileDropProps) {
  const input = useId();
  const [over, setOver] = useState(false);
  const read = (file: File | undefined) => {
    if (file === undefined) return;
    file.text().then(
      (text) => onText(file.name, text),
      () => onProblem('This file could not be read. It may have been moved, or be open in another program.'),
    );
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    read(event.dataTransfer.files[0]);
  };
  return (
    <div
      className={styles.drop}
      data-over={over ? '' : undefined}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label htmlFor={input} className={styles.title}>
        {label}
      </label>
      <input id={input} className={styles.file} type="file" accept={accept} onClick={(event) => (event.currentTarget.value = '')} onChange={(event) => read(event.currentTarget.files?.[0])} />
      <p className={styles.hint}>{hint}</p>
    </div>
  );
}
