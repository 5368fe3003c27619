import { expect, test } from 'vitest';
import { ServiceId } from '../../../../shared/model/ids.ts';
import { UpdateFacts } from '../../../../shared/model/update.ts';
import { factsOf, readTyped, shownOf } from './form.ts';

const CHECKOUT = { id: ServiceId.parse('checkout'), name: 'Checkout' };
const base = UpdateFacts.parse({
  services: [CHECKOUT], extent: 'partialOutage', since: '2026-11-26T14:00:00Z', symptoms: 'Paying by card fails', nextUpdateAt: '2026-11-26T15:00:00Z', cause: { text: 'A provider refuses us', confirmed: true },
  numbers: [{ label: 'Error rate', value: 0.07, unit: 'ratio', sampleTime: '2026-11-26T14:29:45Z', source: 'Prometheus' }, { label: 'p95', value: 2, unit: 's', sampleTime: null, source: 'Datadog' }],
});

test('what nobody touched stays as the incident knows it', () => {
  expect(factsOf(base, {}, [])).toEqual({ facts: base, problems: {} });
});

test('what is emptied is not told', () => {
  const { facts } = factsOf(base, { symptoms: '', cause: ' ', next: '', since: '' }, []);
  expect(facts).toMatchObject({ symptoms: null, cause: null, nextUpdateAt: null, since: null });
});

test('services are found by name, and others may be named too', () => {
  const { facts } = factsOf(base, { services: 'checkout, Card terminal' }, [CHECKOUT]);
  expect(facts.services).toEqual([CHECKOUT, { id: null, name: 'Card terminal' }]);
  const more = { ...CHECKOUT, tier: 1, signals: [] };
  expect(factsOf(base, { services: 'Checkout' }, [more])).toMatchObject({ facts: { services: [CHECKOUT] }, problems: {} });
});

test('a name with a comma is one name until somebody types', () => {
  const named = UpdateFacts.parse({ ...base, services: [{ id: 'checkout', name: 'Checkout, Europe' }] });
  expect(factsOf(named, { doing: 'x' }, []).facts.services).toEqual(named.services);
});

test('an expected end is a range; one number alone is kept as said, for the advice to say so', () => {
  const at = '2026-11-26T14:30:00.000Z';
  expect(factsOf(base, { etaFrom: '60', etaTo: '120', etaAt: at }, []).facts.expectedEnd).toEqual({ as: 'minutes', from: 60, to: 120, saidAt: at, basis: null });
  expect(factsOf(base, { etaTo: '90', etaAt: at }, []).facts.expectedEnd).toMatchObject({ from: 90, to: 90 });
});

test('an expected end that somebody gave as instants stays until another is typed', () => {
  const given = UpdateFacts.parse({ ...base, expectedEnd: { as: 'instants', from: '2026-11-26T16:00:00Z', to: '2026-11-26T17:00:00Z' } });
  expect(factsOf(given, { symptoms: 'x' }, []).facts.expectedEnd).toEqual(given.expectedEnd);
  expect(factsOf(given, { etaFrom: '', etaTo: '' }, []).facts.expectedEnd).toBeNull();
});

test('what cannot be understood is said at its place, and never told as something else', () => {
  const at = '2026-11-26T14:30:00.000Z';
  const { facts, problems } = factsOf(base, { next: 'soon', etaFrom: '120', etaTo: '60', etaAt: at, from: '2026-11-28T22:00:00Z' }, []);
  expect(facts).toMatchObject({ nextUpdateAt: null, expectedEnd: null, window: null });
  expect(Object.keys(problems).toSorted()).toEqual(['etaTo', 'next', 'to']);
  expect(factsOf(base, { next: '2026-01-01 00:00' }, []), 'a time that was refused where it was typed is no other field’s fault').toMatchObject({ facts: { nextUpdateAt: null }, problems: { next: expect.stringMatching(/^Expected a time/) as string } });
  expect(factsOf(base, { etaFrom: 'an hour', etaAt: at }, []).problems.etaFrom).toMatch(/whole minutes/);
  expect(factsOf(base, { doing: 'x'.repeat(13_000) }, []).problems.doing).toBeDefined();
});

test('numbers may be left out, and keep their age and source', () => {
  expect(factsOf(base, { leftOut: 'p95' }, []).facts.numbers).toEqual([base.numbers[0]]);
});

test('what was kept of the form comes back, and damage to it loses no more than itself', () => {
  expect(readTyped(JSON.stringify({ doing: 'Rolling back' }))).toEqual({ doing: 'Rolling back' });
  expect([readTyped(''), readTyped('{'), readTyped('{"other":1}')]).toEqual([{}, {}, {}]);
  expect(shownOf(base, { doing: 'Rolling back' })).toMatchObject({ doing: 'Rolling back', symptoms: 'Paying by card fails', confirmed: 'yes' });
});
