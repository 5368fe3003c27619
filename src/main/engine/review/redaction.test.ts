import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../store/testing/fixtures.ts';
import { ADA, BOB } from '../incidents/testing/open-incidents.ts';
import { openReviews } from './testing/open-reviews.ts';

describe('a text of a review that was removed', () => {
  it('is in no record, list or table any more, nor on disk; what it said of is still there', () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    const world = openReviews({ file, copies: ['incidents', 'incident_records', 'incident_causes'] });
    const { resolved, put, add, act, timeline, reviews, causes, raw, journal, step } = world;
    const MARK = 'MARK-4711';
    const id = resolved(null);
    put(id, { cause: { name: MARK, category: 'security', confidence: 'confirmed', reason: MARK }, whys: [{ id: 'w1', question: MARK, answer: MARK }, { id: 'w2', parent: 'w1', question: 'And then?' }], factors: [{ id: 'f1', text: MARK }], sections: { summary: MARK } });
    const action = add(id, { text: MARK, proofNote: MARK });
    step(action.id, { type: 'offerLink', label: MARK, url: `https://acme.test/${MARK}` });
    const bytes = (): Buffer => Buffer.concat(['', '-wal'].map((end) => (fs.existsSync(file + end) ? fs.readFileSync(file + end) : Buffer.alloc(0))));
    expect([bytes().includes(MARK), JSON.stringify(reviews.get(id, ADA)).includes(MARK), JSON.stringify(causes()).includes(MARK)]).toEqual([true, true, true]);

    for (const { seq, data, type } of timeline(id, { limit: 1_000 }).items)
      for (const [field, value] of Object.entries(data))
        if (typeof value === 'string' && value.includes(MARK)) {
          act(id, { type: 'askRedaction', seq, field, reason: `in ${type}` });
          act(id, { type: 'approveRedaction', seq, field }, BOB);
        }
    const review = reviews.get(id, ADA);
    expect([bytes().includes(MARK), JSON.stringify(review).includes(MARK), JSON.stringify(causes()).includes(MARK)]).toEqual([false, false, false]);
    expect(review).toMatchObject({ cause: { id: 'CAUSE-0001', name: '(name removed)' }, whys: [{ id: 'w1', question: '(removed)', answer: '(removed)' }, { id: 'w2', parent: 'w1' }], factors: [{ text: '(removed)' }], sections: {}, actions: [{ id: 'CA-0001', text: '(removed)', state: 'open', link: null }] });
    expect(causes().items).toMatchObject([{ id: 'CAUSE-0001', name: '(name removed)', confirmed: 1 }]);
    expect(journal.verify()).toMatchObject({ ok: true });
    raw.close();
  });
});
