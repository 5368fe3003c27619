import { describe, expect, it } from 'vitest';
import { MaintenanceId, ServiceId } from '../../../shared/model/ids.ts';
import type { MaintenanceWindow } from '../../../shared/model/incident.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedMaintenance } from '../../config/resolved-policy.ts';
import { openJournal } from '../journal/testing/open-journal.ts';
import type { Log } from '../ports.ts';
import { silentLog } from '../testing/manual-clock.ts';
import { createMaintenance } from './service.ts';
import { windowOf } from './testing/windows.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CHECKOUT = ServiceId.parse('checkout');
const LOGIN = ServiceId.parse('login');
/** The story begins on a Thursday, 2026-01-15, at 12:00 UTC, 13:00 in Berlin. */
const AFTERNOON = { from: '2026-01-15 14:00', to: '2026-01-15 15:00' };

function workshop(written: readonly ResolvedMaintenance[]) {
  const { journal, clock, write } = openJournal();
  let windows = written;
  let readOnly = false;
  const suppressedAt: { window: MaintenanceId; at: EpochMs }[] = [];
  const emitted: MaintenanceWindow[][] = [];
  const complaints: string[] = [];
  const log: Log = { ...silentLog, error: (message) => complaints.push(message) };
  const start = () =>
    createMaintenance({
      clock,
      log,
      windows: () => windows,
      journal: {
        append: ((...args: Parameters<typeof journal.append>) => {
          if (readOnly) throw new Error('the disk is full');
          return journal.append(...args);
        }) as typeof journal.append,
        entries: (filter) => journal.entries(filter),
      },
      suppressed: (window, from, to) => suppressedAt.filter((each) => each.window === window && each.at >= from && each.at <= to).length,
      emit: (items) => emitted.push(items),
    });
  let maintenance = start();
  return {
    clock,
    write,
    emitted,
    complaints,
    get service() {
      return maintenance;
    },
    configure: (next: readonly ResolvedMaintenance[]) => (windows = next),
    readOnly: (next: boolean) => (readOnly = next),
    silences: (window: string) => suppressedAt.push({ window: MaintenanceId.parse(window), at: clock.nowMs() }),
    restart: () => (maintenance = start()),
    pass: async (ms: number) => {
      for (let passed = 0; passed < ms; passed += MINUTE) {
        await clock.advance(MINUTE);
        maintenance.tick();
      }
    },
    written: () =>
      journal.entries({ stream: null, order: 'asc', limit: 100 }).map(({ at, fact }) => `${toRfc3339(at).slice(11, 16)} ${fact.type} ${fact.type === 'maintenanceEnded' ? `${fact.data.window} ${fact.data.suppressed}` : fact.type === 'maintenanceStarted' ? fact.data.window : ''}`),
  };
}

