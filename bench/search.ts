import { statSync } from 'node:fs';
import { join } from 'node:path';
import { searchCalls } from '../src/shared/contract/search-calls.ts';
import { toRfc3339, epochMs } from '../src/shared/model/units.ts';
import { findRecord } from '../src/main/engine/incidents/repo.ts';
import { searchFollower } from '../src/main/engine/search/follower.ts';
import { createSearch, type Search } from '../src/main/engine/search/service.ts';
import { createManualClock, silentLog } from '../src/main/engine/testing/manual-clock.ts';
import { openStore } from '../src/main/store/open.ts';
import type { Store } from '../src/main/store/store.ts';
import { numberFlag } from './lib/args.ts';
import { withFolder } from './lib/folder.ts';
import { machine } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';
import { percentiles, round, type Percentiles } from './lib/stats.ts';
import { fill, serviceOf } from './search/fill.ts';
import { createPlain } from './search/plain.ts';
import { createLanguage } from './search/words.ts';

/**
 * A page of a search over a hundred thousand and a million incidents, with the texts of what it shows, beside the same words asked of
 * an FTS5 table by the `sqlite3` command line, which ranks all that match; and what a note costs to write with the index and without.
 * `node bench/search.ts [--incidents 1000000] [--small 100000] [--queries 40] [--json]`
 */
const sizes = [numberFlag('small', 100_000), numberFlag('incidents', 1_000_000)];
const perKind = numberFlag('queries', 40);
const GOAL_MS = 20;
const GROWTH_GOAL = 1.5;
const VIEWER = { seesPrivate: true, mayOperate: true };
const WALL = { seesPrivate: false, mayOperate: false };

type Asked = Record<string, unknown>;
const language = createLanguage(5);
const { below, common, rare } = language;
const oneOf = <T>(items: readonly T[]): T => items[below(items.length)] as T;

/** What people look for, by kind; `end` is the start of the newest incident. */
const kinds = (end: number): Readonly<Record<string, () => Asked>> => ({
  'a common word': () => ({ q: oneOf(common) }),
  'two common words': () => ({ q: `${oneOf(common)} ${oneOf(common)}` }),
  'a rare word': () => ({ q: rare(5_000 + below(10_000)) }),
  'a rare word and a common one': () => ({ q: `${rare(2_000 + below(2_000))} ${oneOf(common)}` }),
  'a word that is nowhere': () => ({ q: `zzz${below(1_000)} ${oneOf(common)}` }),
  'a phrase of common words': () => ({ q: `"${oneOf(common)} ${oneOf(common)}"` }),
  'a beginning of rare words': () => ({ q: `${rare(5_000 + below(10_000)).slice(0, 6)}*` }),
  'a common word without another': () => ({ q: `${oneOf(common)} -${oneOf(common)}` }),
  'a common word in a service': () => ({ q: oneOf(common), service: serviceOf(below(50)) }),
  'fixes of a service': () => ({ in: 'fix', service: serviceOf(below(50)) }),
  'a common word in fixes': () => ({ q: oneOf(common), in: 'fix' }),
  'a common word, last 90 days': () => ({ q: oneOf(common), from: toRfc3339(epochMs(end - 90 * 86_400_000)) }),
  'a common word, a month years ago': () => ({ q: oneOf(common), from: toRfc3339(epochMs(end - 300 * 86_400_000)), to: toRfc3339(epochMs(end - 270 * 86_400_000)) }),
});

interface Measured {
  readonly incidents: number;
  readonly bytes: number;
  readonly indexBytes: number;
  readonly byKind: Readonly<Record<string, Percentiles>>;
  readonly all: Percentiles;
  readonly privateSafe: Percentiles;
  readonly note: { readonly withIndexMs: number; readonly withoutMs: number };
  readonly plain: { readonly commonMs: Percentiles; readonly rareMs: Percentiles; readonly sameCounts: boolean } | null;
}

const timed = (work: () => void): number => {
  const started = performance.now();
  work();
  return performance.now() - started;
};
const ask = (search: Search, asked: Asked, viewer = VIEWER) => search.find(searchCalls['search.find'].input.parse(asked), viewer);

function measureNote(store: Store, id: Parameters<typeof findRecord>[1]): Measured['note'] {
  const { write, read } = store;
  const record = findRecord(read, id);
  if (write === null || record === null) throw new Error('the bench has written this incident');
  const entry = { seq: 1, stream: id, at: epochMs(0), recordedAt: epochMs(0), actor: { kind: 'person', id: 'ada', name: 'Ada' }, fact: { type: 'note', data: {}, texts: { text: 'x' } }, evidence: null, fromMemory: false, redactions: [], hash: '' } as const;
  const commits = (withIndex: boolean): number => {
    const times = Array.from({ length: 200 }, (_, turn) =>
      timed(() =>
        write.transaction(() => {
          write.run('UPDATE incidents SET head = ? WHERE id = ?', String(turn), id);
          if (withIndex) searchFollower.saved(write, { record, entries: [entry], anew: false });
        }),
      ),
    );
    return percentiles(times, 2).p50;
  };
  return { withoutMs: commits(false), withIndexMs: commits(true) };
}

