import type { FactOf } from '../../../shared/model/timeline.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { IncidentActor } from '../../../shared/model/incident.ts';
import type { IncidentRecord, SilenceRecord } from './record.ts';

type Silences = IncidentRecord['silences'];

export const askSilence = (silences: Silences, { data, texts }: FactOf<'silenceAsked'>, by: IncidentActor, at: EpochMs): Silences => [
  ...silences,
  { ...data, state: 'asked', silence: null, url: null, askedAt: toRfc3339(at), by, reason: texts.reason ?? null, why: null, endedAt: null, endedHow: null, stillFiring: null },
];

const changed = (silences: Silences, item: string, change: Partial<SilenceRecord>): Silences => silences.map((each) => (each.item === item ? { ...each, ...change } : each));

/** One that was taken as lost may be found after all. */
export const makeSilence = (silences: Silences, { data }: FactOf<'silenceMade'>): Silences => changed(silences, data.item, { state: 'made', silence: data.silence, url: data.url, why: null });
export const refuseSilence = (silences: Silences, { data, texts }: FactOf<'silenceRefused'>): Silences => changed(silences, data.item, { state: 'refused', why: texts.why ?? null });
export const endSilence = (silences: Silences, { data }: FactOf<'silenceEnded'>, at: EpochMs): Silences =>
  changed(silences, data.item, { state: 'ended', endedAt: toRfc3339(at), endedHow: data.how, stillFiring: data.firing });
