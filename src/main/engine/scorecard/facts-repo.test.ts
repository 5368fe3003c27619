import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADA } from '../incidents/testing/open-incidents.ts';
import { reachingSql, runningSql, startedSql } from './columns.ts';
import { earlierSql, laterSql } from './facts-repo.ts';
import { recurs, sameness, CONFIRMED, NEW, SUSPECTED } from './recurrence.ts';
import { openScorecard } from './testing/open-scorecard.ts';
import type { Told } from './testing/told.ts';
import { scansIn, watchPlans } from './testing/watch-plans.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 15, 12);

describe('how the rows of the scorecard are found', () => {
  it.each([
    ['those of a span', startedSql('corrected'), [0, 1], /^SEARCH scorecard_facts USING PRIMARY KEY \(start>\? AND start<\?\)$/],
    ['those that reach into it from before', reachingSql('recorded'), [{ at: 1 }], /SEARCH scorecard_facts USING INDEX scorecard_impact \(impact_class=\? AND start>\? AND start<\?\)/],
    ['those that still have an effect', runningSql('corrected'), [], /USING INDEX scorecard_running/],
    ['earlier ones of a signature', earlierSql('signature'), ['s', 0, 1, 'INC-2026-0001', 1, 1, null], /USING INDEX scorecard_signature_before \(signature=\? AND resolved_at>\? AND resolved_at<\?\)/],
    ['earlier ones of a cause', earlierSql('cause'), ['c', 0, 1, 'INC-2026-0001', 1, 1], /USING INDEX scorecard_cause_before \(cause=\? AND resolved_at>\? AND resolved_at<\?\)/],
    ['later ones of a signature', laterSql('signature'), ['s', 0, 1, 'INC-2026-0001'], /USING INDEX scorecard_signature_after \(signature=\? AND start>\? AND start<\?\)/],
    ['later ones of a cause', laterSql('cause'), ['c', 0, 1, 'INC-2026-0001'], /USING INDEX scorecard_cause_after \(cause=\? AND start>\? AND start<\?\)/],
    ['the rows of an incident', 'SELECT * FROM scorecard_facts WHERE incident = ? ORDER BY reading', ['INC-2026-0001'], /USING INDEX scorecard_incident \(incident=\?\)/],
    ['the first and the last start', 'SELECT (SELECT min(start) FROM scorecard_facts) AS first, (SELECT max(start) FROM scorecard_facts) AS last', [], /SEARCH scorecard_facts/],
  ] as const)('%s come from an index', (_, sql, params, index) => {
    const { db } = openScorecard();
    const plan = db.read.explain(sql, ...(params as unknown as [])).join('\n');
    expect(plan).toMatch(index.source.startsWith('^') ? new RegExp(index.source, 'm') : index);
    // Of those that run there are few, and an index that holds nothing else.
    expect(plan).not.toMatch(/SCAN scorecard_facts(?! USING INDEX scorecard_running)/);
  });
});

describe('everything that the scorecard asks of its rows', () => {
  const day = (before: number) => ({ start: NOW - before * DAY, detected: NOW - before * DAY, resolved: NOW - before * DAY + 3_600_000, signature: 'a', cause: 'CAUSE-0001' });
  const story = async ({ tell, get, list, scorecard, query, incidents, clock }: ReturnType<typeof openScorecard>): Promise<void> => {
    const [first] = tell(day(40), day(30), { start: NOW - DAY, detected: NOW - DAY });
    await get({ instants: 'recorded', service: 'checkout', severity: 'P1', tier: 1, cause: 'CAUSE-0001', causeCategory: 'code' });
    await get({ from: new Date(NOW - 45 * DAY).toISOString(), to: new Date(NOW).toISOString() });
    await scorecard.trend(query(), ADA);
    await scorecard.dots({ ...query(), metric: 'mttr', max: 10 }, ADA);
    await scorecard.interval({ ...query(), metric: 'mttr' }, ADA);
    await list({ metric: 'impact' });
    await list({ show: 'leftOut' });
    // Takes back what it was to the later one.
    incidents.append(first!, [{ type: 'reopened', data: {}, texts: { reason: 'It is back' } }], ADA);
    await clock.advance(1_000);
    await get();
  };

  it('comes from an index, and so does what it writes', async () => {
    const opened = openScorecard();
    const plans = await watchPlans(opened.db.read, /scorecard_facts/, () => story(opened));
    expect(plans.size).toBeGreaterThanOrEqual(12);
    expect(scansIn(plans)).toEqual([]);
  });

  it('is noticed where an index is missing', async () => {
    const opened = openScorecard();
    opened.db.write.run('DROP INDEX scorecard_incident');
    expect(scansIn(await watchPlans(opened.db.read, /scorecard_facts/, () => story(opened)))).toContainEqual(expect.stringContaining('WHERE incident = ?'));
  });
});

