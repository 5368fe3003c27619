import { expect, test } from 'vitest';
import { Delivery, DeliveryState } from '../../../../shared/model/delivery.ts';
import { byChannel, DELIVERY_MARK, isOpenedFirst, openWords } from './words.ts';

const delivery = (id: number, state: DeliveryState, channel = 'mail'): Delivery =>
  Delivery.parse({ id, update: 'UPD-0005', incident: null, channel, recipient: '', purpose: 'status', state, attempts: 1, reason: null, remoteUrl: null, theirs: null, queuedAt: '2026-11-26T14:00:00Z', startedAt: null, settledAt: null, nextAt: null });

test('only what is known to be sent looks well', () => {
  expect(DeliveryState.options.filter((state) => DELIVERY_MARK[state] === 'ok')).toEqual(['sent']);
});

test('says first what wants somebody', () => {
  expect(openWords([delivery(1, 'queued'), delivery(2, 'unknown'), delivery(3, 'failed'), delivery(4, 'unknown')])).toBe('1 failed · 2 possibly sent · 1 queued');
  expect(openWords([])).toBe('');
});

test('counts the many recipients that are well, and shows each that is not', () => {
  const mail = [...Array.from({ length: 200 }, (_, index) => delivery(index + 1, 'sent')), delivery(300, 'failed'), delivery(301, 'unknown'), delivery(302, 'sending'), delivery(303, 'queued')];
  const [lines, few] = byChannel([...mail, delivery(400, 'sent', 'slack')]);
  expect(lines).toMatchObject({ channel: 'mail', settled: 200, waiting: 2 });
  expect(lines?.shown.map(({ state }) => state)).toEqual(['failed', 'unknown']);
  expect(few).toMatchObject({ channel: 'slack', settled: 0, waiting: 0, shown: [{ state: 'sent' }] });
});

test('opens the newest update, and every one that has something open', () => {
  const open = [delivery(1, 'failed')];
  const { update } = open[0] as Delivery;
  const other = 'UPD-0001' as typeof update;
  expect([isOpenedFirst({ id: other }, 0, []), isOpenedFirst({ id: update }, 7, open), isOpenedFirst({ id: other }, 7, open)]).toEqual([true, true, false]);
});
