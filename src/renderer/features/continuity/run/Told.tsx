import type { DegradeProgress, DrainProgress } from '../../../../shared/model/continuity/run.ts';
import { SERVICE_MODE_WORD } from '../../../../shared/text/continuity-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { spanText } from '../../../../shared/text/span-text.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Table } from '../../../ui/kit/Table.tsx';
import { Moment, useNames } from '../../incidents/index.ts';
import styles from './steps.module.css';

const jobs = (count: number): string => count.toLocaleString('en-GB');

function Depth({ depth }: { depth: DrainProgress['before'] }) {
  if (depth?.waiting == null) return <>not known</>;
  return (
    <>
      {jobs(depth.waiting)}
      {depth.at === null ? null : (
        <>
          {' '}
          at <Moment at={depth.at} show="utc" />
        </>
      )}
    </>
  );
}

/** How much of a queue waited before and after, and what became of its jobs, kind by kind. */
export function Drained({ progress }: { progress: DrainProgress }) {
  return (
    <div>
      <p className={styles.words}>
        Queue {plain(progress.queue, 80)}: before <Depth depth={progress.before} />, after <Depth depth={progress.after} />
      </p>
      {progress.jobs.length === 0 ? null : (
        <Table
          label={`Jobs of ${plain(progress.queue, 80)}`}
          rows={progress.jobs}
          rowKey={({ kind }) => kind}
          empty="No jobs."
          columns={[
            { key: 'kind', title: 'Kind', cell: ({ kind }) => plain(kind, 80) },
            { key: 'waiting', title: 'Waiting', align: 'end', cell: ({ waiting }) => jobs(waiting) },
            { key: 'oldest', title: 'Oldest', align: 'end', cell: ({ oldestSeconds }) => (oldestSeconds === null ? 'not known' : spanText(oldestSeconds)) },
            { key: 'says', title: 'What becomes of them', cell: ({ says }) => plain(says, 300) },
          ]}
        />
      )}
    </div>
  );
}

/** What each service was switched from and to. */
export function Switched({ progress }: { progress: DegradeProgress }) {
  const { service: nameOf } = useNames();
  return (
    <ul className={styles.switched}>
      {progress.services.map(({ service, before, to, isSwitched, exit }) => (
        <li key={service}>
          <StateMark state={isSwitched ? 'ok' : 'none'} word={isSwitched ? 'switched' : 'not switched'} />
          <span>
            {nameOf(service)}: {before === null ? 'not known' : SERVICE_MODE_WORD[before]} → {SERVICE_MODE_WORD[to]}
            {exit === undefined ? '' : `; switched back when: ${plain(exit, 200)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
