import { useState } from 'react';
import type { MaintenanceId } from '../../../../shared/model/ids.ts';
import type { MaintenanceWindow } from '../../../../shared/model/incident.ts';
import type { MaintenanceConfig } from '../../../../shared/model/policy-config.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { useLiveStore, useWorkspace } from '../../../lib/live-store.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Dialog } from '../../../ui/kit/Dialog.tsx';
import { Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { FormDialog } from '../../incidents/index.ts';
import { Unread } from '../Gate.tsx';
import { newWindow, readWindow, windowDraftOf, type WindowDraft, type WindowField } from './window-draft.ts';
import { WindowFields } from './WindowFields.tsx';

interface DialogProps {
  /** Says what was done. */
  readonly onDone: (words: string) => void;
  readonly onClose: () => void;
}

const LISTED_MS = 14 * 86_400_000;

export function NewWindow({ taken, onDone, onClose }: DialogProps & { taken: readonly MaintenanceWindow[] }) {
  const zone = useWorkspace()?.timeZone ?? 'UTC';
  return <Form title="New maintenance window" submit="Add it to holdfast.yaml" base={newWindow(zone)} id={null} taken={new Set(taken.map(({ id }) => id as string))} onDone={onDone} onClose={onClose} />;
}

export function EditWindow({ id, onDone, onClose }: DialogProps & { id: MaintenanceId }) {
  const zone = useWorkspace()?.timeZone ?? 'UTC';
  const { data, error, refetch } = useCall('maintenance.get', { id });
  if (data === undefined)
    return (
      <Dialog title="Edit maintenance" onClose={onClose}>
        {error === null ? <Skeleton units={24} label="Loading the window" /> : <Unread error={error} title="The window could not be read" onRetry={() => void refetch()} />}
      </Dialog>
    );
  return <Loaded window={data.window} zone={zone} onDone={onDone} onClose={onClose} />;
}

function Loaded({ window, zone, onDone, onClose }: DialogProps & { window: MaintenanceConfig; zone: string }) {
  // As it was when the form was opened: what is typed must not be overwritten by a reading of the file.
  const [base] = useState(() => windowDraftOf(window, zone));
  return <Form title="Edit maintenance" submit="Save to holdfast.yaml" base={base} id={window.id} taken={new Set()} onDone={onDone} onClose={onClose} />;
}

interface FormProps extends DialogProps {
  readonly title: string;
  readonly submit: string;
  readonly base: WindowDraft;
  readonly id: string | null;
  readonly taken: ReadonlySet<string>;
}

function Form({ title, submit, base, id, taken, onDone, onClose }: FormProps) {
  const live = useLiveStore();
  const workspaceZone = useWorkspace()?.timeZone ?? 'UTC';
  const [draft, setDraft] = useState(base);
  const [tried, setTried] = useState(false);
  const write = useCallMutation('maintenance.write', ['maintenance.list', 'maintenance.get', 'alerts.list', 'shift.draft']);
  const read = () => readWindow(draft, { workspaceZone, now: live.engineNow() ?? epochMs(0), taken, id });
  const now = read();
  const problem = (field: WindowField): string | null => (tried && !now.ok ? (now.problems[field] ?? null) : null);
  const send = () => {
    const current = read();
    setTried(!current.ok);
    if (!current.ok) return;
    const later = current.times.startsAt - (live.engineNow() ?? 0) > LISTED_MS;
    write.mutate({ id: current.window.id, window: current.window }, { onSuccess: () => onDone(later ? 'Saved; it is listed here from 14 days before it begins' : 'Saved') });
  };
  return (
    <FormDialog title={title} submit={submit} busy={write.isPending} error={write.error} what="Not saved" onSubmit={send} onClose={onClose}>
      <WindowFields draft={draft} change={(change) => setDraft({ ...draft, ...change })} problem={problem} times={now.times} />
    </FormDialog>
  );
}
