import type { MaintenanceWindow } from '../../../../shared/model/incident.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { FormDialog } from '../../incidents/index.ts';
import styles from './maintenance.module.css';

export interface EndWindowProps {
  readonly window: MaintenanceWindow;
  /** Says what was done. */
  readonly onDone: (words: string) => void;
  readonly onClose: () => void;
}

/** Ends a window before its time, or takes out one that has not begun or comes back every week. */
export function EndWindow({ window, onDone, onClose }: EndWindowProps) {
  const end = useCallMutation('maintenance.end', ['maintenance.list', 'alerts.list', 'shift.draft']);
  const ends = window.active && !window.weekly;
  const name = plain(window.name, 120);
  const send = () => end.mutate({ id: window.id }, { onSuccess: () => onDone(ends ? 'Ended' : 'Removed') });
  return (
    <FormDialog title={ends ? `End “${name}” now?` : `Remove “${name}”?`} submit={ends ? 'End it now' : 'Remove it'} kind="danger" busy={end.isPending} error={end.error} what={ends ? 'Not ended' : 'Not removed'} onSubmit={send} onClose={onClose}>
      <p className={styles.quiet}>
        {ends ? 'What still fires is heard at once, and may open incidents. The window stays on record with its true end.' : window.weekly ? `It does not come back in any week${window.active ? ', and what still fires is heard at once' : ''}.` : 'It has not begun; nothing of it stays but the change in the audit.'}
      </p>
    </FormDialog>
  );
}
