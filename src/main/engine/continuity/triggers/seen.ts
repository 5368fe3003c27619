import type { Signal } from '../../../../shared/model/entities.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { healthyAt, type CheckedSignal, type Eyes } from '../core/checks.ts';
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

/** Something is there that answers, however badly. That a source tells a number of its own is not enough. */
function lives(signal: Signal): boolean {
  const value = signal.latest?.value ?? null;
  if (!isKnown(signal) || targetFailed(signal) || value === null || !Number.isFinite(value)) return false;
  if (signal.kind === 'availability' || signal.kind === 'traffic') return value > 0;
  if (signal.kind === 'errorRate') return value < 1;
  return signal.kind === 'latency';
}

/** Whether we can be believed. */
export const eyesOf = (signals: readonly Signal[], controlsFail: boolean | null): Eyes => ({ controlsAnswer: controlsFail !== true, somethingLives: signals.some(lives) });

/** Why nothing can be said, in words for the wall; null while we can be believed. */
export function blindness({ controlsAnswer, somethingLives }: Eyes): string | null {
  if (!controlsAnswer) return 'Our own control probes fail: it may be this network, and nothing is done.';
  return somethingLives ? null : 'Everything that is watched looks dead: it may be us, and nothing is done.';
}

/** From which places these services are positively seen to be ill. */
export const illFrom = (signals: readonly Signal[], placeOf: PlaceOf): readonly string[] => [...new Set(signals.filter(isIll).map(({ source }) => placeOf(source)))];

/** Whether these services are positively seen to be well: at least one signal says so, and none says otherwise. */
export const isWell = (signals: readonly Signal[]): boolean => signals.some(lives) && !signals.some(isIll);

/** From which places a target is positively healthy; none while any says otherwise. Seats add to what is seen here, and are never all that sees it. */
export function targetHealthyAt(own: readonly Signal[], fromSeats: readonly Signal[], placeOf: PlaceOf, eyes: Eyes): readonly string[] {
  const all = [...own, ...fromSeats];
  const places = (signals: readonly Signal[]): readonly string[] => healthyAt(signals.map((signal) => checked(signal, placeOf)), eyes);
  return all.some(isIll) || places(own).length === 0 ? [] : places(all);
}
