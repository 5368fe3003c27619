import type { Signal } from '../../../../shared/model/entities.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { healthyFrom, type CheckedSignal, type Eyes } from '../core/checks.ts';
import type { PlaceOf } from './triggers.ts';

/** The target itself did not answer a check of ours. */
const targetFailed = ({ error }: Signal): boolean => error?.kind === 'target';

/** One signal as checks take it: what is late or blind, has no value or comes from a source that fails says nothing. */
export function checked(signal: Signal, placeOf: PlaceOf): CheckedSignal {
  const { latest, freshness, source, error } = signal;
  const time = latest?.time ?? null;
  const isAnswer = error === null || error.kind === 'target';
  return { source: placeOf(source), value: latest?.value ?? null, sampleTime: time === null ? null : epochMs(Date.parse(time)), isLive: freshness === 'live' && isAnswer, targetFailed: targetFailed(signal) };
}

const isKnown = ({ latest, freshness, error }: Signal): boolean => freshness === 'live' && latest !== null && latest.time !== null && (error === null || error.kind === 'target');

/** Positively seen to answer nobody. */
export const isDown = (signal: Signal): boolean => isKnown(signal) && (targetFailed(signal) || (signal.kind === 'availability' && signal.latest?.value === 0));

/** Positively seen to be ill: down, or beyond what its own rules allow. */
export const isIll = (signal: Signal): boolean => isDown(signal) || (isKnown(signal) && (signal.breach.state === 'over' || signal.breach.state === 'firing'));

/** From how many places a target is positively healthy; 0 while any says otherwise. */
export const targetHealthyFrom = (signals: readonly Signal[], placeOf: PlaceOf, eyes: Eyes): number =>
  signals.some(isIll) ? 0 : healthyFrom(signals.map((signal) => checked(signal, placeOf)), eyes);
