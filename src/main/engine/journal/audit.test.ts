import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertPresent } from '../../../shared/model/result.ts';
import { parseConfig } from '../../config/load.ts';
import { Redactor } from '../../config/redactor.ts';
import { createAudit } from './audit.ts';
import type { Entry } from './journal.ts';
import { lineDifference } from '../../../shared/text/line-difference.ts';
import { ADA, openJournal } from './testing/open-journal.ts';

const CONFIG = `version: 1
workspace: { name: Acme }
sources:
  - { id: prom, type: prometheus, url: http://127.0.0.1:9090, auth: { bearer: a-plain-token } }
services:
  - { id: checkout, name: Checkout API, tier: 1 }
`;

const written = (text = CONFIG) => assertPresent(parseConfig(text, { file: 'holdfast.yaml' }).written, 'the text is a configuration');

function setUp(options: { readOnly?: boolean } = {}) {
  const opened = openJournal(options);
  const redactor = new Redactor();
  redactor.add('a-plain-token');
  const errors: string[] = [];
  const open = () => createAudit({ journal: opened.journal, db: { read: opened.read, write: options.readOnly ? null : opened.write }, mask: (text) => redactor.mask(text), log: { error: (message) => void errors.push(message) } });
  return { ...opened, errors, open, audit: open(), rows: (): Entry[] => opened.journal.entries({ stream: null, order: 'asc', limit: 100 }) };
}

