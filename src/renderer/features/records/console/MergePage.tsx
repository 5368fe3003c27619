import { useState } from 'react';
import { Link } from 'wouter';
import type { TookOver, UnmergedEntry } from '../../../../shared/model/console.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useConsole } from '../../../lib/live-store.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { useCallPages } from '../../../platform/use-call-pages.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Table, type Column } from '../../../ui/kit/Table.tsx';
import { FormDialog, Moment } from '../../incidents/index.ts';
import { Gate, Unread } from '../Gate.tsx';
import styles from './merge.module.css';

const PAGE = 200;

/** What the console from which this one took over had recorded since its copy was made, for a person to look at and to merge. */
export function MergePage() {
  const { tookOver } = useConsole();
  return (
    <Screen title="Merge the other console" crumb={<Link href="/settings">Settings</Link>} {...(tookOver !== null && { lead: leadOf(tookOver) })}>
      <Gate right="operate" what="What another console recorded">
        {tookOver === null ? (
          <EmptyState title="This console has not taken over from another one">Once it has, what the other one recorded meanwhile stands here, to be merged by a person.</EmptyState>
        ) : tookOver.mergedAt !== null ? (
          <EmptyState title="It is merged" actions={<Link href="/audit">Audit</Link>}>
            {plain(tookOver.from, 120)} was merged <Moment at={tookOver.mergedAt} show="utc" />. It may be started as a seat of this console now.
          </EmptyState>
        ) : tookOver.metAt === null ? (
          <Unmet tookOver={tookOver} />
        ) : (
          <Entries tookOver={tookOver} />
        )}
      </Gate>
    </Screen>
  );
}

const leadOf = ({ from }: TookOver): string => `Both consoles start from the same copy. What ${plain(from, 120)} recorded after it becomes notes here; nothing of it is done or sent again.`;

/** Nobody knows yet what it did. Whoever knows that it will never come back can say so. */
function Unmet({ tookOver: { from } }: { tookOver: TookOver }) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <EmptyState title={`${plain(from, 120)} has not been reached yet`} actions={<Button onClick={() => setAsked(true)}>It will not come back…</Button>}>
        It is told every few seconds that this console acts. Once it has heard, what it recorded stands here. Until then steps that may happen twice ask first.
      </EmptyState>
      {asked ? <GoneDialog from={from} onClose={() => setAsked(false)} /> : null}
    </>
  );
}

function GoneDialog({ from, onClose }: { from: string; onClose: () => void }) {
  const merge = useCallMutation('console.merge', ['console.get', 'console.unmerged']);
  return (
    <FormDialog title="The other console will not come back" lead={`What ${plain(from, 120)} recorded since the copy was made is not known here, and will not be.`} submit="Go on without it" kind="danger" busy={merge.isPending} error={merge.error} what="Not done" onSubmit={() => merge.mutate({ gone: true }, { onSuccess: onClose })} onClose={onClose}>
      <p className={styles.text}>Steps that may happen twice no longer ask whether it has done them. Messages that were on their way stay unknown until a person says what became of them. Should it come back all the same, it is told to stand down.</p>
    </FormDialog>
  );
}

const COLUMNS: readonly Column<UnmergedEntry>[] = [
  { key: 'at', title: 'When', cell: ({ at }) => <span className={styles.when}><Moment at={at} show="utc" /></span> },
  { key: 'who', title: 'Who', cell: ({ actor }) => plain(actor, 60) },
  { key: 'incident', title: 'Incident', cell: ({ incident, known }) => (incident === null ? 'Workspace' : known ? <Link href={`/incidents/${incident}`}>{incident}</Link> : <StateMark state="P2" word={`${plain(incident, 30)} there, new here`} />) },
  { key: 'text', title: 'What was recorded', cell: ({ text }) => <span dir="auto">{plain(text, 400)}</span> },
];

function Entries({ tookOver }: { tookOver: TookOver }) {
  const pages = useCallPages('console.unmerged', { limit: PAGE });
  const merge = useCallMutation('console.merge', ['console.get', 'console.unmerged']);
  const [asked, setAsked] = useState(false);
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  if (pages.data === undefined) return pages.isError ? <Unread error={pages.error} title="What the other console recorded could not be read" onRetry={() => void pages.refetch()} /> : <Skeleton units={40} label="Reading what the other console recorded" />;
  const opened = new Set(rows.flatMap(({ incident, known }) => (incident === null || known ? [] : [incident])));
  const more = pages.hasNextPage;
  const count = `${counted(rows.length, 'entry', 'entries')}${more ? ' and more' : ''}`;
  return (
    <>
      <div className={styles.head}>
        <p className={styles.text}>
          {rows.length === 0 ? 'It recorded nothing that is not here.' : `${count}${opened.size === 0 ? '' : `, with ${counted(opened.size, 'incident')} that only it knows`}.`} It stood down <Moment at={tookOver.metAt ?? tookOver.at} show="utc" />.
        </p>
        <Button kind="primary" onClick={() => setAsked(true)}>
          {rows.length === 0 ? 'Merge…' : `Merge ${count}…`}
        </Button>
      </div>
      {rows.length === 0 ? null : <Table label="Recorded at the other console" columns={COLUMNS} rows={rows} rowKey={({ seq }) => String(seq)} empty="" />}
      {more ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Later entries
        </Button>
      ) : null}
      {asked ? (
        <FormDialog title="Merge the other console" lead={`From now on what ${plain(tookOver.from, 120)} did is known here.`} submit="Merge" busy={merge.isPending} error={merge.error} what="Not merged" onSubmit={() => merge.mutate({}, { onSuccess: () => setAsked(false) })} onClose={() => setAsked(false)}>
          <ul className={styles.effects}>
            <li>What it recorded of incidents that both know becomes notes at their times. They change no state and no clock: look through them, and acknowledge or resolve here what was there.</li>
            <li>Incidents that only it knows come whole, with a number of their own, and go on here.</li>
            <li>Messages that it had sent count as sent. Those that it had not stay for a person.</li>
            <li>Steps no longer ask whether the other console has done them.</li>
          </ul>
        </FormDialog>
      ) : null}
    </>
  );
}
