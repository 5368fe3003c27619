import { useEffect, useMemo, useState } from 'react';
import type { Story } from '../../../../shared/model/story.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall } from '../../../platform/use-call.ts';
import { SharedCursor } from '../../../ui/charts/cursor.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Segments } from '../../../ui/kit/Segments.tsx';
import { useNames } from '../../incidents/index.ts';
import { useReview } from '../review-context.ts';
import { lanesOf } from '../rules/lanes.ts';
import { eventsOf } from '../rules/moments.ts';
import { PHASE_WORD, phasesOf, type Phase } from '../rules/phases.ts';
import { BlindLine } from './BlindLine.tsx';
import { FrozenCharts } from './FrozenCharts.tsx';
import { KnownPanel } from './KnownPanel.tsx';
import { Lanes } from './Lanes.tsx';
import { Rows } from './Rows.tsx';
import { Ruler } from './Ruler.tsx';
import { Stack } from './Stack.tsx';
import { impactOf, stackMarks } from './story-parts.ts';
import { useCursorKeys } from './use-cursor-keys.ts';
import { useKept, type KeptAnswer } from './use-kept.ts';
import styles from './story.module.css';

/** The timeline against the frozen charts: one moment, moved over any of them, by keys or by choosing a row. */
export function StoryView() {
  const { review } = useReview();
  const story = useCall('reviews.story', { incident: review.incident });
  const kept = useKept(review.incident);
  if (story.data !== undefined && (kept.kept !== null || kept.error !== null)) return <Told story={story.data} answer={kept} />;
  if (story.isError) return <ErrorState title="The timeline could not be read" message={story.error.message} onRetry={() => void story.refetch()} />;
  return <Skeleton units={56} label="Loading the timeline and the charts" />;
}

function Told({ story, answer }: { story: Story; answer: KeptAnswer }) {
  const { cursor } = useReview();
  const { service } = useNames();
  const [phase, setPhase] = useState<Phase>('all');
  const start = Date.parse(story.startedAt);
  const phases = useMemo(() => phasesOf(story, answer.kept?.span ?? null), [story, answer]);
  const window = (phases.find(([each]) => each === phase) ?? phases[0])?.[1] ?? { from: epochMs(start), until: epochMs(start + 1) };
  const lanes = useMemo(() => lanesOf(story, service), [story, service]);
  const events = useMemo(() => eventsOf(story), [story]);
  const marks = useMemo(() => stackMarks(story), [story]);
  const impact = useMemo(() => impactOf(story), [story]);
  useEffect(() => {
    if (cursor.time() === null) cursor.hold(start);
  }, [cursor, start]);
  useCursorKeys(cursor, events, window, start);
  return (
    <SharedCursor value={cursor}>
      <div className={styles.story}>
        <div className={styles.left}>
          <div className={styles.head}>
            {phases.length < 2 ? null : <Segments label="Part of the incident" value={phase} options={phases.map(([value]) => ({ value, label: PHASE_WORD[value] }))} onChange={setPhase} />}
            <p className={styles.hint}>← → events, with Shift minutes</p>
          </div>
          <BlindLine incident={story.incident} />
          <Stack window={window} cursor={cursor} marks={marks} impact={impact} events={events}>
            <Ruler window={window} start={start} cursor={cursor} />
            <Lanes lanes={lanes} window={window} />
            {answer.kept === null || answer.kept.span === null ? null : <FrozenCharts incident={story.incident} kept={answer.kept} window={window} />}
          </Stack>
          <Missing answer={answer} />
        </div>
        <div className={styles.right}>
          <KnownPanel story={story} cursor={cursor} start={start} />
          <Rows story={story} cursor={cursor} start={start} />
        </div>
      </div>
    </SharedCursor>
  );
}

/** Why there are no charts, or that they are not complete yet. */
function Missing({ answer }: { answer: KeptAnswer }) {
  const { kept, error, again } = answer;
  if (kept === null)
    return (
      <p className={styles.quiet} role="alert">
        The kept series could not be read: {plain(error ?? '', 200)} <Button onClick={again}>Try again</Button>
      </p>
    );
  if (kept.span === null) return <p className={styles.quiet}>No series were kept for this incident, so there are no charts. They are kept from now on for every incident that a rule finds or that names a service.</p>;
  return kept.growing ? <p className={styles.quiet}>The series are still being kept; they end half an hour after the resolution.</p> : null;
}
