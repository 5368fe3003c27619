import { describe, expect, it } from 'vitest';
import { IncidentId, ServiceId } from '../../../../shared/model/ids.ts';
import type { LeftOut, ScorecardIncident } from '../../../../shared/model/scorecard.ts';
import { blindOf, cardOf, sidesOf } from '../testing/cards.ts';
import { csvRows, gatherIncidents } from './csv-rows.ts';
import { stampOf } from './stamp.ts';

const incident = (number: number, value: number | null = null, leftOut: LeftOut | null = null): ScorecardIncident => ({ incident: IncidentId.parse(`INC-2025-000${number}`), title: `Trouble ${number}`, severity: 'P1', services: [ServiceId.parse('checkout')], kind: null, origin: 'import', startedAt: '2025-10-02T10:00:00.000Z', startRecorded: true, resolvedAt: '2025-10-02T11:00:00.000Z', isDrill: false, maintenance: false, private: false, reopened: false, running: false, mergedInto: null, value, recurs: null, blind: null, leftOut });

const card = cardOf();
const serviceName = (): string => 'Checkout API';
const stamp = stampOf({ workspace: 'Acme Payments', card, blind: blindOf(), by: 'Ada Lovelace', at: '2026-01-02T09:00:00.000Z', serviceName });

describe('the scorecard as a table', () => {
  const gathered = gatherIncidents([incident(1), incident(2), incident(3, null, 'drill')], { mttd: [{ ...incident(1, 60), blind: { standing: 'blind', seconds: 40, ofSeconds: 60, unknownSeconds: 0, causes: [{ why: 'failing', source: null, name: 'Prometheus EU', seconds: 40 }] } }, incident(2, null, 'notRecorded')], mtta: [], mttm: [incident(1, null, 'invalid')], mttr: [incident(1, 3_600), incident(2, 0)], impact: [incident(1, 60), incident(2, 0)] });
  const rows = csvRows({ stamp, card, sides: sidesOf(), blind: blindOf(), incidents: gathered, moreIncidents: 0, serviceName });
  const head = rows[0] ?? [];
  const found = (kind: string) => rows.slice(1).filter(([row]) => row === kind).map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index]])));

  it('is a rectangle', () => {
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([head.length]));
  });

  it('says what it is of, how it counts and who made it', () => {
    expect(Object.fromEntries(found('stamp').map(({ name, text }) => [name, text]))).toEqual({
      Workspace: 'Acme Payments',
      Period: '1 Oct – 31 Dec 2025, days of Europe/Berlin (2025-09-30T22:00:00.000Z to 2025-12-31T23:00:00.000Z)',
      'Compared with': '1 Jul – 30 Sep 2025',
      Filters: 'every service, every severity, every tier, every cause',
      Counted: 'without drills, without maintenance, times as corrected, time to resolve from impact',
      'Left out': '2 drills',
      Notes: 'Time to detect (not changed by it): 2 of 9 were found after blind minutes (10 min in all): Prometheus EU did not answer (8 min), Holdfast did not run (2 min). Of 1 more it is not known.',
      'Figures of': '2026-01-02 09:00:00 UTC · 10:00:00 Berlin',
      Made: '2026-01-02 09:00:00 UTC · 10:00:00 Berlin, by Ada Lovelace',
    });
  });

  it('gives each figure as a number with its unit and n; what is not known is empty', () => {
    expect(found('figure').find(({ name, statistic }) => name === 'MTTR' && statistic === 'mean')).toMatchObject({ value: 8_730, unit: 's', n: 10, of: 10, before: 8_730 });
    expect(found('figure').find(({ name, statistic }) => name === 'MTTA' && statistic === 'mean')).toMatchObject({ value: null, n: 0 });
    expect(found('figure').find(({ name, statistic }) => name === 'Objective' && statistic === 'budget left')).toMatchObject({ value: -120, unit: 's', text: 'Checkout works' });
    expect(found('definition').length).toBeGreaterThanOrEqual(7);
  });

  it('has the blind minutes: a footnote of the figure, and those of each incident', () => {
    expect(found('figure').filter(({ name, statistic }) => name === 'MTTD' && String(statistic).includes('blind')).map(({ statistic, value, of }) => [statistic, value, of])).toEqual([['found after blind minutes', 2, 9], ['blind before detection', 600, null], ['blind minutes not known', 1, 9]]);
    expect(found('figure').find(({ name }) => name === 'Not seen')).toMatchObject({ value: 5_400, unit: 's', services: 'Checkout API', blind_why: 'Prometheus EU did not answer' });
    expect(found('incident').map((row) => [row['blind_s'], row['blind_why']])).toEqual([[40, 'Prometheus EU did not answer'], [null, null], [null, null]]);
  });

  it('has every incident once, with what it contributes and why not', () => {
    expect(found('incident').map(({ incident: id, detect_s: detect, mitigate_s: mitigate, resolve_s: resolve, impact_min: impact, left_out: why }) => [id, detect, mitigate, resolve, impact, why])).toEqual([
      ['INC-2025-0001', 60, null, 3_600, 60, 'mitigate: impossible order'],
      ['INC-2025-0002', null, null, 0, 0, 'detect: not recorded'],
      ['INC-2025-0003', null, null, null, null, 'a drill'],
    ]);
  });

  it('says what it has no room for, and what could not be read', () => {
    const short = csvRows({ stamp, card, sides: null, blind: null, incidents: [], moreIncidents: 90_000, serviceName });
    const texts = short.map((row) => row[head.indexOf('text')]);
    expect(texts).toContain('90,000 incidents more than this file holds; the figures are of all.');
    expect(texts.filter((text) => text === 'could not be read')).toHaveLength(2);
  });
});
