import { Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core';

interface CommonProps {
  readonly label: string;
  /** Says the label to screen readers only: in a table its column shows it. */
  readonly hideLabel?: boolean;
  readonly name?: string;
  /** What belongs here, under the label. */
  readonly hint?: string;
  /** What is wrong and what was expected. */
  readonly error?: string | null;
  readonly disabled?: boolean;
  readonly required?: boolean;
}

export interface FieldProps extends CommonProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** `secret` hides what is typed and is never filled in by the browser. */
  readonly kind?: 'text' | 'secret' | 'url' | 'number' | 'code';
  readonly placeholder?: string;
  /** More than one makes room for several lines. */
  readonly lines?: number;
  readonly autoFocus?: boolean;
}

const common = ({ label, hideLabel = false, name, hint, error, disabled, required }: CommonProps) => ({
  ...(hideLabel ? { 'aria-label': label } : { label }),
  ...(name !== undefined && { name }),
  ...(hint !== undefined && { description: hint }),
  error: error ?? null,
  disabled: disabled ?? false,
  required: required ?? false,
  withAsterisk: false,
});

/** One line (or several) of text with its label, a hint and what is wrong with it. */
export function Field(props: FieldProps) {
  const { value, onChange, kind = 'text', placeholder, lines = 1, autoFocus } = props;
  const shared = {
    ...common(props),
    value,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
    ...(placeholder !== undefined && { placeholder }),
    ...(autoFocus && { 'data-autofocus': true }),
    autoComplete: 'off',
    spellCheck: false,
  };
  if (kind === 'secret') return <PasswordInput {...shared} autoComplete="new-password" />;
  if (lines > 1) return <Textarea {...shared} rows={lines} resize="vertical" {...(kind === 'code' && { styles: { input: { fontFamily: 'var(--hf-mono)' } } })} />;
  return <TextInput {...shared} inputMode={kind === 'number' ? 'decimal' : kind === 'url' ? 'url' : 'text'} />;
}

export interface SelectFieldProps<V extends string> extends CommonProps {
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
}

/** One of a few; the system's own list, which works by keyboard and on any screen. */
export function SelectField<V extends string>(props: SelectFieldProps<V>) {
  const { value, options, onChange } = props;
  return (
    <NativeSelect
      {...common(props)}
      value={value}
      data={options.map((option) => ({ value: option.value, label: option.label }))}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.currentTarget.value);
        if (chosen) onChange(chosen.value);
      }}
    />
  );
}

export interface CheckFieldProps extends CommonProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function CheckField({ label, hideLabel = false, hint, error, disabled, checked, onChange }: CheckFieldProps) {
  return (
    <Checkbox
      {...(hideLabel ? { 'aria-label': label } : { label })}
      {...(hint !== undefined && { description: hint })}
      error={error ?? null}
      disabled={disabled ?? false}
      checked={checked}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
