import { describe, expect, it } from 'vitest';
import { both, standsOf, statusWord } from './rules.ts';

describe('what stands at a channel', () => {
  it.each([
    [{ name: 'Payments', status: 'resolved', text: 'Over.', at: '2026-01-15T12:00:00Z' }, { title: 'Payments', status: 'resolved', text: 'Over.', at: '2026-01-15T12:00:00Z', deleted: false }],
    [{ deleted: true }, { title: null, status: null, text: null, at: null, deleted: true }],
    [{ summary: 'Payments', status: 'Done' }, { title: 'Payments', status: 'Done', text: null, at: null, deleted: false }],
    ['The message was deleted.', { title: null, status: null, text: 'The message was deleted.', at: null, deleted: false }],
    [[1], { title: null, status: null, text: '[1]', at: null, deleted: false }],
  ])('is read from what its channel told (%#)', (theirs, stands) => expect(standsOf(theirs)).toEqual(stands));

  it('begins a sentence with the word of the vendor, and carries no invisible characters along', () => expect(statusWord('in\u202E progress')).toBe('In progress'));

  it('merged begins with both, theirs first; where theirs has no words, with ours', () => {
    expect(both('We fixed it. ', { title: 'Payments', body: 'We look into it.' })).toEqual({ title: 'Payments', body: 'We fixed it.\n\nWe look into it.' });
    expect(both(null, { title: 'Payments', body: 'We look into it.' }).body).toBe('We look into it.');
  });
});
