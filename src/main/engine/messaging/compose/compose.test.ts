import { describe, expect, it } from 'vitest';
import { AUDIENCES } from '../../../../shared/model/policy-config.ts';
import { UPDATE_KINDS, UpdateFacts } from '../../../../shared/model/update.ts';
import { BERLIN, INCIDENT_OF_UPDATES, NOW, sensibleFacts, SHIPPED } from '../testing/updates.ts';
import { composeUpdate, type Composing } from './compose.ts';
import { parseUpdateTemplates, templateFor, withOwn } from './templates.ts';

const compose = (changes: Partial<Composing> = {}) => composeUpdate({ kind: 'investigating', audience: 'public', channel: null, facts: sensibleFacts('investigating'), incident: INCIDENT_OF_UPDATES, templates: SHIPPED, times: BERLIN, ...changes });

describe('the message that facts make', () => {
  it('to customers in a partial outage is the one that was asked for', () => {
    const { title, body, missing } = compose();
    expect(title).toBe('API Incident: Partial Outage');
    expect(body).toBe(
      [
        'We are investigating a problem with Checkout. It began at 2:00 PM UTC (3:00 PM Berlin).',
        '',
        'What you may see: Paying by card fails or takes longer than usual.',
        'Affected customers: about a third of card payments',
        'Affected regions: Europe',
        'What works: Paying by bank transfer, and everything else in the shop.',
        '',
        'What we are doing: Payments are routed to the second provider.',
        'Expected time to resolution: 1-2 hours',
        'Root cause: under investigation',
        'Next update: 3:00 PM UTC (4:00 PM Berlin)',
      ].join('\n'),
    );
    expect(missing).toEqual([]);
  });
  it('to the team has the numbers with when they were true and who says so, and a suspicion as one', () => {
    const { title, body } = compose({ audience: 'internal', times: { ...BERLIN, clock: '24h' }, facts: sensibleFacts('investigating', { cause: { text: 'the provider throttles us', confirmed: false } }) });
    expect(title).toBe('[Internal] P1 INC-2026-0042: Checkout: error rate above 5 %');
    expect(body).toContain('Suspected cause, not confirmed: the provider throttles us.');
    expect(body).toContain('- Checkout error rate: 7.2 %, at 14:29 UTC (15:29 Berlin), from Metrics of production');
  });
  it('to customers tells no cause that is not confirmed', () => {
    for (const kind of UPDATE_KINDS) expect(compose({ kind, facts: sensibleFacts(kind, { cause: { text: 'the provider throttles us', confirmed: false } }) }).body).not.toContain('throttles');
  });
  it('of facts alone says what is down, for how long, and that it is over', () => {
    expect(compose({ kind: 'factsOnly' })).toMatchObject({ title: 'Checkout: Partial Outage', body: 'Down: Checkout (Europe), since 2:00 PM UTC (3:00 PM Berlin)\nExpected time to resolution: 1-2 hours\nNext update: 3:00 PM UTC (4:00 PM Berlin)' });
    expect(compose({ kind: 'factsOnly', facts: sensibleFacts('resolved') })).toMatchObject({ title: 'Checkout: resolved', body: 'Down: Checkout (Europe), since 2:00 PM UTC (3:00 PM Berlin)\nResolved: 2:25 PM UTC (3:25 PM Berlin), after 25 minutes' });
  });
  it('of almost nothing names what is missing, and leaves out what may be', () => {
    const facts = UpdateFacts.parse({});
    expect(compose({ facts })).toEqual({ title: 'API Incident', body: 'We are investigating a problem with {{services}}.\n\nExpected time to resolution: not known yet\nRoot cause: under investigation', missing: ['services'], cut: false });
    expect(compose({ kind: 'maintenance', facts }).missing).toEqual(['services', 'windowFrom', 'windowTo', 'windowLength']);
  });
  it('of every kind, to every audience and on X, is made from what is usually known, with nothing missing', () => {
    for (const kind of UPDATE_KINDS) for (const audience of AUDIENCES) for (const channel of [null, 'x'] as const) {
      const { title, body, missing, cut } = compose({ kind, audience, channel, facts: sensibleFacts(kind) });
      expect([title === '' || body === '', missing, cut, /\{\{|\}\}|\[\[|\]\]/.test(title + body)], `${kind} ${audience} ${channel ?? ''}`).toEqual([false, [], false, false]);
    }
  });
  it('of a drill says so before anything else', () => {
    for (const kind of UPDATE_KINDS) expect(compose({ kind, audience: 'internal', incident: { ...INCIDENT_OF_UPDATES, isDrill: true }, facts: sensibleFacts(kind) }).title).toMatch(/^DRILL: /);
  });
  it('of ten thousand characters, in any script, is whole', () => {
    const symptoms = 'لا يمكن الدفع 🔥👩‍👩‍👧 '.repeat(500).slice(0, 11_000).trim();
    const { body } = compose({ facts: sensibleFacts('investigating', { symptoms }) });
    expect(body).toContain(symptoms);
    expect(() => UpdateFacts.parse({ ...sensibleFacts('investigating'), symptoms, works: symptoms, doing: symptoms, customers: symptoms })).toThrow('expected facts of at most 40000 characters together');
  });
  it('on another day says the day, and an unknown zone is left out', () => {
    expect(compose({ kind: 'maintenance', facts: sensibleFacts('maintenance') }).body).toContain('from 28 Nov 2026, 10:00 PM UTC (11:00 PM Berlin) to 29 Nov 2026, 12:00 AM UTC (1:00 AM Berlin) (2 hours)');
    expect(compose({ times: { timeZone: 'Nowhere/At_all', clock: '12h', now: NOW } }).body).toMatch(/Next update: 3:00 PM UTC$/);
    expect(compose({ times: { timeZone: 'UTC', clock: '12h', now: NOW } }).body).not.toContain('UTC (');
  });
  it.each([
    [{ as: 'minutes', from: 30, to: 45 }, '30-45 minutes'],
    [{ as: 'minutes', from: 120, to: 120 }, 'about 2 hours'],
    [{ as: 'minutes', from: 45, to: 180 }, '45 minutes to 3 hours'],
    [{ as: 'minutes', from: 2880, to: 4320 }, '2-3 days'],
    [{ as: 'instants', from: '2026-11-26T15:00:00Z', to: '2026-11-26T16:00:00Z' }, 'between 3:00 PM UTC (4:00 PM Berlin) and 4:00 PM UTC (5:00 PM Berlin)'],
  ])('an expectation of %j reads %j', (end, expected) => {
    expect(compose({ facts: sensibleFacts('investigating', { expectedEnd: { basis: null, ...(end.as === 'minutes' ? { saidAt: '2026-11-26T14:30:00Z' } : {}), ...end } }) }).body).toContain(`Expected time to resolution: ${expected}\n`);
  });
});

