import Database from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import { scorecardQuery } from '../../src/shared/contract/scorecard-calls.ts';
import { ServiceId } from '../../src/shared/model/ids.ts';
import { IncidentsConfig } from '../../src/shared/model/policy-config.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../src/shared/model/units.ts';
import { resolvePolicy } from '../../src/main/config/resolve-policy.ts';
import { createBlindTimes } from '../../src/main/engine/blindness/service.ts';
import { readRows } from '../../src/main/engine/importing/read-rows.ts';
import { createImporter } from '../../src/main/engine/importing/service.ts';
import { createIncidents, type Incidents } from '../../src/main/engine/incidents/service.ts';
import { createJournal } from '../../src/main/engine/journal/service.ts';
import type { Clock, Log } from '../../src/main/engine/ports.ts';
import { createScorecard } from '../../src/main/engine/scorecard/service.ts';
import { migrate } from '../../src/main/store/migrate.ts';
import { MIGRATIONS } from '../../src/main/store/migrations/index.ts';
import { createSql } from '../../src/main/store/sql.ts';

/** Seconds, as the scorecard tells them of the incidents of one file. Null where nothing is known. */
export interface PastFigures {
  readonly n: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  /** Incidents after which the next one began within 7 days, one for each pair of starts that follow each other. */
  readonly repeatsWithin7d: number;
}

interface PastFile {
  readonly figures: PastFigures;
  /** What is wrong with the file or with rows of it, each with its line. */
  readonly problems: readonly string[];
}

const COLUMNS = ['start_time', 'end_time', 'status', 'service'] as const;
const WEEK_MS = 7 * 86_400_000;
/** As many as the import takes at once. */
const ROWS_AT_ONCE = 20_000;
const MOST_PROBLEMS = 20;
const ACTOR = { kind: 'holdfast', id: 'check', name: 'Check' } as const;
const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const NOTHING: PastFigures = { n: 0, mean: null, p50: null, p90: null, repeatsWithin7d: 0 };

/**
 * Figures of past incidents (`start_time,end_time,status,service`, seconds from `epoch`), made by the product: its import writes them into
 * a journal in memory, and its scorecard is asked. Each row is an incident of its own, also where two are the same.
 */
export async function pastFigures(file: string, text: string, { epoch, clock }: { readonly epoch: EpochMs; readonly clock: Clock }): Promise<PastFile> {
  const problems: string[] = [];
  const starts: number[] = [];
  const chunks = chunksOf(text).map((chunk) => itemsOf(chunk, epoch, problems));
  const opened = openWorkspace(after(clock, chunks));
  try {
    for (const items of chunks) {
      if (items.length === 0) continue;
      const importPast = opened.importer(items, starts);
      const report = await importPast({ format: 'json', text: JSON.stringify(items), file, mapping: undefined, commit: true }, ACTOR);
      problems.push(...report.problems, ...report.rows.flatMap(({ row, verdict, problems: found }) => (verdict === 'ready' ? [] : [`line ${items[row - 1]?.line ?? row}: ${found[0] ?? verdict}`])));
    }
    return { figures: await opened.figures(starts), problems: problems.length > MOST_PROBLEMS ? [...problems.slice(0, MOST_PROBLEMS), `and ${problems.length - MOST_PROBLEMS} more`] : problems };
  } finally {
    opened.close();
  }
}

/** On an epoch that makes some of it the future, the file is looked at when all of it is over. */
function after(clock: Clock, chunks: readonly (readonly Item[])[]): Clock {
  const last = chunks.flat().reduce((latest, { impactStartedAt, resolvedAt }) => Math.max(latest, Date.parse(impactStartedAt), resolvedAt === '' ? 0 : Date.parse(resolvedAt)), 0);
  return { ...clock, nowMs: () => epochMs(Math.max(clock.nowMs(), last + 1_000)) };
}

interface Item {
  readonly id: string;
  readonly line: number;
  readonly title: string;
  readonly severity: string;
  readonly services: string;
  readonly impactStartedAt: string;
  readonly resolvedAt: string;
}

interface Chunk {
  readonly text: string;
  /** Line of the file that its second line is. */
  readonly firstLine: number;
}

/** The header with as many rows as the import takes at once; a row of numbers has no line breaks in it. */
function chunksOf(text: string): Chunk[] {
  const [header = '', ...rows] = text.split(/\r?\n/);
  const chunks: Chunk[] = [];
  for (let at = 0; at === 0 || at < rows.length; at += ROWS_AT_ONCE) chunks.push({ text: [header, ...rows.slice(at, at + ROWS_AT_ONCE)].join('\n'), firstLine: at + 2 });
  return chunks;
}