function measure(folder: string, incidents: number): Measured {
  const store = openStore({ file: join(folder, `search-${incidents}.db`), clock: createManualClock(), log: silentLog });
  const end = fill(store, incidents, language);
  note(`${incidents} incidents written`);
  const search = createSearch({ db: store, record: (id) => findRecord(store.read, id), mustSee: () => {} });
  const questions = kinds(end);
  const times = new Map(Object.keys(questions).map((kind) => [kind, [] as number[]]));
  for (let turn = -3; turn < perKind; turn += 1)
    for (const [kind, question] of Object.entries(questions)) {
      const asked = question();
      const ms = timed(() => ask(search, asked));
      if (turn >= 0) times.get(kind)?.push(ms);
    }
  const walls = Array.from({ length: perKind }, () => timed(() => ask(search, { q: oneOf(common) }, WALL)));
  const plain = createPlain(join(folder, `plain-${incidents}.db`), store);
  note(plain === null ? 'no sqlite3 command line: nothing to compare with' : 'the plain table is there');
  const rareWords = Array.from({ length: 8 }, () => rare(8_000 + below(8_000)));
  const result: Measured = {
    incidents,
    bytes: statSync(store.file).size,
    indexBytes: store.read.get<{ bytes: number }>('SELECT sum(length(block)) AS bytes FROM search_data')?.bytes ?? 0,
    byKind: Object.fromEntries([...times].map(([kind, ms]) => [kind, percentiles(ms, 2)])),
    all: percentiles([...times.values()].flat(), 2),
    privateSafe: percentiles(walls, 2),
    note: measureNote(store, store.read.get<{ id: Parameters<typeof findRecord>[1] }>('SELECT id FROM incidents LIMIT 1')?.id ?? ('' as Parameters<typeof findRecord>[1])),
    plain:
      plain === null
        ? null
        : {
            commonMs: percentiles(common.map((word) => plain.topMs(word)), 2),
            rareMs: percentiles(rareWords.map((word) => plain.topMs(word)), 2),
            sameCounts: rareWords.every((q) => ask(search, { q }).found === plain.count(q)),
          },
  };
  store.close();
  return result;
}

function report(measured: readonly Measured[]): boolean {
  const [small, large] = measured;
  if (small === undefined || large === undefined) return false;
  table(
    Object.fromEntries(
      Object.keys(large.byKind).map((kind) => {
        const [few, many] = [small.byKind[kind], large.byKind[kind]];
        return [kind, { [`p50 of ${small.incidents}`]: few?.p50, p95: few?.p95, [`p50 of ${large.incidents}`]: many?.p50, 'p95 ': many?.p95, 'p50 grows ×': round((many?.p50 ?? 0) / (few?.p50 ?? 1)) }];
      }),
    ),
  );
  for (const { incidents, all, privateSafe, plain, note: written, bytes, indexBytes } of measured) {
    line(`${incidents} incidents: a page p50 ${all.p50} ms, p95 ${all.p95}, max ${all.max}; a common word for who sees nothing private p95 ${privateSafe.p95}. A note: ${written.withIndexMs} ms with the index, ${written.withoutMs} without. The index has ${round(indexBytes / 1e6, 0)} of ${round(bytes / 1e6, 0)} MB.`);
    if (plain !== null) line(`  sqlite3 command line, all matches ranked by bm25: a common word p50 ${plain.commonMs.p50} ms, p95 ${plain.commonMs.p95}; a rare one p50 ${plain.rareMs.p50}; rare words ${plain.sameCounts ? 'are found as often' : 'are NOT found as often'}.`);
  }
  const growth = round(large.all.p95 / small.all.p95);
  line(`Growth of p95: ${growth}. Goals: p95 ≤ ${GOAL_MS} ms at ${large.incidents}, growth ≤ ${GROWTH_GOAL}.`);
  return large.all.p95 <= GOAL_MS && growth <= GROWTH_GOAL && measured.every(({ plain }) => plain?.sameCounts !== false);
}

await withFolder((folder) => {
  const before = machine();
  const measured = sizes.map((incidents) => measure(folder, incidents));
  const met = report(measured);
  finish({ bench: 'search', machine: before, measured, goal: { pageMs: GOAL_MS, growth: GROWTH_GOAL }, met });
  return Promise.resolve();
});