describe('templates of updates', () => {
  it('are there for every kind and audience, and the closest one is taken', () => {
    for (const kind of UPDATE_KINDS) for (const audience of AUDIENCES) expect(templateFor(SHIPPED, kind, audience, 'slack')).not.toBeNull();
    expect(templateFor(SHIPPED, 'investigating', 'public', 'x')).toMatchObject({ channel: 'x', audience: null });
    expect(templateFor(SHIPPED, 'factsOnly', 'executive', 'email')).toMatchObject({ channel: null, audience: null });
  });
  it('of one’s own come before the shipped ones, which serve for all others', () => {
    const own = parseUpdateTemplates('## public investigating\nOurs {{services}}\n\nText');
    const templates = withOwn(SHIPPED, own);
    expect(compose({ templates })).toMatchObject({ title: 'Ours Checkout', body: 'Text' });
    expect(templates).toHaveLength(SHIPPED.length);
    expect(compose({ templates, audience: 'internal' }).title).toContain('[Internal]');
  });
  it.each([
    ['', 'expected at least one "## investigating"'],
    ['## nonsense\nx', 'line 1: expected a kind (investigating,'],
    ['## public\nx', 'line 1: expected a kind of update'],
    ['## investigating\nx\n## investigating\ny', 'line 3: expected "investigating" once'],
    ['## investigating\n\n## resolved\nx', 'line 1: expected a title'],
    ['## investigating\nx\n\n{{#a}}', 'line 1: in this template, line 1: expected {{/a}}'],
    ['## investigating public internal\nx', 'found "internal"'],
  ])('%j is refused with the line and what was expected', (text, message) => expect(() => parseUpdateTemplates(text)).toThrow(message));
});
