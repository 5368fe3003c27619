import { useState, type ReactNode } from 'react';
import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import { useEdit, type Doing, type Edit } from '../use-act.ts';
import { Changed } from './Changed.tsx';

export interface EditForm extends Doing<Omit<Edit, 'version'>> {
  /** The incident as it was when the form was opened. */
  readonly base: IncidentDetail;
  /** What changed meanwhile; null while nothing is known to have. */
  readonly notice: ReactNode;
}

/**
 * Changes the head of an incident as it was when the form was opened. When somebody else was faster, it says what changed; sending
 * again then counts from the incident as it is now.
 */
export function useEditForm(detail: IncidentDetail): EditForm {
  const [base] = useState(detail);
  const edit = useEdit(detail.id);
  const conflict = edit.error?.code === 'conflict';
  return {
    ...edit,
    base,
    run: (changes, done) => edit.run({ ...changes, version: conflict ? detail.version : base.version }, done),
    notice: conflict ? <Changed base={base} /> : null,
  };
}
