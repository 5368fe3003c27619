import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../shared/model/continuity/plan.ts';
import { PlanId, StepId } from '../../../../shared/model/ids.ts';
import { contactsOf, stepsOf } from './rules.ts';

const step = (name: string, plan: string | null = null, says = `does ${name}`): Plan['steps'][number] => ({ id: StepId.parse(name), name, kind: 'http', plan: plan === null ? null : PlanId.parse(plan), changes: true, undoable: true, says });

describe('who is called when nothing works', () => {
  it('stands once on the card, with all that they are called for', () => {
    const dublin = { name: 'Dublin', reach: '+353 1 555 0142' };
    expect(contactsOf([{ contacts: [{ ...dublin, for: 'hands on site' }] }, { contacts: [{ ...dublin, for: 'building closed' }, { name: 'Registrar', reach: 'support@registrar.test', for: null }] }])).toEqual([
      { ...dublin, for: 'hands on site; building closed' },
      { name: 'Registrar', reach: 'support@registrar.test', for: null },
    ]);
  });

  it('is text, whatever the configuration holds', () => {
    expect(contactsOf([{ contacts: [{ name: 'safe\u202Egpj.exe', reach: 'a\nb', for: null }] }])).toEqual([{ name: 'safegpj.exe', reach: 'a b', for: null }]);
  });
});

describe('the steps of a plan on paper', () => {
  it('are numbered words; what says no more than its name is not said twice', () => {
    expect(stepsOf({ steps: [step('fence'), step('mail', null, 'mail')] }, new Map())).toEqual([
      { place: '1', name: 'fence', says: 'does fence' },
      { place: '2', name: 'mail', says: null },
    ]);
  });

  it('name a child plan that is on the card itself instead of saying it again', () => {
    const steps = [step('meet'), step('a', 'west'), step('b', 'west'), step('c', 'queue'), step('sign')];
    expect(stepsOf({ steps }, new Map([['west', 'To the west']])).map(({ place, name }) => `${place} ${name}`)).toEqual(['1 meet', '2–3 All of “To the west”', '4 c', '5 sign']);
  });
});