/** None where the file is not of this form. */
function itemsOf({ text, firstLine }: Chunk, epoch: EpochMs, problems: string[]): Item[] {
  const raw = readRows('csv', text);
  const missing = COLUMNS.filter((name) => !raw.columns.includes(name));
  if (raw.problems.length > 0 || missing.length > 0) {
    problems.push(...(raw.problems.length > 0 ? raw.problems : [`expected the columns ${COLUMNS.join(', ')}, found no ${missing.join(' and no ')}`]));
    return [];
  }
  return raw.rows.flatMap(({ row, values }): Item[] => {
    const line = row + firstLine - 2;
    const [start, end] = [instantOf(values['start_time'] ?? '', epoch), instantOf(values['end_time'] ?? '', epoch)];
    if (typeof start !== 'string' || start === '' || end === null) {
      problems.push(`line ${line}: expected seconds such as 4800.0, found "${((start === null || start === '' ? values['start_time'] : values['end_time']) ?? '').slice(0, 40)}"`);
      return [];
    }
    const service = values['service'] ?? '';
    return [{ id: `row ${line}`, line, title: `${service === '' ? 'Incident' : service}, row ${line}`, severity: 'P2', services: service, impactStartedAt: start, resolvedAt: end }];
  });
}

/** Empty for what is not told; null for what is no number, or no instant of any calendar. */
function instantOf(text: string, epoch: EpochMs): string | null {
  if (text === '') return '';
  const at = Math.round(epoch + Number(text) * 1_000);
  return Number.isFinite(Number(text)) && Math.abs(at) <= 8.64e15 ? toRfc3339(epochMs(at)) : null;
}

/** The parts of the engine that past incidents go through, over a database in memory. */
function openWorkspace(clock: Clock) {
  const raw = new Database(':memory:');
  const { read, write } = createSql(raw, { clock, log: SILENT });
  migrate(write, MIGRATIONS);
  const db = { read, write };
  const journal = createJournal({ db, clock, randomBytes: (count) => randomBytes(count) });
  const policy = resolvePolicy(IncidentsConfig.parse({}), 'UTC');
  const scorecard = createScorecard({ db: read, clock, timeZone: () => 'UTC', servicesOf: () => [], services: () => [], blindTimes: createBlindTimes({ db: { read, write: null }, clock, services: () => [], blindNow: () => [] }), record: (id) => incidents.record(id), underMaintenance: () => false });
  const incidents: Incidents = createIncidents({
    db, journal, clock,
    log: SILENT,
    policy: () => policy,
    services: () => [],
    people: () => [],
    timeZone: () => 'UTC',
    clocks: () => [],
    alerts: () => ({ ofIncident: () => [], reassign: () => {}, redact: () => {} }),
    forgetUpdate: () => {},
    used: () => [],
    repeats: () => null,
    shownNumbers: () => [],
    followers: [scorecard.follower],
    emit: () => {},
  });
  return {
    close: () => void raw.close(),
    importer: (items: readonly Item[], starts: number[]) =>
      createImporter({
        clock,
        services: () => servicesOf(items),
        known: (signature, title, startedAt) => incidents.known(signature, title, startedAt),
        write: (past, actor) => {
          const ids = incidents.importPast(past, actor);
          for (const { entries } of past) for (const { fact } of entries) if (fact.type === 'opened' && fact.data.impactStartedAt !== null) starts.push(Date.parse(fact.data.impactStartedAt));
          return ids;
        },
        note: () => {},
      }),
    figures: async (starts: readonly number[]): Promise<PastFigures> => {
      if (starts.length === 0) return NOTHING;
      const sorted = starts.toSorted((a, b) => a - b);
      const [first, last] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
      const { metrics } = await scorecard.get(scorecardQuery.parse({ from: toRfc3339(epochMs(first)), to: toRfc3339(epochMs(last + 1)) }), { seesPrivate: true, mayOperate: false });
      const { n, mean, median, p90 } = metrics.mttr;
      return { n, mean, p50: median, p90, repeatsWithin7d: sorted.filter((start, index) => index > 0 && start - (sorted[index - 1] ?? 0) <= WEEK_MS).length };
    },
  };
}

/** A name becomes an id by leaving out what ids cannot have. */
function servicesOf(items: readonly Item[]): { id: ServiceId; name: string }[] {
  const names = [...new Set(items.map(({ services }) => services))].filter((name) => name !== '');
  return names.flatMap((name) => {
    const id = ServiceId.safeParse(name.replaceAll(/[^A-Za-z0-9._-]/g, '-').replace(/^[._-]+/, '').slice(0, 63));
    return id.success ? [{ id: id.data, name }] : [];
  });
}
