import { useState } from 'react';
import { useWorkspace } from '../../../lib/live-store.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { FileDrop } from '../../../ui/kit/FileDrop.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { fileProblem, formatOf, type ImportFile } from './import-rules.ts';
import { sampleHistory } from './sample-history.ts';
import styles from './import.module.css';

/** A file from this machine, or text from the clipboard. It stays in this browser until it is imported. */
export function ChooseFile({ onFile }: { onFile: (file: ImportFile) => void }) {
  const [pasted, setPasted] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const demo = useWorkspace()?.demo ?? false;
  const take = (name: string, text: string) => {
    const wrong = fileProblem(text);
    setProblem(wrong);
    if (wrong === null) onFile({ name, text, format: formatOf(name, text) });
  };
  const sample = () => {
    sampleHistory().then(
      (text) => take('incidents.csv', text),
      () => setProblem('The sample history could not be loaded. Try again once Holdfast answers.'),
    );
  };
  return (
    <div className={styles.choose}>
      <FileDrop
        label="A CSV or JSON file"
        hint="Or drop it here. The first line of a CSV names its columns; comma, semicolon and tab are told apart. JSON is an array of incidents, or an object with “items” or “incidents”."
        accept=".csv,.tsv,.txt,.json,text/csv,application/json"
        onText={take}
        onProblem={setProblem}
      />
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
