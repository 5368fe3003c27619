import { useState } from 'react';
import type { Unit } from '../../../../shared/model/config.ts';
import type { Replay } from '../../../../shared/model/incident.ts';
import { formatAge } from '../../../../shared/time/format.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { Num } from '../../../ui/kit/Num.tsx';
import { Table, type Column } from '../../../ui/kit/Table.tsx';
import { useTimeWords } from '../../incidents/index.ts';
import { lastedMs, momentToTheSecond } from './replay-words.ts';
import styles from './replay.module.css';

const SHOWN = 50;
type Row = Replay['firings'][number] & { readonly number: number };

/** To the second, also of another day: a rule that asks for three samples fires within seconds of its first bad one. */
function Second({ at }: { at: string }) {
  const words = useTimeWords();
  return (
    <time dateTime={at} title={words.full(at)}>
      {momentToTheSecond(at)}
    </time>
  );
}

const columnsOf = (to: string, unit: Unit): readonly Column<Row>[] => [
  { key: 'number', title: '#', cell: ({ number }) => <span className={styles.quiet}>{number}</span> },
  { key: 'since', title: 'Bad since (UTC)', cell: ({ since }) => <Second at={since} /> },
  { key: 'fired', title: 'Fired', cell: ({ firedAt }) => <Second at={firedAt} /> },
  { key: 'ended', title: 'Ended', cell: ({ endedAt }) => (endedAt === null ? 'still firing' : <Second at={endedAt} />) },
  { key: 'lasted', title: 'Fired for', align: 'end', cell: (row) => formatAge(lastedMs(row, to)) },
  { key: 'worst', title: 'Worst', align: 'end', cell: ({ worst }) => (worst === null ? '–' : <Num value={worst} unit={unit} />) },
];

/** Each time that the rule would have fired. */
export function Firings({ replay, unit }: { replay: Replay; unit: Unit }) {
  const [all, setAll] = useState(false);
  if (replay.firings.length === 0) return null;
  const rows = replay.firings.map((firing, index): Row => ({ ...firing, number: index + 1 }));
  return (
    <div className={styles.firings}>
      <Table label="Times it would have fired" columns={columnsOf(replay.to, unit)} rows={all ? rows : rows.slice(0, SHOWN)} rowKey={({ number }) => String(number)} empty="" />
      {rows.length > SHOWN && !all ? <Button onClick={() => setAll(true)}>Show all {rows.length}</Button> : null}
    </div>
  );
}
