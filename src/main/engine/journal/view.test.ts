import { describe, expect, it } from 'vitest';
import { AlertId, ServiceId } from '../../../shared/model/ids.ts';
import { incidentEntries, TimelineEvent, workspaceEntries, type IncidentFact } from '../../../shared/model/timeline.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { HOLDFAST, type Journal } from './journal.ts';
import { ADA, BOB, incidentId, openJournal } from './testing/open-journal.ts';
import { timelineOf, toTimelineEvent } from './view.ts';

const INC = incidentId(1);
const START = Date.UTC(2026, 0, 15, 14);
const note: IncidentFact = { type: 'note', data: {}, texts: { text: 'n' } };
const fired = (rule: string): IncidentFact => ({ type: 'alertFired', data: { alert: AlertId.parse('a'), rule, service: ServiceId.parse('checkout'), severity: 'P1', value: 1, limit: 0.8, startsAt: '2026-01-15T14:00:00.000Z', firedAt: null, noEarlierThan: false }, texts: { summary: 's' } });
const ended = (rule: string): IncidentFact => ({ type: 'alertEnded', data: { alert: AlertId.parse('a'), rule, endsAt: '2026-01-15T14:00:00.000Z' }, texts: {} });
const over: IncidentFact = { type: 'impactEnded', data: { impactEndedAt: '2026-01-15T14:00:00.000Z' }, texts: {} };
const again: IncidentFact = { type: 'impactResumed', data: {}, texts: {} };

/** One entry a minute. */
function journalOf(facts: readonly IncidentFact[]): Journal {
  const { journal } = openJournal();
  facts.forEach((fact, minute) => journal.append(INC, fact, { actor: HOLDFAST, at: epochMs(START + minute * 60_000) }));
  return journal;
}

describe('a row of the timeline', () => {
  it('has facts and texts in one, and fits the contract', () => {
    const { journal } = openJournal();
    const event = toTimelineEvent(journal.append(INC, { type: 'severityChanged', data: { from: 'P1', to: 'P0' }, texts: { reason: 'everybody is out' } }, { actor: ADA }));
    expect(TimelineEvent.parse(event)).toEqual(event);
    expect(event).toMatchObject({ seq: 1, incident: INC, type: 'severityChanged', data: { from: 'P1', to: 'P0', reason: 'everybody is out' }, key: true, redacted: [], count: 1, at: event.lastAt });
  });

  it('names what was redacted', () => {
    const { journal } = openJournal();
    journal.append(INC, { type: 'impactSet', data: { field: 'money', number: 5, known: true }, texts: { text: 'EUR', source: 'hunter2' } }, { actor: ADA });
    journal.askRedaction(1, 'source', 'x', ADA);
    expect(toTimelineEvent(journal.redact(1, 'source', BOB))).toMatchObject({ data: { number: 5, text: 'EUR', source: null }, redacted: ['source'] });
  });

  it('never has a text of the name of a fact, which would hide it', () => {
    for (const [type, { data, texts }] of [...Object.entries(incidentEntries), ...Object.entries(workspaceEntries)]) expect([type, Object.keys(data.shape).filter((name) => (texts as readonly string[]).includes(name))]).toEqual([type, []]);
  });
});

describe('the timeline of an incident', () => {
  it('opens with what people wrote down, not with what Holdfast noted by itself', () => {
    const [entry] = journalOf([note]).stream(INC);
    expect([entry!, { ...entry!, actor: { kind: 'person' as const, id: 'ada', name: 'Ada' } }].map((each) => toTimelineEvent(each).key)).toEqual([false, true]);
  });

  it('opens on key moments: steps, decisions, the first alert, the commander, the decision that falls due', () => {
    const take = (role: 'incidentCommander' | 'scribe'): IncidentFact => ({ type: 'roleTaken', data: { role, person: 'ada', personName: 'Ada' }, texts: {} });
    const clock = (name: string, stage: 'amber' | 'due'): IncidentFact => ({ type: 'clockTurned', data: { clock: name, stage, dueAt: '2026-01-15T14:15:00.000Z', confirmed: true }, texts: {} });
    const events = timelineOf(
      journalOf([note, fired('slow'), { type: 'acknowledged', data: {}, texts: {} }, fired('errors'), take('scribe'), take('incidentCommander'), clock('update:public', 'due'), clock('when', 'amber'), clock('when', 'due')]).stream(INC),
    );
    expect(events.filter(({ key }) => key).map(({ type, data }) => [type, data['rule'] ?? data['role'] ?? data['clock']])).toEqual([['alertFired', 'slow'], ['acknowledged', undefined], ['roleTaken', 'incidentCommander'], ['clockTurned', 'when']]);
  });

  it.each<[string, IncidentFact[], string[]]>([
    ['nothing that does not repeat', [fired('a'), ended('a'), note], ['alertFired a', 'alertEnded a', 'note']],
    ['an alert that flaps into its first firing and its first end', [fired('a'), ended('a'), fired('a'), ended('a'), fired('a')], ['alertFired a ×3 until 14:04', 'alertEnded a ×2 until 14:03']],
    ['alerts that take turns, each by itself', [fired('a'), fired('b'), fired('a'), fired('b'), ended('a')], ['alertFired a ×2 until 14:02', 'alertFired b ×2 until 14:03', 'alertEnded a']],
    ['the impact that comes and goes with it', [fired('a'), ended('a'), over, fired('a'), again, ended('a'), over], ['alertFired a ×2 until 14:03', 'alertEnded a ×2 until 14:05', 'impactEnded ×2 until 14:06', 'impactResumed']],
    ['nothing across what somebody said or did', [fired('a'), fired('a'), note, fired('a'), note, fired('a')], ['alertFired a ×2 until 14:01', 'note', 'alertFired a', 'note', 'alertFired a']],
    ['no notes', [note, note, note], ['note', 'note', 'note']],
  ])('folds %s', (_, facts, expected) => {
    const events = timelineOf(journalOf(facts).stream(INC));
    expect(events.map(({ type, data, count, lastAt }) => `${type}${'rule' in data ? ` ${String(data['rule'])}` : ''}${count > 1 ? ` ×${count} until ${lastAt.slice(11, 16)}` : ''}`)).toEqual(expected);
    expect(events.reduce((sum, { count }) => sum + count, 0)).toBe(facts.length);
  });

  it('puts what was told later at its time', () => {
    const journal = journalOf([fired('a'), note, ended('a')]);
    journal.append(INC, { type: 'acknowledged', data: {}, texts: {} }, { actor: ADA, at: epochMs(START + 30_000) });
    expect(timelineOf(journal.stream(INC)).map(({ seq }) => seq)).toEqual([1, 4, 2, 3]);
  });

  it('makes one row of a minute-by-minute escalation, and keeps the hash of the row that it shows', () => {
    const rung = (minute: number): IncidentFact => ({ type: 'escalated', data: { clock: 'when', dueAt: `2026-01-15T14:${String(minute).padStart(2, '0')}:00.000Z`, step: 1, by: 'sound', outcome: 'done' }, texts: { detail: 'd' } });
    const journal = journalOf(Array.from({ length: 30 }, (_, minute) => rung(minute)));
    expect(timelineOf(journal.stream(INC))).toMatchObject([{ seq: 1, count: 30, lastAt: '2026-01-15T14:29:00.000Z', hash: journal.entry(1)?.hash }]);
  });
});
