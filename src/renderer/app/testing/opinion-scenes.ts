import type { SecondOpinion, Signal, Source } from '../../../shared/model/entities.ts';
import { SignalId, SourceId } from '../../../shared/model/ids.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';

const OTHER = SourceId.parse('dd');

export const otherSource = (now: EpochMs): Source => ({ id: OTHER, type: 'prometheus', name: 'Datadog', url: 'http://127.0.0.1:9091', state: 'ok', since: toRfc3339((now - 446_000) as EpochMs), message: null, warnings: [], lastAnswerAt: toRfc3339((now - 500) as EpochMs), clockOffsetMs: 8 });

/** What the scene's two sources say of the error rate of the first service (they disagree), the second (they agree) and the third (one is blind). */
export const opinionValue = (service: string, second: boolean, noise: number): number => (service === 's0' ? (second ? 0.003 : 0.021) : 0.0104) * (0.9 + 0.2 * noise);

/** The signals of a scene with second opinions beside them. */
export function withOpinions(signals: readonly Signal[], now: EpochMs): Signal[] {
  const opinion = (service: string): SecondOpinion => ({
    signal: SignalId.parse(`${service}-errors2`),
    state: service === 's0' ? 'disagree' : service === 's1' ? 'agree' : 'none',
    missing: service === 's2' ? 'second' : null,
    since: service === 's0' ? toRfc3339((now - 500_000) as EpochMs) : null,
    time: service === 's2' ? null : toRfc3339((now - 41_000) as EpochMs),
    value: service === 's0' ? 0.021 : service === 's1' ? 0.0104 : null,
    other: service === 's0' ? 0.003 : service === 's1' ? 0.0101 : null,
    tolerance: { relative: 0.2, absolute: 0.001 },
    forMs: 120_000,
  });
  return signals.flatMap((signal): Signal[] => {
    const service = ['s0', 's1', 's2'].find((each) => signal.id === `${each}-errors`);
    if (service === undefined) return [signal];
    const blind = service === 's2';
    const time = toRfc3339((now - (blind ? 400_000 : 41_000)) as EpochMs);
    const second: Signal = {
      ...signal, id: SignalId.parse(`${service}-errors2`), name: 'error rate', source: OTHER, thresholds: [], intervalMs: 60_000, freshness: blind ? 'blind' : 'live', freshnessSince: time,
      latest: { time, evaluatedAt: time, receivedAt: time, value: opinionValue(service, true, 0.5), noValue: null }, error: null, breach: { state: 'within', rule: null, severity: null, count: 0, needed: 0, since: null },
    };
    return [{ ...signal, secondOpinion: opinion(service), latest: signal.latest === null ? null : { ...signal.latest, value: opinionValue(service, false, 0.5) } }, second];
  });
}
