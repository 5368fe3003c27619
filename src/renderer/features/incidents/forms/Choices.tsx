import { useId, type ReactNode } from 'react';
import styles from './forms.module.css';

export interface ChoicesProps<V extends string> {
  readonly label: string;
  readonly value: V | null;
  readonly options: readonly { readonly value: V; readonly mark?: ReactNode; readonly word?: string; readonly text: string }[];
  readonly onChange: (value: V) => void;
}

/** One of a few, each with what it means on screen; arrow keys move, as in any group of radio buttons. */
export function Choices<V extends string>({ label, value, options, onChange }: ChoicesProps<V>) {
  const name = useId();
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.choice} data-plain={option.mark === undefined ? '' : undefined}>
          <input type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} data-autofocus={option.value === (value ?? options[0]?.value) ? true : undefined} />
          {option.mark === undefined ? null : <span>{option.mark}</span>}
          <span>
            {option.word === undefined ? null : <span className={styles.choiceWord}>{option.word}</span>}
            <span className={styles.choiceText}>{option.text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
