import { useRef } from 'react';
import { useCall } from '../../platform/use-call.ts';
import { usePaper } from '../../platform/use-paper.ts';
import { useCallPages } from '../../platform/use-call-pages.ts';
import { plain } from '../../../shared/text/plain.ts';
import { ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Screen } from '../../ui/kit/Screen.tsx';
import { KeyButton, useLetterKeys, useShortcuts } from '../incidents/index.ts';
import { HandOver } from './HandOver.tsx';
import { History } from './History.tsx';
import { Log } from './Log.tsx';
import { OpenHandover } from './OpenHandover.tsx';
import { Sheet } from './Sheet.tsx';
import '../../ui/print.css';
import styles from './shift.module.css';

const EVERY_MS = 10_000;
const PAGE = 20;

/** The change of shift: what stands now, handed over by the one and taken by the other, with the notes of the shift beside it. */
export function ShiftPage() {
  const draft = useCall('shift.draft', {}, { refetchMs: EVERY_MS });
  const handovers = useCallPages('shift.list', { limit: PAGE });
  const [letters] = useLetterKeys();
  const page = useRef<HTMLDivElement>(null);
  const focus = (part: string) => () => page.current?.querySelector<HTMLElement>(`[data-key="${part}"] textarea, [data-key="${part}"] button`)?.focus();
  const paper = usePaper();
  const print = () => paper.print({ name: 'Hand-over' });
  useShortcuts({ n: focus('note'), h: focus('handover'), a: focus('accept'), p: print }, letters);
  const records = handovers.data?.pages.flatMap(({ items }) => items) ?? [];
  const [newest] = records;
  return (
    <Screen
      title="Shift"
      actions={
        <KeyButton keys="p" letters={letters} onClick={print}>
          Print
        </KeyButton>
      }
      body="columns"
    >
      <div ref={page} className={styles.columns}>
        <div className={styles.main}>
          {paper.said === null ? null : <p role={paper.said.isError ? 'alert' : 'status'}>{paper.said.text}</p>}
          {newest === undefined || newest.acceptedAt !== null ? null : <OpenHandover record={newest} />}
          {draft.data === undefined ? (
            draft.isError ? (
              <ErrorState title="What stands now could not be read" message={draft.error.message} onRetry={() => void draft.refetch()} />
            ) : (
              <Skeleton units={48} label="Loading what stands now" />
            )
          ) : (
            <>
              {draft.isError ? <p className={styles.warning}>Not up to date: {plain(draft.error.message, 200)}</p> : null}
              <Sheet draft={draft.data} frozen={false} />
              <HandOver />
            </>
          )}
        </div>
        <div className={styles.side}>
          <Log />
          <History pages={handovers} records={records} />
        </div>
      </div>
    </Screen>
  );
}
