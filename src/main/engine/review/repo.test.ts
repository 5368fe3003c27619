import { describe, expect, it } from 'vitest';
import { CauseId } from '../../../shared/model/ids.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { actionsStatement, countActions, COUNT_ACTIONS, COUNT_LAPSED, COUNT_LATE_ACTIONS, COUNT_LATE_REVIEWS, COUNT_REVIEWS, DRILLS_SINCE, INCIDENTS_OF_CAUSE, LIST_CAUSES, NAMED_CAUSES, NAME_OF_CAUSE, READ_CAUSE, reviewsStatement, WATCHED, type ActionFilter, type ReviewFilter } from './repo.ts';
import { openReviews } from './testing/open-reviews.ts';

const NOW = epochMs(Date.parse('2026-01-15T12:00:00.000Z'));
const AFTER = { closed: 0, sortKey: 1, id: 'x' } as const;

describe('what lists of reviews and actions are read from', () => {
  const { db } = openReviews();
  const plan = ({ sql, params }: { readonly sql: string; readonly params: readonly (string | number | null)[] }): string => db.read.explain(sql, ...params).join('; ');
  const reviews = (filter: Partial<ReviewFilter>): string => plan(reviewsStatement({ state: 'all', publicOnly: true, after: null, limit: 10, ...filter }) as never);
  const actions = (filter: Partial<ActionFilter>): string => plan(actionsStatement({ state: 'all', dueBefore: null, publicOnly: true, after: null, limit: 10, ...filter }) as never);

  it.each<[string, string, string]>([
    ['all reviews', reviews({}), 'SCAN reviews USING COVERING INDEX reviews_list'],
    ['all reviews, on', reviews({ after: AFTER }), 'SEARCH reviews USING COVERING INDEX reviews_list ((closed,sort_key,incident)>(?,?,?))'],
    ['reviews that are due', reviews({ state: 'due', after: AFTER }), 'SEARCH reviews USING INDEX reviews_state (state=? AND (sort_key,incident)>(?,?))'],
    ['reviews of somebody', reviews({ lead: 'ada', after: AFTER }), 'SEARCH reviews USING INDEX reviews_lead (lead=? AND (closed,sort_key,incident)>(?,?,?))'],
    ['all actions', actions({ after: AFTER }), 'SEARCH corrective_actions USING INDEX corrective_actions_list ((closed,sort_key,id)>(?,?,?))'],
    ['open actions', actions({ state: 'open' }), 'SEARCH corrective_actions USING INDEX corrective_actions_list (closed=?)'],
    ['late actions', actions({ dueBefore: NOW }), 'SEARCH corrective_actions USING INDEX corrective_actions_list (closed=? AND sort_key<?)'],
    ['done actions', actions({ state: 'done', after: AFTER }), 'SEARCH corrective_actions USING INDEX corrective_actions_state (state=? AND (sort_key,id)>(?,?))'],
    ['actions of somebody', actions({ owner: 'ada', state: 'open' }), 'SEARCH corrective_actions USING INDEX corrective_actions_owner (owner=? AND closed=?)'],
  ])('%s come from one index, in its order', (_, steps, expected) => expect(steps).toBe(expected));

  it('actions of an incident and of a cause are looked up by theirs', () => {
    expect(actions({ incident: 'INC-2026-0001' as never })).toContain('SEARCH corrective_actions USING INDEX corrective_actions_incident (incident=?)');
    expect(actions({ cause: CauseId.parse('CAUSE-0001') })).toContain('SEARCH incident_causes USING COVERING INDEX incident_causes_');
  });

  it.each<[string, string, (string | number)[], string]>([
    ['reviews', COUNT_REVIEWS, ['due', 1], 'SEARCH reviews USING COVERING INDEX reviews_state (state=?)'],
    ['late reviews', COUNT_LATE_REVIEWS, [NOW, 1], 'SEARCH reviews USING COVERING INDEX reviews_list (closed=? AND sort_key<?)'],
    ['actions', COUNT_ACTIONS, ['open', 1], 'SEARCH corrective_actions USING COVERING INDEX corrective_actions_state (state=?)'],
    ['late actions', COUNT_LATE_ACTIONS, [NOW, 1], 'SEARCH corrective_actions USING COVERING INDEX corrective_actions_list (closed=? AND sort_key<?)'],
    ['lapsed actions', COUNT_LAPSED, [1], 'SEARCH corrective_actions USING COVERING INDEX corrective_actions_lapsed (private<?)'],
    ['actions by proof', WATCHED, ['rule', 'open'], 'SEARCH corrective_actions USING COVERING INDEX corrective_actions_proof (proof=? AND state=?)'],
    ['drills', DRILLS_SINCE, [NOW, 480_000], 'SEARCH drills USING COVERING INDEX drills_started (started_at>?)'],
    ['a cause', READ_CAUSE, [1, 'CAUSE-0001'], 'SEARCH incident_causes USING COVERING INDEX incident_causes_cause (cause=?)'],
    ['the name of a cause', NAME_OF_CAUSE, ['CAUSE-0001', 1], 'SEARCH incident_causes USING COVERING INDEX incident_causes_name (cause=?)'],
    ['incidents of a cause', INCIDENTS_OF_CAUSE, ['CAUSE-0001', NOW, 1, 10], 'SEARCH incident_causes USING COVERING INDEX incident_causes_cause (cause=? AND started_at<?)'],
  ])('%s are counted and found in the index alone', (_, sql, params, expected) => expect(db.read.explain(sql, ...params).join('; ')).toBe(expected));

  it('causes are summed up along their index', () => {
    expect(db.read.explain(LIST_CAUSES, 1)[0]).toBe('SCAN incident_causes USING COVERING INDEX incident_causes_cause');
    expect(db.read.explain(NAMED_CAUSES, 1)).toEqual(['SCAN incident_causes USING COVERING INDEX incident_causes_name']);
  });
});

