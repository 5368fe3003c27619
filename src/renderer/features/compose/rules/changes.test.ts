import { expect, test } from 'vitest';
import { UpdateFacts } from '../../../../shared/model/update.ts';
import { changesOf } from './changes.ts';
import { shownOf } from './form.ts';

const before = UpdateFacts.parse({ services: [{ id: 'checkout', name: 'Checkout' }], extent: 'outage', symptoms: 'Paying fails', expectedEnd: { as: 'minutes', from: 30, to: 60, saidAt: '2026-11-26T14:00:00Z' }, cause: { text: 'A provider', confirmed: false }, nextUpdateAt: '2026-11-26T14:30:00Z' });

test('what reads the same is no change, and without an update before nothing is', () => {
  expect(changesOf(before, shownOf(before, { symptoms: ' Paying fails ' }))).toEqual({});
  expect(changesOf(null, shownOf(before, {}))).toEqual({});
});

test('each other field says what stood in it', () => {
  const now = shownOf(before, { extent: 'partialOutage', doing: 'Rolling back', symptoms: '', next: '2026-11-26T15:00:00Z', etaTo: '90', confirmed: 'yes' });
  expect(changesOf(before, now)).toEqual({ extent: 'Outage', doing: 'not told', symptoms: 'Paying fails', next: '2026-11-26 14:30 UTC', etaTo: '30-60 minutes', cause: 'A provider' });
});
