import { Button as MantineButton } from '@mantine/core';
import type { ReactNode } from 'react';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onClick?: () => void;
  /** `primary`: the one thing this screen is for; `danger` changes what users feel; `quiet` stands among text. */
  readonly kind?: 'primary' | 'normal' | 'danger' | 'quiet';
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
  /** Looks disabled and keeps the focus, so that what changes by itself takes nobody’s place away; its click says why nothing happens. */
  readonly off?: boolean;
  /** Shows that the work is under way, and takes no second click. */
  readonly busy?: boolean;
  readonly size?: 'sm' | 'md' | 'lg';
  /** Keyboard shortcut as it is shown to screen readers, e.g. "F". */
  readonly shortcut?: string;
  /** For buttons that stay pressed. */
  readonly pressed?: boolean;
  readonly label?: string;
  /** Id of the form that a `submit` button outside of it sends. */
  readonly form?: string;
}

const VARIANT = { primary: 'filled', normal: 'default', danger: 'danger', quiet: 'subtle' } as const;

export function Button({ children, onClick, kind = 'normal', type = 'button', disabled, off = false, busy, size = 'sm', shortcut, pressed, label, form }: ButtonProps) {
  return (
    <MantineButton
      variant={VARIANT[kind]}
      type={type}
      size={size}
      disabled={disabled ?? false}
      loading={busy ?? false}
      {...(onClick && { onClick })}
      {...(off && { 'data-disabled': true, 'aria-disabled': true })}
      {...(shortcut && { 'aria-keyshortcuts': shortcut })}
      {...(pressed !== undefined && { 'aria-pressed': pressed })}
      {...(label !== undefined && { 'aria-label': label })}
      {...(form !== undefined && { form })}
    >
      {children}
    </MantineButton>
  );
}
