import { describe, expect, it } from 'vitest';
import { SourceId } from '../../../../shared/model/ids.ts';
import { UpdateFacts } from '../../../../shared/model/update.ts';
import { foldEntries } from '../../incidents/fold.ts';
import { ADA, at, CHECKOUT, entries, NOON, opened } from '../../incidents/testing/facts.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import type { IncidentFact } from '../../../../shared/model/timeline.ts';
import { sensibleFacts } from '../testing/updates.ts';
import { prefilledFacts, type Prefilling } from './facts.ts';

const recordOf = (...facts: IncidentFact[]): IncidentRecord => foldEntries(entries(opened(), ...facts)) ?? expect.fail('no record');
const reading = (value: number | null, time: string | null) => ({ time, evaluatedAt: at('12:05'), receivedAt: at('12:05'), value, noValue: value === null ? ('empty' as const) : null });
const signal = (changes: Partial<Prefilling['signals'][number]> = {}): Prefilling['signals'][number] => ({ name: 'error rate', service: CHECKOUT, kind: 'errorRate', unit: 'ratio', source: SourceId.parse('prom'), freshness: 'live', latest: reading(0.07, at('12:04:45')), ...changes });
const prefill = (changes: Partial<Prefilling> = {}): UpdateFacts => prefilledFacts({ record: recordOf(), kind: 'investigating', serviceName: () => 'Checkout', sourceName: () => 'Production', signals: [signal()], previous: null, cadenceMs: 20 * 60_000, now: (NOON + 4 * 60_000) as typeof NOON, ...changes });

describe('facts that are filled in by themselves', () => {
  it('are what the incident and its signals say, each number with its sample time and source', () => {
    const facts = prefill();
    expect(UpdateFacts.parse(facts)).toEqual(facts);
    expect(facts).toMatchObject({
      services: [{ id: 'checkout', name: 'Checkout' }],
      extent: 'partialOutage',
      since: at('11:58'),
      until: null,
      nextUpdateAt: at('12:25'),
      numbers: [{ label: 'Checkout error rate', value: 0.07, unit: 'ratio', sampleTime: at('12:04:45'), source: 'Production' }],
    });
  });
  it('have no number that a source has not told for long, or that is none', () => {
    expect(prefill({ signals: [signal({ freshness: 'blind' }), signal({ latest: reading(null, null) }), signal({ latest: null }), signal({ kind: 'saturation' })] }).numbers).toEqual([]);
    expect(prefill({ signals: [signal({ freshness: 'late', latest: reading(0.07, null) })] }).numbers).toMatchObject([{ sampleTime: null }]);
  });
  it('take over what people estimated of the impact', () => {
    const estimate = (field: 'customers' | 'cannotDo' | 'regions', number: number | null, text: string | null): IncidentFact => ({ type: 'impactSet', data: { field, number, known: true }, texts: { text, source: null } });
    const record = recordOf(estimate('customers', 1200, null), estimate('cannotDo', null, 'pay by\ncard'), estimate('regions', null, 'EU, US'));
    expect(prefill({ record })).toMatchObject({ customers: '1,200', symptoms: 'pay by card', regions: ['EU', 'US'] });
  });
  it('keep what was told before, except for what is known anew', () => {
    const previous = sensibleFacts('investigating');
    const facts = prefill({ previous });
    expect(facts).toMatchObject({ symptoms: previous.symptoms, works: previous.works, expectedEnd: previous.expectedEnd, since: at('11:58'), nextUpdateAt: at('12:25') });
    expect(facts.numbers).toMatchObject([{ sampleTime: at('12:04:45') }]);
  });
  it('promise nothing after the end, and say when it was', () => {
    const ended = { at: at('12:03'), source: 'data', by: ADA, recordedAt: at('12:03'), reason: null, noEarlierThan: false } as const;
    const record: IncidentRecord = { ...recordOf(), state: 'resolved', instants: { ...recordOf().instants, impactEndedAt: [ended] } };
    expect(prefill({ record, kind: 'resolved', previous: sensibleFacts('investigating') })).toMatchObject({ until: at('12:03'), nextUpdateAt: null, expectedEnd: null });
  });
});