describe('changes of the workspace', () => {
  it('stand in the journal with who made them', () => {
    const { audit, rows, journal } = setUp();
    const wall = { kind: 'wall', person: null, rights: ['view'], name: 'NOC left' };
    audit.seatInvited(wall, ADA);
    audit.seatPaired({ ...wall, seat: 's1' }, ADA);
    audit.seatEnded('s1', ADA);
    audit.pinChanged('ada', ADA);
    audit.secretSet('prom', ADA);
    audit.configRefused(2, 'line 4: bearer "a-plain-token" is no reference', null);
    audit.configChanged({ by: 'settings', written: written(), names: { added: ['rule slow'], removed: [], changed: ['workspace'] }, words: ['rule slow added: above 0.8', 'workspace.name Acme → a-plain-token'], actor: ADA });
    expect(rows().map(({ actor, fact }) => [actor.id, fact.type, fact.data, fact.texts])).toEqual([
      ['ada', 'seatInvited', { kind: 'wall', person: null, rights: ['view'] }, { name: 'NOC left' }],
      ['ada', 'seatPaired', { seat: 's1', kind: 'wall', person: null, rights: ['view'] }, { name: 'NOC left' }],
      ['ada', 'seatEnded', { seat: 's1' }, {}],
      ['ada', 'pinChanged', { person: 'ada' }, {}],
      ['ada', 'secretSet', { name: 'prom' }, {}],
      ['holdfast', 'configRefused', { errors: 2 }, { first: 'line 4: bearer "[secret]" is no reference' }],
      ['ada', 'configChanged', { by: 'settings', added: ['rule slow'], removed: [], changed: ['workspace'] }, { difference: 'rule slow added: above 0.8\nworkspace.name Acme → [secret]' }],
    ]);
    expect(journal.verify().ok).toBe(true);
  });

  it('are noticed at the next start when the file was edited while nothing ran; comments are none', () => {
    const { open, rows, raw } = setUp();
    /* The plain token is masked on both sides, so that it neither is kept nor looks like a change. */
    const start = (text: string): unknown => {
      const before = rows().length;
      open().configAtStart(written(text));
      return rows().slice(before).map(({ fact }) => [fact.data, fact.texts]);
    };
    expect(start(CONFIG)).toMatchObject([[{ by: 'start', added: ['source prom', 'service checkout'] }, { difference: expect.stringContaining('service checkout added: ') as string }]]);
    expect(start(CONFIG)).toEqual([]);
    expect(start(`# a comment\n${CONFIG}`)).toEqual([]);
    expect(start(CONFIG.replace('tier: 1', 'tier: 2'))).toEqual([[{ by: 'start', added: [], removed: [], changed: ['service checkout'] }, { difference: 'service checkout: tier 1 → 2' }]]);
    open().configChanged({ by: 'settings', written: written(), names: { added: [], removed: [], changed: ['service checkout'] }, words: [], actor: ADA });
    expect(start(CONFIG)).toEqual([]);
    raw.exec(`UPDATE known_texts SET text = '{"of":"another release"}'`);
    expect(start(CONFIG)).toEqual([[{ by: 'start', added: [], removed: [], changed: ['holdfast.yaml'] }, { difference: 'It is another than when Holdfast last ran.' }]]);
    expect(JSON.stringify(raw.prepare('SELECT * FROM known_texts').all())).not.toContain('a-plain-token');
  });

  it('of a rule file come with their lines, once', () => {
    const { open, rows } = setUp();
    const facts = { rules: 1, errors: 0, first: null };
    open().ruleFileRead('alerts.yml', { ...facts, text: 'groups:\n- name: a\n  expr: x > 1\n' });
    open().ruleFileRead('alerts.yml', { ...facts, text: 'groups:\n- name: a\n  expr: x > 1\n' });
    open().ruleFileRead('alerts.yml', { ...facts, errors: 1, first: 'line 3: no metric', text: 'groups:\n- name: a\n  expr: y > 1\n' });
    expect(rows().map(({ fact }) => [fact.data, fact.texts])).toEqual([
      [{ file: 'alerts.yml', rules: 1, errors: 0 }, { difference: '+ 1: groups:\n+ 2: - name: a\n+ 3:   expr: x > 1' }],
      [{ file: 'alerts.yml', rules: 1, errors: 1 }, { first: 'line 3: no metric', difference: '- 3:   expr: x > 1\n+ 3:   expr: y > 1' }],
    ]);
  });

  it('are cut where nobody would read on', () => {
    const { audit, rows } = setUp();
    audit.configChanged({ by: 'file', written: written(), names: { added: [], removed: [], changed: [] }, words: Array.from({ length: 3_000 }, (_, line) => `line ${line}`), actor: null });
    const [row] = rows();
    const difference = row?.fact.type === 'configChanged' ? (row.fact.texts.difference ?? '') : '';
    expect(difference.length).toBeLessThan(20_100);
    expect(difference).toMatch(/\(and \d+ more lines\)$/);
  });

  it('never stop what they record: a store that cannot be written is passed over, a failure goes to the log', () => {
    const readOnly = setUp({ readOnly: true });
    readOnly.audit.pinChanged('ada', ADA);
    expect([readOnly.rows(), readOnly.errors]).toEqual([[], []]);
    const { audit, raw, errors } = setUp();
    raw.exec('DROP TABLE journal_head');
    audit.pinChanged('ada', ADA);
    expect(errors).toEqual(['an audit entry could not be written']);
  });
});

describe('the difference of two texts', () => {
  it('is what has to be taken out and put in, and no more', () => {
    const line = fc.constantFrom<string>('a', 'b', 'c', '', 'd');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.array(line, { maxLength: 12 }), (before, after) => {
        const text = (lines: string[]): string => lines.map((one) => `${one}\n`).join('');
        const changes = lineDifference(text(before), text(after)).map((change) => /^([-+]) (\d+): (.*)$/.exec(change)!);
        const kept = before.filter((_, index) => !changes.some(([, sign, number]) => sign === '-' && Number(number) === index + 1));
        const result = [...kept];
        for (const [, sign, number, put] of changes) if (sign === '+') result.splice(Number(number) - 1, 0, put!);
        expect(result).toEqual(after);
        expect(changes.length).toBeLessThanOrEqual(before.length + after.length);
        if (text(before) === text(after)) expect(changes).toEqual([]);
      }),
    );
  });

  it('of something huge is the whole middle, at once', () => {
    const lines = (word: string): string => Array.from({ length: 20_000 }, (_, index) => `${word} ${index}`).join('\n');
    const changes = lineDifference(`same\n${lines('old')}\nend\n`, `same\n${lines('new')}\nend\n`);
    expect([changes.length, changes[0], changes.at(-1)]).toEqual([40_000, '- 2: old 0', '+ 20001: new 19999']);
  });
});