describe('maintenance', () => {
  it('keeps alerts of its services silent while it is open, counts them, and writes down when it began and ended', async () => {
    const shop = workshop([windowOf(AFTERNOON)]);
    const silent = () => [shop.service.suppressedBy(CHECKOUT, shop.clock.nowMs()), shop.service.suppressedBy(LOGIN, shop.clock.nowMs()), shop.service.suppressedBy(null, shop.clock.nowMs())];
    await shop.pass(59 * MINUTE);
    expect([silent(), shop.written()]).toEqual([[null, null, null], []]);
    await shop.pass(MINUTE);
    expect([silent(), shop.written()]).toEqual([['deploy', null, null], ['13:00 maintenanceStarted deploy']]);
    await shop.pass(10 * MINUTE);
    shop.silences('deploy');
    shop.silences('deploy');
    await shop.pass(MINUTE);
    expect(shop.service.list()).toEqual([{ id: 'deploy', name: 'Deploy', services: ['checkout'], startsAt: '2026-01-15T13:00:00.000Z', endsAt: '2026-01-15T14:00:00.000Z', active: true, weekly: false, suppressed: 2 }]);
    await shop.pass(HOUR);
    expect([silent(), shop.written(), shop.service.list()]).toEqual([[null, null, null], ['13:00 maintenanceStarted deploy', '14:00 maintenanceEnded deploy 2'], []]);
  });

  it('tells screens once for every change: that it comes, runs, silences something, is over', async () => {
    const shop = workshop([windowOf(AFTERNOON)]);
    await shop.pass(90 * MINUTE);
    shop.silences('deploy');
    await shop.pass(90 * MINUTE);
    expect(shop.emitted.map((items) => items.map(({ active, suppressed }) => `${active} ${suppressed}`))).toEqual([['false 0'], ['true 0'], ['true 1'], []]);
  });

  it('a restart in its middle repeats nothing', async () => {
    const shop = workshop([windowOf(AFTERNOON)]);
    await shop.pass(70 * MINUTE);
    shop.restart();
    await shop.pass(HOUR);
    expect(shop.written()).toEqual(['13:00 maintenanceStarted deploy', '14:00 maintenanceEnded deploy 0']);
  });

  it('one that ended while Holdfast did not run gets its end, at the time that it had', async () => {
    const shop = workshop([windowOf({ weekly: { days: ['thu', 'fri'], at: '14:00', for: '1h' } })]);
    await shop.pass(70 * MINUTE);
    await shop.clock.advance(24 * HOUR);
    shop.restart();
    await shop.pass(MINUTE);
    expect(shop.written()).toEqual(['13:00 maintenanceStarted deploy', '14:00 maintenanceEnded deploy 0', '13:11 maintenanceStarted deploy']);
  });

  it('is over when somebody ends it, and the one that is written in its middle begins then', async () => {
    const shop = workshop([windowOf(AFTERNOON)]);
    await shop.pass(70 * MINUTE);
    shop.configure([windowOf({ ...AFTERNOON, id: 'hotfix', services: 'all' })]);
    await shop.pass(MINUTE);
    expect(shop.written()).toEqual(['13:00 maintenanceStarted deploy', '13:11 maintenanceEnded deploy 0', '13:11 maintenanceStarted hotfix']);
    expect(shop.service.suppressedBy(LOGIN, shop.clock.nowMs())).toBe('hotfix');
    shop.configure([windowOf({ ...AFTERNOON, id: 'hotfix', services: 'all', to: '2026-01-15 14:12' })]);
    await shop.pass(MINUTE);
    expect(shop.written().at(-1)).toBe('13:12 maintenanceEnded hotfix 0');
  });

  it('is listed 14 days ahead, told to screens a day ahead, a weekly one with its next time', async () => {
    const shop = workshop([
      windowOf({ id: 'far', from: '2026-01-29 12:59', to: '2026-01-29 14:00' }),
      windowOf({ id: 'too-far', from: '2026-01-29 13:01', to: '2026-01-29 14:00' }),
      windowOf({ id: 'over', from: '2026-01-14 12:00', to: '2026-01-14 14:00' }),
      windowOf({ id: 'weekly', weekly: { days: ['fri'], at: '12:00', for: '1h' } }),
    ]);
    expect(shop.service.list().map(({ id, startsAt }) => `${id} ${startsAt}`)).toEqual(['weekly 2026-01-16T11:00:00.000Z', 'far 2026-01-29T11:59:00.000Z']);
    expect(shop.service.near().map(({ id, weekly }) => `${id} ${weekly}`)).toEqual(['weekly true']);
    await shop.clock.advance(24 * HOUR);
    expect(shop.service.list().map(({ id, startsAt }) => `${id} ${startsAt}`)).toEqual(['weekly 2026-01-23T11:00:00.000Z', 'far 2026-01-29T11:59:00.000Z', 'too-far 2026-01-29T12:01:00.000Z']);
  });

  it('silences also when nothing can be written, says so once, and writes it down later', async () => {
    const shop = workshop([windowOf(AFTERNOON)]);
    shop.readOnly(true);
    await shop.pass(70 * MINUTE);
    expect([shop.service.suppressedBy(CHECKOUT, shop.clock.nowMs()), shop.written(), shop.complaints.length]).toEqual(['deploy', [], 1]);
    shop.readOnly(false);
    await shop.pass(MINUTE);
    expect(shop.written()).toEqual(['13:11 maintenanceStarted deploy']);
  });

  it('is found again after the clock was set back', async () => {
    const shop = workshop([windowOf(AFTERNOON)]);
    await shop.pass(3 * HOUR);
    expect(shop.service.suppressedBy(CHECKOUT, shop.clock.nowMs())).toBeNull();
    shop.clock.step(-90 * MINUTE);
    expect(shop.service.suppressedBy(CHECKOUT, shop.clock.nowMs())).toBe('deploy');
  });
});
