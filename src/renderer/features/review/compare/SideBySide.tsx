import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { Comparison, Story } from '../../../../shared/model/story.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { INSTANT_WORD } from '../../../../shared/text/fact-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatDuration } from '../../../../shared/time/format.ts';
import { createChartCursor, SharedCursor, shiftedCursor, type ChartCursor } from '../../../ui/charts/cursor.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { Table, type Column } from '../../../ui/kit/Table.tsx';
import { Moment, useNames } from '../../incidents/index.ts';
import { placeHref } from '../rules/filters.ts';
import { lanesOf } from '../rules/lanes.ts';
import { eventsOf } from '../rules/moments.ts';
import { wholeOf, type Window } from '../rules/phases.ts';
import { differenceText } from '../rules/words.ts';
import { FrozenCharts } from '../story/FrozenCharts.tsx';
import { Lanes } from '../story/Lanes.tsx';
import { Ruler } from '../story/Ruler.tsx';
import { Stack } from '../story/Stack.tsx';
import { impactOf, stackMarks } from '../story/story-parts.ts';
import { useCursorKeys } from '../story/use-cursor-keys.ts';
import { useKept } from '../story/use-kept.ts';
import styles from './compare.module.css';

type Row = Comparison['instants'][number];

const timeText = (ms: number | null): string => (ms === null ? 'not recorded' : `${ms < 0 ? '−' : ''}${formatDuration(Math.abs(ms))}`);

/** How long each took from its own start, and both over one axis. */
export function SideBySide({ comparison }: { comparison: Comparison }) {
  const { left, right, why, instants } = comparison;
  const columns: readonly Column<Row>[] = [
    { key: 'what', title: 'From the start', cell: ({ instant }) => INSTANT_WORD[instant] },
    { key: 'left', title: left.incident, align: 'end', cell: ({ leftMs }) => timeText(leftMs) },
    { key: 'right', title: right.incident, align: 'end', cell: ({ rightMs }) => timeText(rightMs) },
    { key: 'by', title: `${left.incident} was`, align: 'end', cell: ({ leftMs, rightMs }) => differenceText(leftMs, rightMs) ?? '–' },
  ];
  return (
    <>
      <p className={styles.why}>{why === null ? 'Nothing that is recorded says that these two are the same trouble.' : plain(why, 300)}</p>
      <div className={styles.heads}>
        <Head story={left} />
        <Head story={right} />
      </div>
      <div className={styles.table}>
        <Table label="Times side by side" columns={columns} rows={instants} rowKey={({ instant }) => instant} empty="Neither has a time that is recorded." />
      </div>
      <Both left={left} right={right} />
    </>
  );
}

function Head({ story }: { story: Story }) {
  return (
    <p className={styles.head}>
      <StateMark state={story.severity} word={story.severity} /> <Link href={placeHref(story.incident, { view: 'timeline' })}>{story.incident}</Link> <span dir="auto">{plain(story.title, 160)}</span>{' '}
      <span className={styles.quiet}>
        began <Moment at={story.startedAt} />
      </span>
    </p>
  );
}

const startOf = (story: Story): number => Date.parse(story.startedAt);

/** The span, counted from the start, that holds both. */
function commonSpan(stories: readonly Story[]): { readonly from: number; readonly until: number } {
  const spans = stories.map((story) => {
    const { from, until } = wholeOf(story);
    return { from: from - startOf(story), until: until - startOf(story) };
  });
  return { from: Math.min(...spans.map(({ from }) => from)), until: Math.max(...spans.map(({ until }) => until)) };
}

/** Both over each other: the same moment after the start is looked at in both. */
function Both({ left, right }: { left: Story; right: Story }) {
  const span = useMemo(() => commonSpan([left, right]), [left, right]);
  const [cursor] = useState(() => createChartCursor(startOf(left)));
  const shifted = useMemo(() => shiftedCursor(cursor, startOf(right) - startOf(left)), [cursor, left, right]);
  const [leftWindow, rightWindow] = useMemo(() => [left, right].map((story): Window => ({ from: epochMs(startOf(story) + span.from), until: epochMs(startOf(story) + span.until) })) as [Window, Window], [left, right, span]);
  const events = useMemo(() => [...new Set([...eventsOf(left), ...eventsOf(right).map((at) => at - startOf(right) + startOf(left))])].toSorted((a, b) => a - b), [left, right]);
  useCursorKeys(cursor, events, leftWindow, startOf(left));
  return (
    <div className={styles.both}>
      <One story={left} window={leftWindow} cursor={cursor} />
      <One story={right} window={rightWindow} cursor={shifted} />
    </div>
  );
}

function One({ story, window, cursor }: { story: Story; window: Window; cursor: ChartCursor }) {
  const { service } = useNames();
  const { kept } = useKept(story.incident);
  const lanes = useMemo(() => lanesOf(story, service), [story, service]);
  const events = useMemo(() => eventsOf(story), [story]);
  const [marks, impact] = useMemo(() => [stackMarks(story), impactOf(story)], [story]);
  return (
    <SharedCursor value={cursor}>
      <section aria-label={story.incident}>
        <Stack window={window} cursor={cursor} marks={marks} impact={impact} events={events}>
          <Ruler window={window} start={startOf(story)} cursor={cursor} of={story.incident} />
          <Lanes lanes={lanes} window={window} of={story.incident} />
          {kept === null ? null : kept.span === null ? <p className={styles.quiet}>No series were kept for {story.incident}.</p> : <FrozenCharts incident={story.incident} kept={kept} window={window} of={story.incident} />}
        </Stack>
      </section>
    </SharedCursor>
  );
}
