import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { MaintenanceConfig } from '../../shared/model/policy-config.ts';
import { SignalRule } from '../../shared/model/rule-config.ts';
import { lostComments } from './comments.ts';
import { removeMaintenance, removeRule, writeMaintenance, writeRule } from './edit-items.ts';
import { removeSource } from './edit.ts';
import { parseConfig } from './load.ts';

const HEAD = `version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }
sources:
  - { id: prom, type: prometheus, url: http://prom }
  - { id: other, type: prometheus, url: http://other }
services:
  - { id: api, name: API }
signals:
  - { id: p95, service: api, kind: latency, source: prom, query: p95 }
  - { id: errors, service: api, kind: errorRate, source: prom, query: errors }
  - { id: traffic, service: api, kind: traffic, source: other, query: traffic }
slos:
  - { id: slo, service: api, signal: errors, traffic: traffic, target: 99.9 }   # promised in the contract
`;
const FILE = `${HEAD}rules:
  # wakes somebody
  - id: slow            # since the outage of May
    signal: p95
    when: { above: 0.8, consecutive: 3 }   # seconds
    severity: P1
  - { id: dead, signal: errors,
      # all of them
      when: { above: 0.9 }, severity: P0 }   # do not touch
  - { import: alerts.yml, source: prom }
maintenance:
  - { id: db, name: Database, services: [api], from: 2026-12-01 22:00, to: 2026-12-01 23:00 }
`;
const rule = (more: object) => SignalRule.parse({ id: 'slow', signal: 'p95', ...more });
const window = (more: object) => MaintenanceConfig.parse({ id: 'db', name: 'Database', services: ['api'], ...more });
const rulesOf = (text: string) => text.slice(text.indexOf('rules:'), text.indexOf('maintenance:'));
const good = (text: string) => {
  const { written, issues } = parseConfig(text, { file: 'f' });
  expect(issues.filter(({ level }) => level === 'error')).toEqual([]);
  return written!;
};