describe('what an incident repeats', () => {
  it.each([
    ['the same confirmed cause', { cause: 'C1', signature: 'a' }, { cause: 'C1', signature: 'b' }, CONFIRMED],
    ['two confirmed causes that differ, although the signature is the same', { cause: 'C1', signature: 'a' }, { cause: 'C2', signature: 'a' }, NEW],
    ['the same signature where one cause is not confirmed', { cause: 'C1', signature: 'a' }, { cause: null, signature: 'a' }, SUSPECTED],
    ['the same signature', { cause: null, signature: 'a' }, { cause: null, signature: 'a' }, SUSPECTED],
    ['nothing known of either', { cause: null, signature: null }, { cause: null, signature: null }, NEW],
  ])('%s', (_, a, b, expected) => {
    expect(sameness(a, b)).toBe(expected);
    expect(sameness(b, a)).toBe(expected);
  });

  it.each([
    ['resolved exactly 90 days before it started', 90 * DAY, SUSPECTED],
    ['a millisecond more than 90 days', 90 * DAY + 1, NEW],
    ['resolved a millisecond before', 1, SUSPECTED],
    ['resolved in the same instant', 0, NEW],
    ['resolved after it started', -1, NEW],
  ])('looks 90 days back: %s', (_, before, expected) => expect(recurs({ cause: null, signature: 'a', start: NOW }, [{ cause: null, signature: 'a', resolvedAt: NOW - before }])).toBe(expected));

  /** What the row of each incident says. */
  const flags = ({ db }: ReturnType<typeof openScorecard>, ids: readonly string[]) =>
    ids.map((id) => db.read.get<{ start: number; recurs: number; recurs_public: number; recurs_recorded: number; recurs_recorded_public: number }>('SELECT start, recurs, recurs_public, recurs_recorded, recurs_recorded_public FROM scorecard_facts WHERE incident = ?', id));

  const past = fc.record({
    start: fc.integer({ min: 1, max: 400 }),
    lasts: fc.integer({ min: 0, max: 60 }),
    signature: fc.option(fc.constantFrom('a', 'b')),
    cause: fc.option(fc.constantFrom('CAUSE-0001', 'CAUSE-0002')),
    private: fc.boolean(),
    isDrill: fc.boolean(),
    over: fc.boolean(),
  });

  it('is kept as it is defined, in whichever order incidents come, and however they change after', () => {
    fc.assert(
      fc.property(fc.array(past, { maxLength: 14 }), fc.array(fc.nat(), { maxLength: 4 }), (all, reopened) => {
        const opened = openScorecard();
        const told = all.map(({ start, lasts, over, ...rest }): Told & { start: number } => ({ ...rest, start: NOW - start * DAY, detected: NOW - start * DAY, ...(over ? { resolved: Math.min(NOW - 1, NOW - (start - lasts) * DAY) } : {}) }));
        const ids = opened.tell(...told);
        // Some of them are reopened, which takes back what they were to others.
        const again = new Set<number>();
        for (const pick of reopened) {
          const index = pick % Math.max(1, told.length);
          const id = ids[index];
          if (id === undefined || told[index]?.resolved === undefined || again.has(index)) continue;
          opened.incidents.append(id, [{ type: 'reopened', data: {}, texts: { reason: 'It is back' } }], ADA);
          again.add(index);
        }
        const now = told.map((each, index) => (again.has(index) ? { ...each, resolved: undefined } : each));
        const expected = now.map((later, index) => {
          const of = (seesPrivate: boolean): number => later.isDrill === true || later.resolved === undefined ? NEW : recurs({ cause: later.cause ?? null, signature: later.signature ?? null, start: later.start }, now.flatMap((each, other) => (other === index || each.isDrill === true || each.resolved === undefined || (each.private === true && !seesPrivate) ? [] : [{ cause: each.cause ?? null, signature: each.signature ?? null, resolvedAt: each.resolved }])));
          return [later.start, of(true), of(false)];
        });
        const found = flags(opened, ids);
        expect(found.map((row) => [row?.start, row?.recurs, row?.recurs_public])).toEqual(expected);
        expect(found.map((row) => [row?.start, row?.recurs_recorded, row?.recurs_recorded_public])).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same after everything was made anew from the journal', () => {
    const opened = openScorecard();
    const start = NOW - 200 * DAY;
    opened.tell(
      { start: start + 5 * DAY, detected: start + 5 * DAY, resolved: start + 6 * DAY, signature: 'a' },
      { start, detected: start + DAY, resolved: start + 2 * DAY, signature: 'a', startCorrected: [start - DAY] },
    );
    const before = opened.db.read.all('SELECT * FROM scorecard_facts ORDER BY start, incident, reading');
    expect(before).toHaveLength(3);
    opened.incidents.rebuild();
    expect(opened.db.read.all('SELECT * FROM scorecard_facts ORDER BY start, incident, reading')).toEqual(before);
  });
});
