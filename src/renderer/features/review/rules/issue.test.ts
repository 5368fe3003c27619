import { describe, expect, it } from 'vitest';
import { asksToClose, issueWords, lookAgainMs } from './issue.ts';

const done = { name: 'Done', stage: 'done', since: null } as const;

describe('the issue of an action', () => {
  it('that cannot be read is never shown as it was', () => {
    expect(issueWords({ standing: 'there', status: done, problem: null })).toEqual({ mark: 'ok', word: 'Done' });
    expect(issueWords({ standing: 'there', status: done, problem: 'HTTP 503.' })).toEqual({ mark: 'blind', word: 'status not known, last Done' });
    expect(issueWords({ standing: 'there', status: null, problem: null }).word).toBe('status not read yet');
    expect(issueWords({ standing: 'unknown', status: null, problem: null }).mark).toBe('blind');
  });

  it('that is done there asks about an action that is open here, and only then', () => {
    expect(asksToClose({ standing: 'there', status: done }, { state: 'open' })).toBe(true);
    expect(asksToClose({ standing: 'there', status: done }, { state: 'done' })).toBe(false);
    expect(asksToClose({ standing: 'there', status: { ...done, stage: 'underway' } }, { state: 'open' })).toBe(false);
  });

  it('is looked at again soon while something is on its way', () => {
    expect(lookAgainMs([{ standing: 'there', reading: false }])).toBe(60_000);
    expect(lookAgainMs([{ standing: 'there', reading: false }, { standing: 'making', reading: false }])).toBe(3_000);
  });
});