describe('writing a rule from the editor', () => {
  it('changes only the number that changed, and keeps every comment where it is', () => {
    const { text, added } = writeRule(FILE, 'slow', rule({ when: { above: 1.2, consecutive: 3 }, severity: 'P1' }));
    expect(added).toBe(false);
    expect(text).toBe(FILE.replace('above: 0.8', 'above: 1.2'));
    expect(writeRule(text, 'slow', rule({ when: { above: 1.2, consecutive: 3 }, severity: 'P1' })).text).toBe(text);
  });

  it('writes an entry of lines anew where its keys are others, comments before it', () => {
    const { text } = writeRule(FILE, 'slow', rule({ baseline: { sensitivity: 8 }, severity: 'P1', owner: undefined, summary: 'Checkout is slow' }));
    expect(rulesOf(text)).toBe(`rules:
  # wakes somebody
  # since the outage of May
  # seconds
  - id: slow
    signal: p95
    baseline:
      sensitivity: 8
    severity: P1
    summary: Checkout is slow
  - { id: dead, signal: errors,
      # all of them
      when: { above: 0.9 }, severity: P0 }   # do not touch
  - { import: alerts.yml, source: prom }
`);
  });

  it('writes an entry in braces anew in braces', () => {
    const { text } = writeRule(FILE, 'dead', SignalRule.parse({ id: 'dead', signal: 'errors', when: { above: 0.9, for: '2m' }, severity: 'P0', incident: 'propose' }));
    expect(rulesOf(text)).toContain(`  # all of them
  - { id: dead, signal: errors, when: { above: 0.9, for: 2m }, severity: P0, incident: propose }   # do not touch
`);
  });

  it.each([
    ['a threshold', { id: 'new', signal: 'p95', when: { above: 1 }, severity: 'P2' }, '  - id: new\n    signal: p95\n    when:\n      above: 1\n'],
    ['a baseline', { id: 'new', signal: 'p95', baseline: { direction: 'above', season: 'auto' } }, '  - id: new\n    signal: p95\n    baseline:\n      direction: above\n'],
    ['an absence', { id: 'new', signal: 'p95', absent: { for: '5m' }, severity: 'P1' }, '  - id: new\n    signal: p95\n    absent:\n      for: 5m\n    severity: P1\n'],
    ['a burn rate', { id: 'new', slo: 'slo', burn: { minSamples: 10 }, severity: 'P1' }, '  - id: new\n    slo: slo\n    severity: P1\n'],
    ['a burn rate of its own', { id: 'new', slo: 'slo', burn: { minSamples: 50, pairs: [{ factor: 10, long: '1h', short: '5m' }] } }, '  - id: new\n    slo: slo\n    burn:\n      minSamples: 50\n      pairs:\n        - factor: 10\n          long: 1h\n          short: 5m\n'],
  ])('adds %s without what is meant anyway', (_name, item, lines) => {
    const { text, added } = writeRule(FILE, 'new', SignalRule.parse(item));
    expect(added).toBe(true);
    expect(text).toBe(FILE.replace('maintenance:', `${lines}maintenance:`));
    expect(removeRule(text, 'new')).toEqual({ text: FILE, found: true });
  });

  it('leaves a default that a person wrote', () => {
    const said = FILE.replace('severity: P1\n', 'severity: P2\n');
    expect(writeRule(said, 'slow', rule({ when: { above: 2, consecutive: 3 } })).text).toBe(said.replace('above: 0.8', 'above: 2'));
  });

  it('gives a rule another id', () => {
    const { text } = writeRule(FILE, 'slow', SignalRule.parse({ id: 'very-slow', signal: 'p95', when: { above: 0.8, consecutive: 3 }, severity: 'P1' }));
    expect(text).toBe(FILE.replace('id: slow ', 'id: very-slow '));
  });

  it('makes the list where there is none', () => {
    expect(writeRule(HEAD, 'slow', rule({ when: { above: 1 } })).text).toBe(`${HEAD}rules:\n  - id: slow\n    signal: p95\n    when:\n      above: 1\n`);
    expect(writeMaintenance(HEAD, 'db', window({ weekly: { days: ['sun'], at: '03:00', for: '1h' } })).text).toContain('maintenance:\n  - id: db\n    name: Database\n    services:\n      - api\n    weekly:\n');
  });

  it('edits a file that is written as JSON', () => {
    const json = JSON.stringify(good(FILE));
    const { text } = writeRule(json, 'slow', rule({ when: { above: 2 }, severity: 'P0' }));
    expect(good(writeRule(text, 'new', rule({ id: 'new', absent: {} })).text).rules).toEqual([rule({ when: { above: 2 }, severity: 'P0' }), ...good(FILE).rules.slice(1), rule({ id: 'new', absent: {} })]);
  });

  it('is refused where the result would be wrong, and says why', () => {
    expect(() => writeRule(FILE, 'new', SignalRule.parse({ id: 'new', signal: 'p96', when: { above: 1 } }))).toThrow('This cannot be written: line 25: rules[3].signal: expected the id of a signal, found "p96"; did you mean `p95`?');
    expect(() => writeRule(FILE, 'slow', SignalRule.parse({ id: 'dead', signal: 'p95', when: { above: 1 } }))).toThrow('expected an id of its own, found "dead"');
    expect(() => writeRule('version: 2\n', 'slow', rule({ when: { above: 1 } }))).toThrow('The configuration has errors; correct them first');
    expect(removeRule(FILE, 'alerts.yml')).toEqual({ text: FILE, found: false });
  });
});

describe('writing a maintenance window', () => {
  it('moves its end, makes it weekly, and removes it', () => {
    const { text } = writeMaintenance(FILE, 'db', window({ from: '2026-12-01 22:00', to: '2026-12-02 01:30' }));
    expect(text).toBe(FILE.replace('to: 2026-12-01 23:00', 'to: "2026-12-02 01:30"'));
    const weekly = writeMaintenance(text, 'db', window({ services: 'all', weekly: { days: ['sat', 'sun'], at: '03:00', for: '2h' }, timeZone: 'UTC' }));
    expect(weekly.text).toContain('  - { id: db, name: Database, services: all, weekly: { days: [ sat, sun ], at: 03:00, for: 2h }, timeZone: UTC }\n');
    expect(good(weekly.text).maintenance).toEqual([window({ services: 'all', weekly: { days: ['sat', 'sun'], at: '03:00', for: '2h' }, timeZone: 'UTC' })]);
    expect(good(removeMaintenance(weekly.text, 'db').text).maintenance).toEqual([]);
    expect(removeMaintenance(weekly.text, 'none')).toEqual({ text: weekly.text, found: false });
  });

  it('is refused where its end is before its start', () => {
    expect(() => writeMaintenance(FILE, 'db', window({ from: '2026-12-01 22:00', to: '2026-12-01 21:00' }))).toThrow('expected an end after the start');
  });
});

