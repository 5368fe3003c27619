import { useId, useState, type DragEvent } from 'react';
import { useWorkspace } from '../../../lib/live-store.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { fileProblem, formatOf, type ImportFile } from './import-rules.ts';
import { sampleHistory } from './sample-history.ts';
import styles from './import.module.css';

/** A file from this machine, or text from the clipboard. It stays in this browser until it is imported. */
export function ChooseFile({ onFile }: { onFile: (file: ImportFile) => void }) {
  const input = useId();
  const [pasted, setPasted] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const demo = useWorkspace()?.demo ?? false;
  const take = (name: string, text: string) => {
    const wrong = fileProblem(text);
    setProblem(wrong);
    if (wrong === null) onFile({ name, text, format: formatOf(name, text) });
  };
  const read = (file: File | undefined) => {
    if (file === undefined) return;
    file.text().then(
      (text) => take(file.name, text),
      () => setProblem('This file could not be read. It may have been moved, or be open in another program.'),
    );
  };
  const sample = () => {
    sampleHistory().then(
      (text) => take('incidents.csv', text),
      () => setProblem('The sample history could not be loaded. Try again once Holdfast answers.'),
    );
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    read(event.dataTransfer.files[0]);
  };
  return (
    <div className={styles.choose}>
      <div
        className={styles.drop}
        data-over={over ? '' : undefined}
        onDragOver={(event) => (event.preventDefault(), setOver(true))}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <label htmlFor={input} className={styles.dropTitle}>
          A CSV or JSON file
        </label>
        <input id={input} className={styles.file} type="file" accept=".csv,.tsv,.txt,.json,text/csv,application/json" onChange={(event) => read(event.currentTarget.files?.[0])} />
        <p className={styles.quiet}>Or drop it here. The first line of a CSV names its columns; comma, semicolon and tab are told apart. JSON is an array of incidents, or an object with “items” or “incidents”.</p>
      </div>
      <Field label="Or paste it" kind="code" lines={8} placeholder={'Key,Summary,Priority,Service,Start time,Resolved at\nOPS-1,Checkout down,Critical,Checkout API,2025-11-01T10:00:00Z,2025-11-01T11:00:00Z'} value={pasted} onChange={setPasted} />
      <div className={styles.actions}>
        <Button disabled={pasted.trim() === ''} onClick={() => take('Pasted text', pasted)}>
          Read what was pasted
        </Button>
        {demo ? <Button onClick={sample}>Take the sample history</Button> : null}
        {problem === null ? null : (
          <span role="alert">
            <StateMark state="P2" word={problem} />
          </span>
        )}
      </div>
    </div>
  );
}
