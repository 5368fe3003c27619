import { expect, test } from 'vitest';
import { Delivery, DeliveryState } from '../../../../shared/model/delivery.ts';
import { ChannelId } from '../../../../shared/model/ids.ts';
import { reachOf, reached } from './correction.ts';

let next = 1;
const delivery = (state: DeliveryState, channel = 'team', recipient = ''): Delivery =>
  Delivery.parse({ id: next++, update: 'UPD-0005', incident: null, channel, recipient, purpose: 'status', state, attempts: 1, reason: null, remoteUrl: null, theirs: null, queuedAt: '2026-11-26T14:00:00Z', startedAt: null, settledAt: null, nextAt: null });
const channel = (corrects: 'edits' | 'follows') => ({ id: ChannelId.parse('team'), corrects });

test('what arrived is edited where the channel can, and followed up elsewhere', () => {
  expect(reachOf([delivery('sent')], channel('edits'))).toEqual({ way: 'edits', words: 'edited where it stands' });
  expect(reachOf([delivery('sent')], channel('follows')).way).toBe('follows');
});

test('what may have arrived is followed up: nobody knows what to edit', () => {
  expect(reachOf([delivery('unknown')], channel('edits'))).toMatchObject({ way: 'follows', words: expect.stringContaining('may have arrived') as string });
});

test('nothing is corrected where nothing arrived, and what is still on its way is said', () => {
  expect(DeliveryState.options.filter((state) => reachOf([delivery(state)], channel('edits')).way === 'none')).toEqual(['queued', 'sending', 'failed', 'superseded']);
  expect(reachOf([delivery('queued')], channel('edits')).words).toMatch(/still on its way/);
  expect(reachOf([], channel('edits')).words).toBe('was not sent there');
  expect(reached([delivery('sent', 'a'), delivery('sent', 'a'), delivery('failed', 'b'), delivery('unknown', 'c'), delivery('queued', 'd')])).toEqual(['a', 'c']);
});

test('of mail it says how many readers get it', () => {
  const mail = [delivery('sent', 'team', 'a@b.test'), delivery('unknown', 'team', 'b@b.test'), delivery('failed', 'team', 'c@b.test'), delivery('queued', 'team', 'd@b.test')];
  expect(reachOf(mail, channel('follows')).words).toBe('followed up to 2 readers: what was sent there stays; what is still on its way there arrives as it was');
});