describe('removing a source', () => {
  it('removes objectives over its signals and their rules, and leaves no rule without its signal', () => {
    const file = FILE.replace('rules:\n', 'rules:\n  - { id: burn, slo: slo }\n');
    const { text, ...counts } = removeSource(file, 'prom');
    expect(counts).toEqual({ found: true, removedSignals: 2 });
    expect(good(text)).toMatchObject({ slos: [], rules: [], signals: [{ id: 'traffic' }] });
    expect(lostComments(file, text)).toEqual([]);
  });

  it('keeps an objective whose traffic alone came from it', () => {
    const { text, ...counts } = removeSource(FILE, 'other');
    expect(counts).toEqual({ found: true, removedSignals: 1 });
    expect(text).toContain('  - { id: slo, service: api, signal: errors, target: 99.9 }   # promised in the contract\n');
  });
});

describe('whatever the layout and the rules', () => {
  const severity = fc.constantFrom('P0', 'P1', 'P2');
  const condition = fc.oneof(
    fc.record({ signal: fc.constantFrom('p95', 'errors'), when: fc.oneof(fc.record({ above: fc.constantFrom(0.1, 0.5) }), fc.record({ below: fc.constant(0.2), for: fc.constantFrom('1m', '90s') }), fc.record({ above: fc.constant(0.3), consecutive: fc.constantFrom(1, 3) })) }),
    fc.record({ signal: fc.constant('p95'), baseline: fc.record({ direction: fc.constantFrom('above', 'both'), sensitivity: fc.constantFrom(4, 8) }, { requiredKeys: [] }) }),
    fc.record({ signal: fc.constant('p95'), absent: fc.record({ for: fc.constantFrom('5m', '10m') }, { requiredKeys: [] }) }),
    fc.record({ slo: fc.constant('slo'), burn: fc.record({ minSamples: fc.constantFrom(10, 20) }, { requiredKeys: [] }) }),
  );
  const more = fc.record({ severity, incident: fc.constantFrom('open', 'none'), summary: fc.constantFrom('plain', 'a: "b" # c', 'two\nlines'), minTraffic: fc.constantFrom(0.5, 3) }, { requiredKeys: [] });
  const anyRule = fc.tuple(condition, more).map(([what, said]) => ({ ...what, ...said }));
  const layout = fc.record({ indent: fc.constantFrom(2, 4), indentSeq: fc.boolean(), flow: fc.boolean(), crlf: fc.boolean(), comments: fc.array(fc.nat(40), { maxLength: 6 }) });

  function lay(rules: readonly object[], { indent, indentSeq, flow, crlf, comments }: typeof layout extends fc.Arbitrary<infer T> ? T : never): string {
    const blocks = rules.flatMap((one) => (flow ? [`- ${JSON.stringify(one)}`] : stringify([one], { indent, indentSeq, lineWidth: 0 }).trimEnd().split('\n')));
    const lines = ['rules:', ...blocks.map((line) => `  ${line}`)];
    for (const at of comments) {
      const index = 1 + (at % lines.length);
      const next = [...lines.slice(0, index), '    # why', ...lines.slice(index)];
      // Inside a block of text it would be text.
      if (same(HEAD + next.join('\n'), HEAD + lines.join('\n'))) lines.splice(index, 0, '    # why');
    }
    const text = `${HEAD}${lines.join('\n')}\n`;
    return crlf ? text.replaceAll('\n', '\r\n') : text;
  }
  const same = (a: string, b: string) => JSON.stringify(parseConfig(a, { file: 'f' }).written) === JSON.stringify(parseConfig(b, { file: 'f' }).written);

  it('a write means what was asked, keeps comments and all other rules, and changes nothing when made twice', () => {
    fc.assert(
      fc.property(fc.array(anyRule, { minLength: 1, maxLength: 3 }), anyRule, fc.nat(3), layout, (before, wanted, at, how) => {
        const file = lay(before.map((one, index) => ({ id: `r${index}`, ...one })), how);
        const was = good(file);
        const next = SignalRule.parse({ id: `r${at}`, ...wanted });
        const { text, added } = writeRule(file, `r${at}`, next);
        expect(added).toBe(at >= before.length);
        const is = good(text);
        expect(is.rules).toEqual(added ? [...was.rules, next] : was.rules.map((one, index) => (index === at ? next : one)));
        expect({ ...is, rules: [] }).toEqual({ ...was, rules: [] });
        expect(lostComments(file, text)).toEqual([]);
        expect(text.includes('\r\n')).toBe(how.crlf);
        expect(writeRule(text, `r${at}`, next).text).toBe(text);
        const gone = removeRule(text, `r${at}`);
        expect(good(gone.text).rules).toEqual(is.rules.filter((_, index) => index !== (added ? was.rules.length : at)));
        expect(lostComments(text, gone.text)).toEqual([]);
      }),
      { numRuns: Number(process.env.HOLDFAST_FUZZ_RUNS ?? 40) },
    );
  }, 600_000);
});
