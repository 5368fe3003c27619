import { useState, type ReactNode } from 'react';
import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import { useEdit, type Doing, type Edit } from '../use-act.ts';
import { Changed, readConflict } from './Changed.tsx';

export interface EditForm extends Doing<Omit<Edit, 'version'>> {
  /** The incident as it was when the form was opened. */
  readonly base: IncidentDetail;
  /** What changed meanwhile; null while nothing is known to have. */
  readonly notice: ReactNode;
}

/**
 * Changes the head of an incident as it was when the form was opened. When somebody else was faster, it says what changed; sending
 * again then counts from the incident as it was told.
 */
export function useEditForm(detail: IncidentDetail, taken?: () => void): EditForm {
  const [base] = useState(detail);
  const [seen, setSeen] = useState(base.version);
  const edit = useEdit(detail.id, taken);
  const conflict = edit.error?.code === 'conflict' ? readConflict(edit.error.details) : null;
  if (conflict !== null && conflict.version !== seen) setSeen(conflict.version);
  return { ...edit, base, run: (changes, done) => edit.run({ ...changes, version: seen }, done), notice: conflict === null ? null : <Changed changes={conflict.changes} /> };
}
