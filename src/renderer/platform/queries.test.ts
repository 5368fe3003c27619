import { QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LiveEvent } from '../../shared/contract/events.ts';
import { DeliverySeq } from '../../shared/model/delivery.ts';
import { ChannelId, UpdateId } from '../../shared/model/ids.ts';
import { createInvalidation, createQueries } from './queries.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const delivery = (id: number, state: 'sending' | 'sent'): LiveEvent => ({ event: 'delivery', data: { id: DeliverySeq.parse(id), update: UpdateId.parse('UPD-0001'), incident: null, channel: ChannelId.parse('mail'), state } });

/** A screen that shows the ledger, and how often it asks. */
function screen() {
  const queries = createQueries();
  const asked = { 'deliveries.list': 0, 'updates.get': 0 };
  const done = (['deliveries.list', 'updates.get'] as const).map((name) =>
    new QueryObserver(queries, { queryKey: [name, {}], queryFn: () => new Promise((resolve) => void setTimeout(() => resolve((asked[name] += 1)), 10)) }).subscribe(() => {}),
  );
  return { queries, asked, close: () => (done.forEach((end) => end()), queries.clear()) };
}

describe('what is told while a screen is open', () => {
  it('a mailing to a thousand readers is asked for once a second, and in the end as it stands then', async () => {
    const { queries, asked, close } = screen();
    const invalidation = createInvalidation(queries);
    await vi.advanceTimersByTimeAsync(20);
    for (let id = 1; id <= 1_000; id += 1) {
      invalidation.on(delivery(id, 'sending'));
      await vi.advanceTimersByTimeAsync(25);
      invalidation.on(delivery(id, 'sent'));
      await vi.advanceTimersByTimeAsync(25);
    }
    const during = { ...asked };
    await vi.advanceTimersByTimeAsync(5_000);
    expect(during).toEqual({ 'deliveries.list': 51, 'updates.get': 51 });
    expect(asked).toEqual({ 'deliveries.list': 52, 'updates.get': 52 });
    invalidation.close();
    close();
  });

  it('a single event is asked after at once', async () => {
    const { queries, asked, close } = screen();
    const invalidation = createInvalidation(queries);
    await vi.advanceTimersByTimeAsync(20);
    invalidation.on(delivery(1, 'sent'));
    await vi.advanceTimersByTimeAsync(10);
    expect(asked).toEqual({ 'deliveries.list': 2, 'updates.get': 2 });
    invalidation.close();
    close();
  });
});
