import { Link } from 'wouter';
import type { Signal } from '../../../../shared/model/entities.ts';
import type { SourceId } from '../../../../shared/model/ids.ts';
import { isSilent } from '../../../../shared/model/state.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatAge } from '../../../../shared/time/format.ts';
import { useEngineNow, useEngineStatus, useSignals, useSources, useWorkspace } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { EmptyState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { useRights } from '../../session/index.ts';
import { Page } from '../Page.tsx';
import { rankOf, standingOf, summaryOf, type Facts, type Standing } from './rules/standing.ts';
import { SourceRow } from './SourceRow.tsx';
import { useOrder } from './use-order.ts';
import settings from '../settings.module.css';
import styles from './sources.module.css';

const ASK_EVERY_MS = 5_000;
/** Figures older than this are said to be old; three answers are missing then. */
const OLD_MS = 16_000;

/** Every source with its health: what is seen through it, and what is not. */
export function SourcesPage() {
  const workspace = useWorkspace();
  const sources = useSources();
  return (
    <Page title="Sources" lead="The systems that Holdfast reads, and how each answers. A source that does not answer makes its signals blind, never green." roomy>
      {workspace === null ? (
        <Skeleton units={24} label="Loading the sources" />
      ) : sources.length === 0 ? (
        <EmptyState title="No source yet" actions={<Connect primary />}>
          Each source stands here with its state, its last answer, its errors, its budget and its clock. Connect one, or write it into holdfast.yaml.
        </EmptyState>
      ) : (
        <Health demo={workspace.demo} />
      )}
    </Page>
  );
}

const bySource = (signals: Iterable<Signal>): ReadonlyMap<SourceId, readonly Signal[]> => Map.groupBy(signals, ({ source }) => source);

function Health({ demo }: { demo: boolean }) {
  const now = useEngineNow() ?? epochMs(0);
  const silent = isSilent(useEngineStatus());
  const sources = useSources();
  const signals = bySource(useSignals().values());
  const answer = useCall('sources.health', {}, { refetchMs: ASK_EVERY_MS });
  const mayRemove = useRights().may('admin') && !demo;
  const health = new Map(answer.data?.items.map((item) => [item.source, item]));
  const rows = sources.map((source): { facts: Facts; standing: Standing } => {
    const facts: Facts = { source, signals: signals.get(source.id) ?? [], health: health.get(source.id) ?? null, now };
    return { facts, standing: standingOf(facts, silent) };
  });
  const { order, hold } = useOrder(rows.map(({ facts, standing }) => ({ id: facts.source.id, rank: rankOf(standing.grade) })));
  const summary = summaryOf(rows.map(({ standing }) => standing.grade));
  return (
    <>
      <div className={styles.summary}>
        <p className={styles.total} role="status">
          <StateMark state={summary.state} word={silent ? 'not known now' : summary.word} />
        </p>
        <FiguresAge at={answer.data === undefined ? null : fromRfc3339(answer.data.at)} now={now} why={answer.error?.message ?? null} />
        <span className={styles.space} />
        <Connect primary={false} />
      </div>
      <ul className={styles.list} data-silent={silent || undefined} aria-label="Sources" {...hold}>
        {order.map((id) => {
          const row = rows.find(({ facts }) => facts.source.id === id);
          return row === undefined ? null : <SourceRow key={id} {...row} silent={silent} mayRemove={mayRemove} />;
        })}
      </ul>
    </>
  );
}

/** How old the figures are, where they are older than they should be. */
function FiguresAge({ at, now, why }: { at: EpochMs | null; now: EpochMs; why: string | null }) {
  if (at === null && why === null) return <span className={styles.quiet}>Asking for the figures …</span>;
  const because = why === null ? '' : `: ${plain(why, 200)}`;
  if (at === null) return <span className={styles.old} role="status">The figures cannot be had{because}</span>;
  return now - at < OLD_MS ? null : <span className={styles.old} role="status">The figures are {formatAge(now - at)} old{because}</span>;
}

const Connect = ({ primary }: { primary: boolean }) => (
  <Link href="/settings/connect" className={primary ? (settings.primaryLink ?? '') : ''}>
    Connect a source
  </Link>
);
