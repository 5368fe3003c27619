import { statSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import type { AlertId, IncidentId } from '../../src/shared/model/ids.ts';
import { toRfc3339 } from '../../src/shared/model/units.ts';
import { HOLDFAST, type Journal } from '../../src/main/engine/journal/journal.ts';
import { createJournal } from '../../src/main/engine/journal/service.ts';
import { createManualClock, silentLog } from '../../src/main/engine/testing/manual-clock.ts';
import { openStore } from '../../src/main/store/open.ts';
import { percentiles, round, type Percentiles } from '../lib/stats.ts';

export interface JournalResult {
  readonly rows: number;
  /** One entry in a transaction of its own, on disk when the call returns. */
  readonly appendMs: Percentiles;
  /** One entry among a thousand in one transaction. */
  readonly appendTogetherMs: number;
  readonly verifySeconds: number;
  readonly verifyRowsPerSecond: number;
  readonly bytesPerRow: number;
}

const ALONE = 500;
const TOGETHER = 1_000;
const INCIDENTS = 1_000;

/** The journal of a store on disk: what an entry costs, and what checking all of them costs. */
export function measureJournal(rows: number, file: string): JournalResult {
  const clock = createManualClock();
  const store = openStore({ file, clock, log: silentLog });
  const { read, write } = store;
  if (write === null) throw new Error(`${file} cannot be written`);
  try {
    const journal = createJournal({ db: { read, write }, clock, randomBytes: (count) => randomBytes(count) });
    const alone: number[] = [];
    for (let index = 0; index < Math.min(ALONE, rows); index += 1) {
      const at = performance.now();
      append(journal, index, toRfc3339(clock.nowMs()));
      alone.push(performance.now() - at);
    }
    const at = performance.now();
    for (let index = ALONE; index < rows; index += TOGETHER)
      write.transaction(() => {
        for (let each = index; each < Math.min(rows, index + TOGETHER); each += 1) append(journal, each, toRfc3339(clock.nowMs()));
      });
    const togetherMs = (performance.now() - at) / Math.max(1, rows - ALONE);
    const verifiedAt = performance.now();
    const { ok, rows: checked } = journal.verify();
    const seconds = (performance.now() - verifiedAt) / 1_000;
    if (!ok || checked !== rows) throw new Error(`the journal holds ${checked} rows of ${rows}, and verifies: ${String(ok)}`);
    write.emptyLog();
    return { rows, appendMs: percentiles(alone, 2), appendTogetherMs: round(togetherMs, 3), verifySeconds: round(seconds), verifyRowsPerSecond: Math.round(rows / seconds), bytesPerRow: Math.round(statSync(file).size / rows) };
  } finally {
    store.close();
  }
}

/** What incidents are mostly made of. */
function append(journal: Journal, index: number, now: string): void {
  const incident = `INC-2026-${String(1 + (index % INCIDENTS)).padStart(4, '0')}` as IncidentId;
  const alert = `a${String(index).padStart(16, '0')}` as AlertId;
  journal.append(
    incident,
    { type: 'alertFired', data: { alert, rule: 'checkout-slow', service: null, severity: 'P1', value: 2.4, limit: 0.8, startsAt: now, firedAt: now, noEarlierThan: false }, texts: { summary: 'Checkout API: p95 latency above 0.80 s' } },
    { actor: HOLDFAST, evidence: { kind: 'alert', ref: alert, time: now, value: 2.4 } },
  );
}
