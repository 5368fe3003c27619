import { useMemo, useState } from 'react';
import { toRfc3339 } from '../../../shared/model/units.ts';
import type { Scorecard, ScorecardBlind, TrendMonth } from '../../../shared/model/scorecard.ts';
import type { ScorecardSides } from '../../../shared/model/scorecard-sides.ts';
import { toCsv } from '../../lib/csv.ts';
import { useEngineNow, useWorkspace } from '../../lib/live-store.ts';
import { useClient } from '../../platform/context.tsx';
import { useCall } from '../../platform/use-call.ts';
import { usePaper } from '../../platform/use-paper.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { useNames } from '../incidents/index.ts';
import { BoardSheet } from './board/BoardSheet.tsx';
import { drawBoard } from './board/board.ts';
import { paintBoard } from './board/paint.ts';
import { gatherBehind, MOST_INCIDENTS } from './gather.ts';
import { csvRows } from './rules/csv-rows.ts';
import { spanDays, stampOf } from './rules/stamp.ts';
import type { CardQuery } from './use-card.ts';
import { useDots } from './use-dots.ts';
import styles from './scorecard.module.css';

export interface ExportProps {
  readonly card: Scorecard;
  readonly sides: ScorecardSides | null;
  readonly blind: ScorecardBlind | null;
  readonly months: readonly TrendMonth[];
  readonly query: CardQuery;
  /** Whether what is shown is what was asked for. */
  readonly ready: boolean;
}

const EVERY_MINUTE_MS = 60_000;

/** Who uses this screen, as the engine knows it; nobody can name somebody else. */
function useMaker(): string {
  const { data } = useCall('session.get', {});
  return data?.person?.name ?? data?.seat.name ?? 'somebody not known';
}

/** One page for a board as PDF and PNG, and everything as CSV; each says of when, of what, counted how, and by whom it was made. */
export function Export({ card, sides, blind, months, query, ready }: ExportProps) {
  const client = useClient();
  const paper = usePaper();
  const workspace = useWorkspace()?.name ?? '';
  const { service: serviceName } = useNames();
  const by = useMaker();
  const dots = useDots(query);
  const now = useEngineNow(EVERY_MINUTE_MS);
  const at = now === null ? card.madeAt : toRfc3339(now);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const marks = useMemo(() => drawBoard({ workspace, card, sides, blind, months, dots, by, at, serviceName }), [workspace, card, sides, blind, months, dots, by, at, serviceName]);
  const name = `Scorecard ${workspace} ${spanDays(card, card.timeZone)}`;
  const make = (kind: 'png' | 'csv', bytes: () => Promise<Uint8Array>) => () => {
    setBusy(true);
    setFailed(null);
    bytes()
      .then((made) => paper.save({ name, kind, bytes: made }))
      .catch((error: unknown) => setFailed(error instanceof Error ? error.message : 'It could not be made.'))
      .finally(() => setBusy(false));
  };
  const csv = async () => {
    const incidents = await gatherBehind(client, query);
    const stamp = stampOf({ workspace, card, blind, by, at, serviceName });
    const text = toCsv(csvRows({ stamp, card, sides, blind, incidents, moreIncidents: Math.max(0, card.metrics.incidents.total - MOST_INCIDENTS), serviceName }));
    return new TextEncoder().encode(text);
  };
  const said = failed === null ? paper.said : { text: failed, isError: true };
  return (
    <div className={styles.export} role="group" aria-label="Export">
      {said === null ? null : (
        <span className={styles.said} role={said.isError ? 'alert' : 'status'} data-error={said.isError ? '' : undefined}>
          {said.text}
        </span>
      )}
      <Button disabled={!ready} onClick={() => paper.print({ name })}>
        {paper.makes === 'pdf' ? 'PDF' : 'PDF…'}
      </Button>
      <Button disabled={!ready || busy} onClick={make('png', () => paintBoard(marks))}>
        PNG
      </Button>
      <Button disabled={!ready} busy={busy} onClick={make('csv', csv)}>
        CSV
      </Button>
      <BoardSheet marks={marks} />
    </div>
  );
}
