import { describe, expect, it } from 'vitest';
import { openScorecard } from '../../src/main/engine/scorecard/testing/open-scorecard.ts';
import { fill, invent } from './fill.ts';

const END = Date.UTC(2026, 0, 15, 9);
const SAMPLE = 400;

describe('the incidents of the bench', () => {
  it('are counted as those that come by the journal: the rows are the same', () => {
    const rows = ({ db }: ReturnType<typeof openScorecard>) => db.read.all<{ incident: string }>('SELECT * FROM scorecard_facts ORDER BY start, services, reading').map((row) => ({ ...row, incident: null }));
    const byJournal = openScorecard();
    byJournal.tell(...invent(SAMPLE, END));
    const filled = openScorecard();
    fill(filled.db.write, filled.scorecard.follower, SAMPLE, END);
    expect(rows(filled)).toEqual(rows(byJournal));
    expect(rows(filled).length).toBeGreaterThan(SAMPLE);
  });
});
