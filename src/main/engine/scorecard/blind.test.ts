import { describe, expect, it } from 'vitest';
import type { ServiceId, SourceId } from '../../../shared/model/ids.ts';
import { ADA, WALL } from '../incidents/testing/open-incidents.ts';
import type { BlindNow } from '../blindness/now.ts';
import { blindOfRecord } from './blind.ts';
import { openScorecard } from './testing/open-scorecard.ts';
import type { Told } from './testing/told.ts';
import { scansIn, watchPlans } from './testing/watch-plans.ts';

const MINUTE = 60_000;
const EU: BlindNow = { service: 'checkout' as ServiceId, why: 'failing', source: 'eu' as SourceId, name: 'Prometheus EU' };

/** An hour is recorded from noon on; checkout is blind from 12:10 to 12:20. */
async function recorded(changes: Parameters<typeof openScorecard>[0] = {}) {
  const opened = openScorecard(changes);
  const start = opened.clock.nowMs();
  const minutes = async (count: number): Promise<void> => {
    for (let i = 0; i < count * 60; i += 1) {
      opened.blindTimes.tick();
      await opened.clock.advance(1_000);
    }
  };
  await minutes(10);
  opened.blind([EU]);
  await minutes(10);
  opened.blind([]);
  await minutes(40);
  const at = (minute: number): number => start + minute * MINUTE;
  const incident = (from: number, detected: number | null, more: Partial<Told> = {}) => ({ start: at(from), ...(detected === null ? {} : { detected: at(detected) }), declared: at(detected ?? from), resolved: at(59), ...more });
  return { ...opened, at, incident, blindOf: (asked: Parameters<typeof opened.query>[0] = {}, viewer: typeof ADA | typeof WALL = ADA) => opened.scorecard.blind(opened.query(asked), viewer) };
}

describe('the footnote of the time to detect', () => {
  it('counts incidents that were found after blind minutes, with what took the sight; the mean stays as it is', async () => {
    const { tell, incident, blindOf, get } = await recorded();
    const [a, b] = tell(incident(14, 23, { title: 'Hidden' }), incident(5, 12), incident(30, 35), incident(40, null), incident(14, 23, { services: ['login'] }));
    const found = await blindOf();
    expect(found).toMatchObject({ n: 4, blind: 2, unknown: 0, seconds: 8 * 60, more: 0, causes: [{ why: 'failing', source: 'eu', name: 'Prometheus EU', seconds: 480, incidents: 2 }] });
    expect(found.items.map(({ incident: id, title, blind }) => [id, title, blind.seconds, blind.ofSeconds])).toEqual([[a, 'Hidden', 360, 540], [b, 'Nobody can pay', 120, 420]]);
    expect((await get()).metrics.mttd).toMatchObject({ mean: (9 + 7 + 5 + 9) * 15, n: 4 });
  });

  it('stands at each incident behind the number, and at the incident itself', async () => {
    const { tell, incident, list, incidents, blindTimes } = await recorded();
    const [a = ''] = tell(incident(14, 23), incident(30, 35), incident(40, null));
    expect((await list({ metric: 'mttd' })).items.map(({ blind }) => [blind?.standing, blind?.seconds])).toEqual([['seen', 0], ['blind', 360]]);
    expect((await list({ metric: 'mttd', show: 'leftOut' })).items.map(({ blind }) => blind)).toEqual([null]);
    expect((await list({ metric: 'mttr' })).items.map(({ blind }) => blind)).toEqual([null, null, null]);
    const record = incidents.record(a as never);
    expect(record === null ? null : blindOfRecord(blindTimes, record)).toMatchObject({ standing: 'blind', seconds: 360, ofSeconds: 540 });
  });

  it('says that it is not known of what was before the record, and of what others found; never that it was none', async () => {
    const { tell, incident, blindOf, list } = await recorded();
    tell(incident(-50, -40), incident(-5, 5), incident(30, 35, { origin: 'import' }), incident(42, 45));
    expect(await blindOf()).toMatchObject({ n: 4, blind: 0, unknown: 3, seconds: 0, causes: [], items: [] });
    expect((await list({ metric: 'mttd' })).items.map(({ blind }) => blind?.standing)).toEqual(['seen', 'unknown', 'unknown', 'unknown']);
  });

  it('follows the filters of the scorecard and the corrections of instants', async () => {
    const { tell, incident, blindOf, at } = await recorded();
    tell(incident(14, 23, { severity: 'P0' }), incident(16, 23, { severity: 'P2', isDrill: true }), incident(22, 25, { severity: 'P2', startCorrected: [at(18)] }));
    expect([await blindOf(), await blindOf({ severity: 'P0' }), await blindOf({ service: 'login' }), await blindOf({ drills: 'in' }), await blindOf({ instants: 'recorded' })].map(({ n, blind, seconds }) => [n, blind, seconds / 60])).toEqual([[2, 2, 8], [1, 1, 6], [0, 0, 0], [3, 3, 12], [2, 1, 6]]);
  });

  it('tells nothing of a private incident to whoever may not see it', async () => {
    const { tell, incident, blindOf } = await recorded();
    tell(incident(14, 23, { private: true, title: 'Secret' }), incident(14, 20));
    const [seen, hidden] = [await blindOf({}, ADA), await blindOf({}, WALL)];
    expect([seen.n, seen.blind, hidden.n, hidden.blind, hidden.items.length, hidden.causes[0]?.incidents]).toEqual([2, 2, 1, 1, 1, 1]);
    expect(JSON.stringify(hidden)).not.toContain('Secret');
  });

  it('tells for how long each service was not seen in the period, up to now', async () => {
    const { blindOf, at } = await recorded();
    const text = (minute: number): string => new Date(at(minute)).toISOString();
    expect((await blindOf()).services).toEqual([
      { service: 'checkout', seconds: 600, causes: [{ why: 'failing', source: 'eu', name: 'Prometheus EU', seconds: 600 }], recordedFrom: text(0) },
      { service: 'login', seconds: 0, causes: [], recordedFrom: text(0) },
      { service: 'search', seconds: 0, causes: [], recordedFrom: text(0) },
    ]);
    expect((await blindOf({ from: text(15), to: text(30), tier: 1 })).services.map(({ service, seconds }) => [service, seconds])).toEqual([['checkout', 300], ['login', 0]]);
  });

  it('control: without the record there is no footnote, and nothing is called seen', async () => {
    const { tell, incident, blindOf, db } = await recorded();
    tell(incident(14, 23));
    for (const table of ['blind_spans', 'blind_services', 'blind_beat']) db.write.run(`DELETE FROM ${table}`);
    expect(await blindOf()).toMatchObject({ recordedFrom: null, n: 1, blind: 0, unknown: 1 });
  });

  it('reads no whole table', async () => {
    const { tell, incident, blindOf, db } = await recorded();
    tell(...Array.from({ length: 20 }, (_, index) => incident(index, index + 5)));
    const plans = await watchPlans(db.read, /blind_spans|scorecard_facts/, () => blindOf());
    expect(plans.size).toBeGreaterThan(1);
    expect(scansIn(new Map([...plans].map(([text, plan]) => [text, plan.replaceAll('SCAN reach', 'SCAN class')])))).toEqual([]);
  });
});
