import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personHint, personHints } from './person-hint.ts';

const PEOPLE = ['Ada Lovelace', 'Mark O’Brien', 'Jörg Müller', 'Al'];

describe('an answer that names a person as the cause', () => {
  it.each<[string, string]>([
    ['Ada deployed on a Friday.', 'Ada'],
    ['It was approved by Ada Lovelace', 'Ada Lovelace'],
    ['Ada’s deploy broke it', 'Ada'],
    ['Müller hat die Zone gelöscht', 'Müller'],
    ['Because O’Brien did not look', 'O’Brien'],
    ['The on-call engineer forgot to renew it', 'on-call engineer forgot'],
    ['An engineer who was new here deleted the table', 'engineer who was new here deleted'],
    ['Someone pushed to main', 'Someone pushed'],
    ['nobody should have merged this', 'nobody should'],
    ['Ein Mitarbeiter hat den Eintrag versehentlich gelöscht', 'Mitarbeiter hat den Eintrag versehentlich gelöscht'],
    ['Der Administrator vergaß die Verlängerung', 'Administrator vergaß'],
    ['Human error.', 'Human error'],
    ['It was carelessness', 'carelessness'],
    ['They should have checked the plan', 'should have checked'],
    ['Menschliches Versagen', 'Menschliches Versagen'],
    ['Es war ein Bedienfehler', 'Bedienfehler'],
    ['Das Team ist schuld', 'ist schuld'],
    ['Er hätte es prüfen müssen', 'hätte es prüfen müssen'],
  ])('%s', (answer, found) => expect(personHint(answer, PEOPLE)?.found).toBe(found));

  it.each([
    'The pool had 20 connections and 400 callers.',
    'The certificate expired; nothing renewed it.',
    'The change was rolled out to all zones at once.',
    'The adapter marked the answer as valid.',
    'The engineer on call had no runbook for this.',
    'Der Administrator hatte keinen Zugang. Der Eintrag wurde von einem Skript gelöscht.',
    'It also failed in the second zone.',
    'The mark of 80 % was passed.',
    'The client library forgets idle connections.',
    '',
  ])('is not this: %s', (answer) => expect(personHint(answer, PEOPLE)).toBeNull());

  it('says what was found and asks what to look for instead', () => {
    expect(personHint('Ada forgot it', PEOPLE)?.says).toBe('This names Ada. What made it possible, or the obvious thing to do: what was seen at that moment, and what would have stopped it?');
    expect(personHint('An intern deleted it', PEOPLE)?.says).toContain('“intern deleted” ends at a person.');
    expect(personHint('human error', PEOPLE)?.says).toContain('“human error” ends the question.');
  });

  it('copes with any text and any name, however they are written, and quickly', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.array(fc.string({ maxLength: 20 }), { maxLength: 5 }), (answer, people) => {
        const hint = personHint(answer, people);
        if (hint !== null) expect(hint.says).toContain(hint.found);
      }),
    );
    const started = process.threadCpuUsage();
    const hintOf = personHints(Array.from({ length: 500 }, (_, index) => `Person${index} Surname${index}`));
    for (let answer = 0; answer < 200; answer += 1) expect(hintOf(`${'the pool was full '.repeat(100)} ${answer}`)).toBeNull();
    personHint('engineer '.repeat(2_000), PEOPLE);
    personHint(`${'a'.repeat(2_000)} ${'engineer, '.repeat(200)}`, ['(a+)+$', '[', 'x'.repeat(80)]);
    /* What it costs, not how long a busy machine takes for it. */
    expect(process.threadCpuUsage(started).user / 1_000).toBeLessThan(1_000);
  });
});
