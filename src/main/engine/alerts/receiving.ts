import type { IncidentId, SourceId } from '../../../shared/model/ids.ts';
import { breathe } from '../breathe.ts';
import type { Clock } from '../ports.ts';
import { createLastWords } from './last-word.ts';
import { believedUntil, keyOf, observationOf, RECEIVED, type ReceivedAlert } from './received.ts';
import { asItStands } from './rules.ts';
import type { ActiveAlert, Alerts, Observation } from './service.ts';
import type { Watchdogs } from './watchdogs.ts';

export interface ReceivingDeps {
  readonly clock: Clock;
  readonly alerts: Pick<Alerts, 'observe' | 'under' | 'activeOf' | 'activeUnder' | 'remembered'>;
  /** A sentence while alerts that were sent could not be taken, null when that is over. */
  readonly onProblem: (message: string | null) => void;
  /** Alerts that always fire, which are no alerts of ours. */
  readonly watchdogs: Pick<Watchdogs, 'sift' | 'without'>;
  /** Sources that tell nothing now. */
  readonly blind: () => ReadonlySet<SourceId>;
  /** More active ones are only counted. */
  readonly mostActive?: number;
  /** Writes a word into the timeline of an incident. */
  readonly note: (incident: IncidentId, text: string) => void;
}

export interface Receiving {
  /** Takes in alerts as they were sent, a few at a time so that nothing else has to wait; returns how many. What is older than what is known changes nothing. */
  take(received: readonly ReceivedAlert[]): Promise<number>;
  /**
   * Takes in everything that a source says is active: what was active of this `from` and source and is not among them is over, or,
   * where the source may not tell all of it, no longer confirmed. An alert that was sent by a webhook without a source belongs to
   * the source that also tells it. Returns how many were taken.
   */
  takeAll(from: string, source: SourceId, active: readonly ReceivedAlert[], isComplete: boolean): Promise<number>;
  /** Once a second: what nobody reports any more is over. */
  tick(): void;
}

/** Each is a row of the journal at least: so many take some hundredths of a second. */
const AT_ONCE = 50;
/** More active ones than this help nobody, and whoever sends them would fill the memory: further ones are only counted. */
const MOST_ACTIVE = 20_000;
const LOOK_EVERY_MS = 10_000;

/** Alerts as others tell them: taken in while they are told, over when they are told to be or when nobody tells of them any more. */
export function createReceiving(deps: ReceivingDeps): Receiving {
  const { clock, alerts, watchdogs, onProblem, note, mostActive = MOST_ACTIVE } = deps;
  const lastWords = createLastWords(clock);
  let lookedAtMs = -Infinity;
  let active = alerts.under(RECEIVED).length;
  /** Those there was no room for, since there last was some. */
  let leftOut = 0;

  /** What is told without a source stays with the one that told it before. */
  const known = ({ subject, ...rest }: Observation): Observation => ({ ...rest, subject: { ...subject, source: subject.source ?? alerts.activeUnder(subject.key)?.subject.source ?? null } });

  const inSteps = async <T>(items: readonly T[], work: (part: readonly T[]) => void): Promise<void> => {
    for (let from = 0; from < items.length; from += AT_ONCE) {
      if (from > 0) await breathe(clock);
      work(items.slice(from, from + AT_ONCE));
    }
  };

  /** As many of them as there is room for; returns how many there was none for. */
  const observe = (told: readonly ReceivedAlert[]): number => {
    const now = clock.nowMs();
    const fitting = told.flatMap((alert) => {
      const observation = known(observationOf(alert, now));
      const isActive = alerts.activeUnder(observation.subject.key) !== null;
      const ends = observation.standing.state === 'inactive';
      if (!ends && !isActive && active >= mostActive) return [];
      active += Number(!ends && !isActive) - Number(ends && isActive);
      return [observation];
    });
    alerts.observe(fitting);
    return told.length - fitting.length;
  };

  /** Together, but for what fires and is over in the same part: that must have fired. `isSent`: perhaps late, or out of order. */
  const takePart = (part: readonly ReceivedAlert[], isSent: boolean): number => {
    let left = 0;
    let together = new Map<string, ReceivedAlert>();
    const flush = (): void => {
      left += observe([...together.values()]);
      together = new Map();
    };
    for (const alert of part) {
      const key = keyOf(alert);
      const before = together.get(key);
      if (before !== undefined && before.state !== alert.state) flush();
      if (isSent && lastWords.isLate(alert, alerts.activeOf(key))) continue;
      lastWords.remember(alert, clock.nowMs());
      together.set(key, alert);
    }
    flush();
    return left;
  };

  const takeIn = async (received: readonly ReceivedAlert[], isSent: boolean): Promise<number> => {
    let left = 0;
    await inSteps(received, (part) => void (left += takePart(part, isSent)));
    leftOut += left;
    if (left > 0) onProblem(`${mostActive.toLocaleString('en-US')} alerts that others told are active, and ${leftOut.toLocaleString('en-US')} more were only counted. Group or route them where they are sent.`);
    return received.length - left;
  };

  /** Said to be over now, by whoever no longer tells of it. */
  const over = ({ subject, alert }: ActiveAlert): Observation => ({ subject, standing: asItStands(alert, { state: 'inactive', endsAt: clock.nowMs() }), memory: { key: subject.key, saved: null } });

  /** Nobody who could tell of it does so now, which does not mean that it is over. */
  const unseen = ({ subject, alert }: ActiveAlert): Observation => ({ subject, standing: asItStands(alert, {}) });

  /** Said in words, because the data do not say it. */
  const tellIncidents = (silent: readonly ActiveAlert[]): void => {
    for (const [incident, mine] of Map.groupBy(silent, ({ alert }) => alert.incident)) {
      if (incident === null) continue;
      const [first] = mine;
      note(incident, `${mine.length === 1 && first !== undefined ? `"${first.alert.name}" is` : `${mine.length} alerts are`} not reported any more: taken as over, though nobody has said so.`);
    }
  };

  return {
    take: (sent) => takeIn(watchdogs.sift(sent), true),
    takeAll: async (from, source, told, isComplete) => {
      const there = watchdogs.without(told);
      const keys = new Set(there.map(keyOf));
      // Those that come in by a webhook meanwhile are newer than this answer.
      const gone = alerts.under(`${RECEIVED}${from}\n`).filter(({ subject }) => subject.source === source && !keys.has(subject.key));
      const taken = await takeIn(there, false);
      await inSteps(gone, (part) => {
        const still = part.flatMap(({ subject }) => alerts.activeUnder(subject.key) ?? []);
        alerts.observe(still.map(isComplete ? over : unseen));
        if (isComplete) for (const { subject } of still) lastWords.ended(subject.key, clock.nowMs());
      });
      return taken;
    },
    tick: () => {
      const nowMs = clock.monotonicMs();
      if (nowMs - lookedAtMs < LOOK_EVERY_MS) return;
      lookedAtMs = nowMs;
      const all = alerts.under(RECEIVED);
      active = all.length;
      if (active < mostActive) {
        leftOut = 0;
        onProblem(null);
      }
      const blind = deps.blind();
      const lost = blind.size === 0 ? [] : all.filter(({ subject, alert }) => alert.confirmed && subject.source !== null && blind.has(subject.source));
      if (lost.length > 0) alerts.observe(lost.map(unseen));
      const now = clock.nowMs();
      const silent = all.filter(({ subject }) => believedUntil(alerts.remembered().get(subject.key)) <= now).slice(0, AT_ONCE);
      if (silent.length === 0) return;
      alerts.observe(silent.map(over));
      tellIncidents(silent);
    },
  };
}
