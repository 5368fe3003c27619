import { useMemo } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { IncidentId } from '../../../shared/model/ids.ts';
import type { Review } from '../../../shared/model/review.ts';
import { counted } from '../../../shared/text/counted.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useEngineNow, useWorkspace } from '../../lib/live-store.ts';
import { useEngineSilent } from '../../lib/use-shown-numbers.ts';
import { useCall } from '../../platform/use-call.ts';
import { createChartCursor } from '../../ui/charts/cursor.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Screen } from '../../ui/kit/Screen.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { useShortcuts, useLetterKeys } from '../incidents/index.ts';
import { ActionsView } from './actions/ActionsView.tsx';
import { CloseView } from './close/CloseView.tsx';
import { CompareView } from './compare/CompareView.tsx';
import { Lead } from './Lead.tsx';
import { ReviewContext, useReview } from './review-context.ts';
import { placeHref, readPlace, VIEWS, type View } from './rules/filters.ts';
import { reviewWords } from './rules/words.ts';
import { StoryView } from './story/StoryView.tsx';
import { WhyView } from './why/WhyView.tsx';
import styles from './review.module.css';

const crumb = <Link href="/review">Review</Link>;

/** The review of one incident. `incident` as it stands in the address. */
export function ReviewPage({ incident }: { incident: string }) {
  const known = IncidentId.safeParse(incident);
  return known.success ? <Loaded key={known.data} incident={known.data} /> : <Nothing incident={incident} />;
}

function Nothing({ incident }: { incident: string }) {
  return (
    <Screen title="Not found" crumb={crumb}>
      <EmptyState title="There is no such incident" actions={<Link href="/review">Go to the reviews</Link>}>
        No incident is called “{plain(incident, 40)}”. Numbers look like “INC-2026-0042”.
      </EmptyState>
    </Screen>
  );
}

function Loaded({ incident }: { incident: IncidentId }) {
  const { data, isError, error, refetch } = useCall('reviews.get', { incident });
  if (data !== undefined) return <Page review={data} stale={isError ? error.message : null} />;
  if (isError && error.code === 'not_found') return <Nothing incident={incident} />;
  return (
    <Screen title={incident} crumb={crumb}>
      {!isError ? (
        <Skeleton units={48} label={`Loading the review of ${incident}`} />
      ) : error.code === 'forbidden' ? (
        <EmptyState title="This incident is private" actions={<Link href="/review">Go to the reviews</Link>}>
          {plain(error.message, 300)}
        </EmptyState>
      ) : (
        <ErrorState title={`The review of ${incident} could not be read`} message={error.message} onRetry={() => void refetch()} />
      )}
    </Screen>
  );
}

const VIEW_WORD: Readonly<Record<View, string>> = { timeline: 'What happened', why: 'Why', actions: 'Actions', compare: 'Compare', close: 'Close' };

function Page({ review, stale }: { review: Review; stale: string | null }) {
  const { view } = readPlace(useSearch());
  const [, navigate] = useLocation();
  const writable = useWorkspace()?.writable ?? true;
  const now = useEngineNow(60_000);
  const cursor = useMemo(() => createChartCursor(), []);
  const mayWrite = review.mayWrite && writable;
  const context = useMemo(() => ({ review, cursor, mayWrite }), [review, cursor, mayWrite]);
  const [letters] = useLetterKeys();
  useShortcuts(Object.fromEntries(VIEWS.map((each, index) => [String(index + 1), () => navigate(placeHref(review.incident, { view: each }))])), letters);
  const state = reviewWords(review, now);
  return (
    <ReviewContext value={context}>
      <Screen
        title={
          <span className={styles.name} title={plain(review.title, 400)}>
            {plain(review.title, 400)}
          </span>
        }
        crumb={crumb}
        body={view === 'timeline' ? 'columns' : 'page'}
        beside={
          <>
            <StateMark state={review.severity} />
            <Link href={`/incidents/${review.incident}`}>{review.incident}</Link>
            <StateMark state={state.mark} word={`Review ${state.word}`} />
            {review.hold === null ? null : <StateMark state="held" word="Legal hold" />}
          </>
        }
        actions={
          <>
            <Lead />
            <Link className={styles.report ?? ''} href={`/review/${review.incident}/report`}>
              Report
            </Link>
          </>
        }
      >
        <div className={styles.page} data-review={review.incident} data-state={review.state} data-view={view}>
          <Bands stale={stale} />
          <nav className={styles.views} aria-label="Parts of the review">
            {VIEWS.map((each, index) => (
              <Link key={each} className={styles.view ?? ''} title={letters ? `Key ${index + 1}` : undefined} aria-keyshortcuts={letters ? String(index + 1) : undefined} href={placeHref(review.incident, { view: each })} aria-current={each === view ? 'page' : undefined}>
                {VIEW_WORD[each]}
                <Count view={each} />
              </Link>
            ))}
          </nav>
          {view === 'timeline' ? <StoryView /> : view === 'why' ? <WhyView /> : view === 'actions' ? <ActionsView /> : view === 'compare' ? <CompareView /> : <CloseView />}
        </div>
      </Screen>
    </ReviewContext>
  );
}

/** How much is in a part, or is still missing in it. */
function Count({ view }: { view: View }) {
  const { review } = useReview();
  const { whys, actions, earlier, missing, state } = review;
  const count: Readonly<Record<View, string | null>> = {
    timeline: null,
    why: whys.length === 0 ? null : String(whys.length),
    actions: actions.length === 0 ? null : String(actions.length),
    compare: earlier.length === 0 ? null : String(earlier.length),
    close: state === 'closed' || missing.length === 0 ? null : `${missing.length} missing`,
  };
  return count[view] === null ? null : <span className={styles.count}> {count[view]}</span>;
}

/** What whoever reviews must know before anything else. */
function Bands({ stale }: { stale: string | null }) {
  const { review } = useReview();
  const { repeats, reopened, hold, state } = review;
  const silent = useEngineSilent();
  return (
    <div className={styles.bands}>
      {silent || stale !== null ? (
        <p className={styles.band} data-tone="blind" role="status">
          <StateMark state="blind" word={silent ? 'Not up to date: the engine does not answer.' : `Not up to date: ${plain(stale ?? '', 200)}`} />
        </p>
      ) : null}
      {repeats === null ? null : (
        <p className={styles.band} data-tone="warn">
          <StateMark state="P2" word={plain(repeats.says, 300)} />
          <Link href={placeHref(review.incident, { view: 'compare', other: repeats.incident })}>Compare the two</Link>
          {repeats.actions.length === 0 ? null : <Link href={placeHref(repeats.incident, { view: 'actions' })}>{counted(repeats.actions.length, 'open action')} of {repeats.incident}</Link>}
        </p>
      )}
      {reopened === null || state === 'closed' ? null : (
        <p className={styles.band}>
          Opened again by {plain(reopened.by.name, 60)}: <span dir="auto">{plain(reopened.reason, 300)}</span>
        </p>
      )}
      {hold === null ? null : (
        <p className={styles.band}>
          Nothing of this may be deleted (legal hold by {plain(hold.by.name, 60)}): <span dir="auto">{plain(hold.reason, 300)}</span>
        </p>
      )}
    </div>
  );
}
