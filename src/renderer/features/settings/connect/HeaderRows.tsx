import { Button } from '../../../ui/kit/Button.tsx';
import { Field } from '../../../ui/kit/Field.tsx';
import { isSensitiveHeader, type HeaderDraft } from './draft.ts';
import { SecretField } from './SecretField.tsx';
import styles from './connect.module.css';

export interface HeaderRowsProps {
  readonly headers: readonly HeaderDraft[];
  readonly onChange: (headers: readonly HeaderDraft[]) => void;
  readonly error: string | null;
  readonly cannotKeep: string | null;
}

/** Headers sent with every request. A value whose name speaks of a credential is a secret. */
export function HeaderRows({ headers, onChange, error, cannotKeep }: HeaderRowsProps) {
  const change = (key: number, part: Partial<HeaderDraft>) => onChange(headers.map((header) => (header.key === key ? { ...header, ...part } : header)));
  const next = Math.max(0, ...headers.map(({ key }) => key)) + 1;
  return (
    <fieldset className={styles.headers}>
      <legend>Extra headers</legend>
      {headers.map((header, index) => (
        <div key={header.key} className={styles.headerRow}>
          <Field label={`Name of header ${index + 1}`} hideLabel placeholder="X-Scope-OrgID" value={header.name} onChange={(name) => change(header.key, { name })} />
          <SecretField label={`Value of header ${index + 1}`} hideLabel hidden={isSensitiveHeader(header.name)} value={header.value} onChange={(value) => change(header.key, { value })} cannotKeep={cannotKeep} />
          <Button kind="quiet" label={`Remove header ${index + 1}`} onClick={() => onChange(headers.filter(({ key }) => key !== header.key))}>
            Remove
          </Button>
        </div>
      ))}
      {error === null ? null : (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
      <Button onClick={() => onChange([...headers, { key: next, name: '', value: { kind: 'typed', text: '' } }])}>Add a header</Button>
    </fieldset>
  );
}