describe('the projection', () => {
  it('made anew says the same as the one that followed, whatever was done', () => {
    const { resolved, put, add, act, step, restart, db, incidents, open, fires } = openReviews();
    const [a, b, c] = [resolved('slow'), resolved(null), open({ isDrill: true }).id];
    put(a, { lead: 'bob', cause: { name: 'x', category: 'code', confidence: 'confirmed' } });
    put(b, { cause: { id: 'CAUSE-0001', category: 'code', confidence: 'suspected' } });
    const [first, second] = [add(a), add(b, { dueAt: null, proof: { kind: 'postman' } })];
    step(second.id, { type: 'drop', reason: 'x' });
    act(c, { type: 'resolve' });
    act(a, { type: 'review' });
    incidents.edit(b, incidents.get(b, { seesPrivate: true, mayOperate: true }).version, { private: { to: true, reason: 'x' } }, { seesPrivate: true, mayOperate: true, actor: { kind: 'person', id: 'ada', name: 'Ada' }, rights: ['operate'] });
    const gone = fires('maybe', { mode: 'propose' })!;
    act(gone, { type: 'dismiss', reason: 'x', falseAlarm: true });
    const tables = ['reviews', 'incident_causes', 'corrective_actions', 'drills', 'review_numbers'];
    const all = () => tables.map((table) => db.read.all(`SELECT * FROM ${table} ORDER BY 1`));
    const before = all();
    expect(before.map((rows) => rows.length)).toEqual([2, 2, 2, 1, 2]);
    restart().rebuild();
    expect(all()).toEqual(before);
    expect(first.id).toBe('CA-0001');
    expect([NOW, epochMs(Date.parse('2026-03-01T00:00:00.000Z'))].map((now) => countActions(db.read, now, false).overdue)).toEqual([0, 1]);
  });
});
