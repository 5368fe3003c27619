import type { CallOutput } from '../../../../shared/contract/contract.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatInstant, formatSpan } from '../../../../shared/time/format.ts';
import { useEngineNow, useWorkspace } from '../../../lib/live-store.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Facts } from '../../../ui/kit/Facts.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Table } from '../../../ui/kit/Table.tsx';
import { Failure } from '../../session/index.ts';
import { Section } from '../Page.tsx';
import { agoText, sizeText } from '../words.ts';
import styles from './backups.module.css';

type Shown = CallOutput<'backups.list'>;
type Kept = Shown['items'][number];

const LOOK_EVERY_MS = 5_000;
const SHOWN = 8;
const LEAD = 'Each backup is read as a whole before it counts: every page, and the journal from its first row to its head.';

/** Where the history is, and what there is of it besides. */
export function Backups() {
  const found = useCall('backups.list', {}, { refetchMs: LOOK_EVERY_MS });
  return (
    <Section title="Backups" lead={LEAD}>
      {found.data === undefined ? found.isError ? <ErrorState title="The backups could not be looked up" message={found.error.message} onRetry={() => void found.refetch()} /> : <Skeleton units={24} label="Looking up the backups" /> : <Found found={found.data} />}
    </Section>
  );
}

function Found({ found }: { found: Shown }) {
  const now = useEngineNow();
  const make = useCallMutation('backups.make', ['backups.list']);
  const begin = () => make.mutate({});
  const [newest] = found.items;
  return (
    <>
      <p className={styles.state} role="status">
        <Standing found={found} />
      </p>
      <Facts
        facts={[
          ['Database', `${plain(found.file, 300)}, ${sizeText(found.bytes)}`],
          ['Backups in', plain(found.folder, 300)],
          ['Second folder', found.second === null ? 'none: name one on another disk under backup: folder' : plain(found.second, 300)],
          ['Made', `every ${formatSpan(found.everySeconds * 1_000)} while something is written down; the newest ${found.keep} are kept, and the last of each of seven days`],
          ['Journal', found.head === null ? 'empty' : `${found.head.seq.toLocaleString('en-GB')} rows, ends with ${found.head.hash.slice(0, 16)}…`],
          ['Newest', newest === undefined ? 'none yet' : agoText(newest.madeAt, now)],
        ]}
      />
      <div className={styles.actions}>
        <Button busy={make.isPending || found.making} onClick={begin}>
          Back up now
        </Button>
      </div>
      <Failure error={make.error} what="No backup was made" onPin={begin} />
      <List items={found.items} />
      <p className={styles.quiet}>
        To carry everything to another machine, run <code>holdfast backup FILE</code> here and <code>holdfast restore FILE</code> there; to go back to one of these, stop Holdfast and run <code>holdfast restore</code> with its path. What was there is kept under another name. No secret is in a backup: a restore names each one that has to be entered again.
      </p>
    </>
  );
}

function Standing({ found: { problem, items, making } }: { found: Shown }) {
  if (problem !== null) return <StateMark state="P2" word={plain(problem, 400)} />;
  if (making) return <StateMark state="none" word="A backup is being made" />;
  const [newest] = items;
  if (newest === undefined) return <StateMark state="none" word="No backup yet: the first is made once something is written down" />;
  return newest.proven ? <StateMark state="ok" word="The newest backup is whole" /> : <StateMark state="P2" word="The journal was not in order when the newest backup was made" />;
}

function List({ items }: { items: readonly Kept[] }) {
  const zone = useWorkspace()?.timeZone ?? 'UTC';
  return (
    <>
      <Table
        label="Backups"
        rowKey={({ name }) => name}
        rows={items.slice(0, SHOWN)}
        empty="None yet."
        columns={[
          { key: 'made', title: 'Made', cell: ({ madeAt }) => formatInstant(epochMs(Date.parse(madeAt)), zone) },
          { key: 'size', title: 'Size', align: 'end', cell: ({ bytes }) => sizeText(bytes) },
          { key: 'rows', title: 'Rows of the journal', align: 'end', cell: ({ head }) => (head === null ? '–' : head.seq.toLocaleString('en-GB')) },
          { key: 'state', title: 'Checked', cell: ({ proven }) => (proven ? 'whole' : 'journal not in order') },
          { key: 'holds', title: 'Holds', cell: ({ configuration }) => (configuration ? 'history and configuration' : 'history') },
        ]}
      />
      {items.length > SHOWN ? <p className={styles.quiet}>and {items.length - SHOWN} older ones</p> : null}
    </>
  );
}
