import { describe, expect, it } from 'vitest';
import { createDrafts, unsent, type DraftMemory } from './drafts.ts';

const ADA = 'seat-1 ada';
const GRACE = 'seat-1 grace';
const NOTE = 'INC-2026-0001/note';

function tab(): DraftMemory & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) };
}
const formsIn = (memory: DraftMemory) => createDrafts(() => memory).store.getState().forms;

describe('what was typed and not sent', () => {
  it('is there again after a reload, field by field, and only where it belongs', () => {
    const memory = tab();
    const drafts = createDrafts(() => memory);
    drafts.write(ADA, NOTE, { text: 'Health check ref' });
    drafts.write(ADA, 'INC-2026-0001/update', { text: 'We are', audience: 'customers' });
    drafts.write(ADA, 'INC-2026-0001/update', { text: 'We are on it' });
    expect(formsIn(memory)).toEqual({ [NOTE]: { text: 'Health check ref' }, 'INC-2026-0001/update': { text: 'We are on it', audience: 'customers' } });
  });

  it('goes once it was taken, and leaves nothing in the tab', () => {
    const memory = tab();
    const drafts = createDrafts(() => memory);
    drafts.write(ADA, NOTE, { text: 'One' });
    drafts.write(ADA, 'shift/note', { text: 'Two' });
    drafts.drop(ADA, NOTE);
    expect(formsIn(memory)).toEqual({ 'shift/note': { text: 'Two' } });
    drafts.drop(ADA, 'shift/note');
    expect(memory.kept.size).toBe(0);
  });

  it('goes when somebody else uses the screen, or nobody may any more', () => {
    for (const next of [GRACE, null]) {
      const memory = tab();
      createDrafts(() => memory).write(ADA, NOTE, { text: 'Keys of tenant 4711' });
      const reloaded = createDrafts(() => memory);
      reloaded.belongTo(ADA);
      expect(reloaded.store.getState().forms).toHaveProperty([NOTE]);
      reloaded.belongTo(next);
      expect(reloaded.store.getState()).toEqual({ owner: null, forms: {} });
      expect(memory.kept.size).toBe(0);
    }
  });

  it('never mixes what two people typed, and nobody drops the words of another', () => {
    const memory = tab();
    const drafts = createDrafts(() => memory);
    drafts.write(ADA, NOTE, { text: 'Of Ada' });
    drafts.drop(GRACE, NOTE);
    expect(formsIn(memory)).toEqual({ [NOTE]: { text: 'Of Ada' } });
    drafts.write(GRACE, 'shift/note', { text: 'Of Grace' });
    expect(drafts.store.getState()).toEqual({ owner: GRACE, forms: { 'shift/note': { text: 'Of Grace' } } });
  });

  it('holds for the page where the browser refuses its storage', () => {
    const drafts = createDrafts(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    drafts.write(ADA, NOTE, { text: 'Still here' });
    expect(drafts.store.getState().forms[NOTE]).toEqual({ text: 'Still here' });
    drafts.belongTo(GRACE);
    expect(drafts.store.getState().forms).toEqual({});
  });

  it.each(['', 'null', '{', '[]', '{"owner":1,"forms":{}}', '{"owner":"a","forms":{"x":{"y":1}}}'])('takes %j in the tab for nothing', (text) => {
    const memory = tab();
    memory.setItem('holdfast.drafts', text);
    expect(formsIn(memory)).toEqual({});
  });
});

describe('what was typed on while it was being sent', () => {
  it.each([
    ['Queue emptied', 'Queue emptied', ''],
    ['  Queue emptied\n', 'Queue emptied', ''],
    ['Queue emptied\nWorkers dou', 'Queue emptied', 'Workers dou'],
    ['Queue emptied by hand', 'Queue', 'emptied by hand'],
    ['Not yet', 'No', 'Not yet'],
    ['Something else', 'Queue emptied', 'Something else'],
    ['Said meanwhile', '', 'Said meanwhile'],
    ['', 'Queue emptied', ''],
  ])('of %j, with %j taken, %j stays', (text, sent, rest) => {
    expect(unsent(text, sent)).toBe(rest);
  });
});
