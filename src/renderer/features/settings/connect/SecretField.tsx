import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import type { SecretDraft } from './draft.ts';
import styles from './connect.module.css';

export interface SecretFieldProps {
  readonly label: string;
  readonly value: SecretDraft;
  readonly onChange: (value: SecretDraft) => void;
  readonly error?: string | null;
  /** False for a value that is no secret and may be read on the screen. */
  readonly hidden?: boolean;
  readonly hideLabel?: boolean;
  /** What stands there now, as the configuration has it; left out where nothing does. */
  readonly kept?: string | undefined;
  /** What belongs here beside where it is kept. */
  readonly about?: string | undefined;
  /** Why what is typed here could not be kept; null where it can. */
  readonly cannotKeep: string | null;
}

const KINDS = [
  { value: 'typed', label: 'typed here' },
  { value: 'env', label: 'environment variable' },
  { value: 'file', label: 'file' },
] as const;

const HINT = { kept: 'It stays as it is.', typed: 'Stored apart from the configuration, never shown again.', env: 'Name of a variable of the Holdfast process, such as PROM_TOKEN.', file: 'Path on the machine that Holdfast runs on.' } as const;

/** A secret, typed or named: the configuration holds a reference in either case. */
export function SecretField({ label, value, onChange, error, hidden = true, hideLabel = false, kept, about, cannotKeep }: SecretFieldProps) {
  const kinds = kept === undefined ? KINDS : [{ value: 'kept' as const, label: 'as it is' }, ...KINDS];
  const hint = value.kind === 'typed' && cannotKeep !== null ? `It can be tested, but not kept. ${cannotKeep}` : about === undefined || value.kind !== 'typed' ? HINT[value.kind] : `${about}. ${HINT.typed}`;
  return (
    <div className={styles.secret}>
      <SelectField label={`${label}: where it is`} hideLabel={hideLabel} value={value.kind} options={kinds} onChange={(kind) => onChange({ kind, text: kind === 'kept' ? (kept ?? '') : kind === value.kind ? value.text : '' })} />
      <Field
        label={value.kind === 'typed' || value.kind === 'kept' ? label : value.kind === 'env' ? `${label}: variable` : `${label}: path`}
        hideLabel={hideLabel}
        kind={value.kind === 'typed' && hidden ? 'secret' : 'text'}
        value={value.kind === 'kept' ? '••••••••' : value.text}
        disabled={value.kind === 'kept'}
        onChange={(text) => onChange({ kind: value.kind, text })}
        error={error ?? null}
        {...(hidden && { hint })}
      />
    </div>
  );
}
