import { describe, expect, it } from 'vitest';
import type { EntryFilter } from './journal.ts';
import { pageQuery, READ_ABOUT, READ_TEXTS_OF } from './repo.ts';
import { incidentId, openJournal } from './testing/open-journal.ts';

describe('reading the journal', () => {
  const { read } = openJournal();
  const plan = (filter: Partial<EntryFilter>): string => {
    const { sql, params } = pageQuery({ order: 'desc', limit: 200, ...filter });
    return read.explain(sql, ...params).join('; ');
  };

  it.each<[string, Partial<EntryFilter>, string]>([
    ['everything', {}, 'SCAN journal'],
    ['everything before a row', { beyond: 900 }, 'SEARCH journal USING INTEGER PRIMARY KEY (rowid<?)'],
    ['an incident', { stream: incidentId(1) }, 'SEARCH journal USING INDEX journal_stream (stream=?)'],
    ['an incident, on from a row', { stream: incidentId(1), beyond: 900, order: 'asc' }, 'SEARCH journal USING INDEX journal_stream (stream=? AND rowid>?)'],
    ['the workspace', { stream: null, beyond: 900 }, 'SEARCH journal USING INDEX journal_stream (stream=? AND rowid<?)'],
    ['an incident, some types, somebody', { stream: incidentId(1), types: ['note', 'opened'], actor: 'ada' }, 'SEARCH journal USING INDEX journal_stream (stream=?)'],
    ['a type', { type: 'decided', actor: 'ada', beyond: 900 }, 'SEARCH journal USING INDEX journal_type (type=? AND rowid<?)'],
    ['somebody', { actor: 'ada', beyond: 900 }, 'SEARCH journal USING INDEX journal_actor (actor_id=? AND rowid<?)'],
  ])('of %s goes through one index and sorts nothing', (_, filter, expected) => expect(plan(filter)).toBe(expected));

  it('of several types takes each from its index', () => {
    const steps = plan({ types: ['decided', 'resolved'], beyond: 900 });
    expect(steps.match(/SEARCH journal USING INDEX journal_type \(type=\? AND rowid<\?\)/g)).toHaveLength(2);
    expect(steps).not.toContain('SCAN journal');
    expect(plan({ types: [] })).not.toContain('TEMP');
  });

  it('finds texts, and what was said of a row later, by index', () => {
    expect(read.explain(READ_TEXTS_OF, '[1,2]').join()).toContain('SEARCH journal_texts USING INDEX sqlite_autoindex_journal_texts_1 (seq=?)');
    expect(read.explain(READ_ABOUT, 17).join()).toBe('SEARCH journal USING INDEX journal_about (<expr>=?)');
  });
});
