import { IncidentId } from '../../../../shared/model/ids.ts';
import type { TimelineEvent } from '../../../../shared/model/timeline.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Failure, useMay } from '../../session/index.ts';
import styles from './audit.module.css';

const STALE = ['audit.list', 'audit.verify', 'shift.log', 'incidents.timeline', 'incidents.get'] as const;

/** The second person agrees that a text goes. It is erased for good; its row, its time and its salted hash stay. */
export function Approve({ row, removal }: { row: TimelineEvent; removal: { readonly seq: number; readonly field: string } }) {
  const may = useMay('operate', 'Removing a text');
  const ofWorkspace = useCallMutation('audit.redact', STALE);
  const ofIncident = useCallMutation('incidents.act', STALE);
  const { seq, field } = removal;
  const send = () => (row.incident === null ? ofWorkspace.mutate({ seq, field, reason: 'agreed' }) : ofIncident.mutate({ id: IncidentId.parse(row.incident), action: { type: 'approveRedaction', seq, field } }));
  return (
    <div className={styles.approve}>
      {may.may ? (
        <Button kind="danger" busy={ofWorkspace.isPending || ofIncident.isPending} onClick={send}>
          Agree, and remove the text “{field}” of row {String(seq)} for good
        </Button>
      ) : (
        <span className={styles.quiet}>{may.why}</span>
      )}
      <Failure error={ofWorkspace.error ?? ofIncident.error} what="Not removed" onPin={send} />
    </div>
  );
}
