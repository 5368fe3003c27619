import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import type { StatusUpdateDetail } from '../../../../shared/model/status-update.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Promises } from '../Promises.tsx';
import { Previews } from '../preview/Previews.tsx';
import { Combine } from '../remote/Combine.tsx';
import { Remotes } from '../remote/Remotes.tsx';
import { FactsForm } from './FactsForm.tsx';
import { SendBar } from './SendBar.tsx';
import { TextPart } from './TextPart.tsx';
import { useWriter } from './use-writer.ts';
import styles from './write.module.css';

export interface WritePageProps {
  readonly incident: IncidentDetail;
  readonly kept: StatusUpdateDetail | null;
  /** The update that it corrects. */
  readonly corrects: StatusUpdateDetail | null;
  readonly onKept: (update: StatusUpdateDetail) => void;
  readonly onSent: (update: StatusUpdateDetail) => void;
}

/** Facts at the left, the text beside them, and what each channel makes of it. */
export function WritePage({ incident, kept, corrects, onKept, onSent }: WritePageProps) {
  const writer = useWriter(incident, kept, corrects);
  const { base, failed, draft, preview, text } = writer;
  if (base === null || text === null)
    return failed === null ? <Skeleton units={40} label="Making the first text" /> : <ErrorState title="The text could not be made" message={plain(failed.message, 300)} onRetry={writer.again} />;
  return (
    <div className={styles.frame}>
      <div className={styles.strip}>
        <Promises incident={incident} />
      </div>
      <div className={styles.columns}>
        <div className={styles.column}>
          {draft.found ? (
            <p className={styles.found}>
              Kept from before on this screen.{' '}
              <Button kind="quiet" onClick={draft.drop}>
                Throw it away
              </Button>
            </p>
          ) : null}
          {corrects === null ? null : (
            <p className={styles.correcting}>
              <strong>Correction of {corrects.id}.</strong> It goes only where that arrived, or may have. What differs from it is marked.
            </p>
          )}
          {kept?.returned === null || kept === null ? null : (
            <p className={styles.correcting} role="alert">
              <StateMark state="P2" word="It came back" /> {plain(kept.returned, 400)}
            </p>
          )}
          <FactsForm writer={writer} />
        </div>
        <div className={styles.column}>
          <TextPart writer={writer} />
          <Remotes writer={writer} />
        </div>
        <div className={styles.column}>
          {failed === null ? null : (
            <p className={styles.found} role="alert">
              <StateMark state="blind" word="Not up to date" /> {plain(failed.message, 300)} <Button onClick={writer.again}>Try again</Button>
            </p>
          )}
          <Combine writer={writer} />
          {preview === null ? null : <Previews writer={writer} preview={preview} />}
        </div>
      </div>
      <SendBar writer={writer} onKept={onKept} onSent={onSent} />
    </div>
  );
}
