import type { ReactNode } from 'react';
import { Link, useSearch } from 'wouter';
import type { Scorecard } from '../../../shared/model/scorecard.ts';
import { isSilent } from '../../../shared/model/state.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useEngineStatus, useWorkspace } from '../../lib/live-store.ts';
import { useCall } from '../../platform/use-call.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { Screen } from '../../ui/kit/Screen.tsx';
import { Moment } from '../incidents/index.ts';
import { Counting } from './Counting.tsx';
import { Counts } from './Counts.tsx';
import { Export } from './Export.tsx';
import { FilterBar } from './FilterBar.tsx';
import { Headline } from './Headline.tsx';
import { NumberPanel } from './NumberPanel.tsx';
import { areFiltered, type Refused } from './rules/filters.ts';
import { daysOf, daysText } from './rules/period.ts';
import { readPanel } from './rules/panel.ts';
import { leftOutText, noteTexts } from './rules/stamp.ts';
import { Sides } from './Sides.tsx';
import { Trends, useTrend } from './Trends.tsx';
import { useBlind } from './use-blind.ts';
import { useCard, type Card } from './use-card.ts';
import '../../ui/print.css';
import styles from './scorecard.module.css';

/** An executive looks for a minute; whoever leaves it open sees what has changed since. */
const EVERY_MS = 15_000;

/** How long until we notice, how long until it is fixed, why again: the figures of a period, each with what is behind it. */
export function ScorecardPage() {
  const card = useCard();
  return card === null ? (
    <Screen title="Scorecard">
      <Skeleton units={48} label="Loading the scorecard" />
    </Screen>
  ) : (
    <Known card={card} />
  );
}

function Known({ card }: { card: Card }) {
  const { query, filters, refused, bounds, timeZone, change } = card;
  const figures = useCall('scorecard.get', query, { keep: true, refetchMs: EVERY_MS });
  const sides = useCall('scorecard.sides', query, { keep: true, refetchMs: EVERY_MS });
  const blind = useBlind(query);
  const trend = useTrend(card);
  const panel = readPanel(useSearch());
  const words = `${daysText(daysOf(bounds, timeZone))}, ${timeZone}`;
  return (
    <Screen title="Scorecard" beside={<FilterBar card={card} />} actions={figures.data === undefined ? undefined : <Export card={figures.data} sides={sides.data ?? null} blind={blind.data ?? null} months={trend.data?.items ?? []} query={query} ready={!figures.isPlaceholderData && !trend.isPlaceholderData && !blind.isPlaceholderData && !blind.isLoading} />}>
      <RefusedParts refused={refused} />
      {figures.data === undefined ? (
        figures.isError ? (
          <ErrorState title="The scorecard could not be read" message={figures.error.message} onRetry={() => void figures.refetch()} />
        ) : (
          <Skeleton units={48} label="Loading the scorecard" />
        )
      ) : (
        <div className={styles.body} aria-busy={figures.isPlaceholderData}>
          <AsOf card={figures.data} error={figures.isError ? figures.error.message : null}>
            <strong>{words}</strong>, counted <Counting filters={filters} onChange={change} />
          </AsOf>
          <Content card={figures.data} asked={card}>
            <Headline card={figures.data} query={query} />
            <Counts card={figures.data} />
            {sides.data === undefined ? sides.isError ? <ErrorState title="Objectives, updates and alerts could not be read" message={sides.error.message} onRetry={() => void sides.refetch()} /> : <Skeleton units={24} label="Loading objectives, updates and alerts" /> : <Sides sides={sides.data} />}
            <Trends trend={trend} />
          </Content>
        </div>
      )}
      {panel === null || figures.data === undefined ? null : <NumberPanel key={JSON.stringify(panel)} panel={panel} card={figures.data} sides={sides.data ?? null} query={query} />}
    </Screen>
  );
}

/** Parts of the address that are not used: the numbers below are of the others. */
function RefusedParts({ refused }: { refused: readonly Refused[] }) {
  if (refused.length === 0) return null;
  return (
    <div className={styles.refused} role="status">
      {refused.map(({ key, value, expected }) => (
        <p key={key}>
          <strong>
            {key}={value === '' ? '(nothing)' : value}
          </strong>{' '}
          in the address is not used: expected {expected}.
        </p>
      ))}
    </div>
  );
}

/** Of when the figures are, what does not enter them, and what a reader must know of them. */
function AsOf({ card, error, children }: { card: Scorecard; error: string | null; children: ReactNode }) {
  const silent = isSilent(useEngineStatus());
  return (
    <div className={styles.asOf}>
      <p>{children}</p>
      <p className={styles.quiet}>
        {silent || error !== null ? (
          <strong className={styles.stale}>
            <StateMark state="blind" word={silent ? 'Not up to date: the engine does not answer.' : `Not up to date: ${plain(error ?? '', 200)}`} />{' '}
          </strong>
        ) : null}
        Figures of <Moment at={card.madeAt} />. Left out: {leftOutText(card)}. {noteTexts(card).join(' ')}
      </p>
    </div>
  );
}

interface ContentProps {
  readonly card: Scorecard;
  readonly asked: Card;
  readonly children: ReactNode;
}

/** The figures, or what to do where there is nothing to count. */
function Content({ card, asked, children }: ContentProps) {
  const empty = card.metrics.incidents.total === 0 && card.leftOut.merged === 0;
  const any = useCall('incidents.list', { limit: 1 }, { enabled: empty });
  const demo = useWorkspace()?.demo ?? false;
  if (!empty) return children;
  if (any.data?.items.length === 0)
    return (
      <EmptyState title="No incidents yet" actions={<span className={styles.links}><Link href="/incidents/new">Declare an incident</Link><Link href="/import">Import past incidents</Link></span>}>
        How long it takes to detect, acknowledge, mitigate and resolve incidents will stand here, and whether they come back: from the first one that a rule finds, that somebody declares, or that is imported.
        {demo ? ' To see it filled, import the sample history of an invented year.' : ''}
      </EmptyState>
    );
  return (
    <>
      <p className={styles.none}>
        No incident counts in this period{areFiltered(asked.filters) ? ' with these filters' : ''}. A longer period, or other filters, may hold some.
      </p>
      {children}
    </>
  );
}
