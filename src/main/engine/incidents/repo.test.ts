import { describe, expect, it } from 'vitest';
import { listStatement, type ListFilter } from './repo.ts';
import { serviceId } from './testing/alerts.ts';
import { openIncidents } from './testing/open-incidents.ts';

const after = { closed: 1, sortKey: -1, id: 'INC-2026-0001' } as const;
const filter = (changes: Partial<ListFilter>): ListFilter => ({ show: 'all', publicOnly: false, after: null, limit: 50, ...changes });

describe('how incidents are found', () => {
  it.each<[string, Partial<ListFilter>, RegExp]>([
    ['the first page', {}, /incidents_list/],
    ['a later page', { after }, /incidents_list \(closed>\?\)|incidents_list \(\(closed,sort_key,id\)>/],
    ['open ones', { show: 'open' }, /incidents_list \(closed=\?\)/],
    ['a later page of closed ones', { show: 'closed', after }, /incidents_list \(closed=\?/],
    ['those of a severity', { severity: 'P0' }, /incidents_severity \(severity=\?\)/],
    ['those of a service', { service: serviceId('checkout') }, /s USING PRIMARY KEY \(service=\?\)/],
    ['a later page of a service', { service: serviceId('checkout'), after }, /s USING PRIMARY KEY \(service=\? AND \(closed,sort_key,incident\)>\(\?,\?,\?\)\)/],
    ['a search', { query: 'dns' }, /incidents_list/],
  ])('%s walks its index in order, and sorts nothing', (_, changes, index) => {
    const { db } = openIncidents();
    const { sql, params } = listStatement(filter(changes));
    const plan = db.read.explain(sql, ...params).join('\n');
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(/TEMP B-TREE/);
  });

  it.each([
    ['open ones of a signature', 'SELECT id, head FROM incidents WHERE signature = ? AND closed = 0', /incidents_signature \(signature=\? AND closed=\?\)/],
    ['earlier ones of a signature', 'SELECT id, head FROM incidents WHERE signature = ? AND closed = 1 ORDER BY closed_at DESC LIMIT 5', /incidents_signature \(signature=\? AND closed=\?\)$/],
    ['those closed of late', 'SELECT id, head FROM incidents WHERE closed_at >= ? ORDER BY closed_at', /incidents_closed \(closed_at>\?\)$/],
  ])('%s come from an index', (_, sql, index) => {
    const { db } = openIncidents();
    expect(db.read.explain(sql, 'x').join('\n')).toMatch(index);
  });
});
