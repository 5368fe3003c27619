import type { CallArgs } from '../../../shared/contract/contract.ts';
import type { Service } from '../../../shared/model/entities.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import { breathe } from '../breathe.ts';
import type { Clock } from '../ports.ts';
import { believedUntil, RECEIVED, readReceived } from './received.ts';
import { asItStands } from './rules.ts';
import type { ActiveAlert, Alerts } from './service.ts';

export interface ReceivingDeps {
  readonly clock: Clock;
  readonly alerts: Pick<Alerts, 'observe' | 'under' | 'activeOf' | 'remembered'>;
  readonly services: () => readonly Pick<Service, 'id' | 'name'>[];
  /** A sentence while alerts that were sent could not be taken, null when that is over. */
  readonly onProblem: (message: string | null) => void;
  /** Writes a word into the timeline of an incident. */
  readonly note: (incident: IncidentId, text: string) => void;
}

export interface Receiving {
  /** Takes in the alerts of a webhook, a few at a time so that nothing else has to wait; returns how many. */
  take(received: CallArgs<'hooks.alertmanager'>['alerts']): Promise<number>;
  /** Once a second: what nobody reports any more is over. */
  tick(): void;
}

/** Each is a row of the journal at least: so many take some hundredths of a second. */
const AT_ONCE = 50;
/** More active ones than this help nobody, and whoever sends them would fill the memory. */
const MOST_ACTIVE = 5_000;
const LOOK_EVERY_MS = 10_000;

/** Alerts as others send them: taken in while they are sent, over when they are told to be or when nobody tells of them any more. */
export function createReceiving({ clock, alerts, services, onProblem, note }: ReceivingDeps): Receiving {
  let lookedAtMs = -Infinity;

  const take: Receiving['take'] = async (received) => {
    let left = 0;
    for (let from = 0; from < received.length; from += AT_ONCE) {
      if (from > 0) await breathe(clock);
      let room = MOST_ACTIVE - alerts.under(RECEIVED).length;
      const part = received.slice(from, from + AT_ONCE).map((each) => readReceived(each, services(), clock.nowMs()));
      // Of one that was sent twice the last word counts.
      const each = new Map(part.map((observation) => [observation.subject.key, observation]));
      const observations = [...each.values()].filter(({ subject, standing }) => standing.state === 'inactive' || alerts.activeOf(subject.key) !== null || (room -= 1) >= 0);
      alerts.observe(observations);
      left += each.size - observations.length;
    }
    if (left > 0) onProblem(`${MOST_ACTIVE.toLocaleString('en-US')} alerts that were sent here are active, and ${left.toLocaleString('en-US')} more were not taken. Group or route them at their Alertmanager.`);
    return received.length - left;
  };

  /** Said in words, because the data do not say it. */
  const tellIncidents = (silent: readonly ActiveAlert[]): void => {
    for (const [incident, mine] of Map.groupBy(silent, ({ alert }) => alert.incident)) {
      if (incident === null) continue;
      const [first] = mine;
      note(incident, `${mine.length === 1 && first !== undefined ? `"${first.alert.name}" is` : `${mine.length} alerts are`} not reported any more: taken as over, though nobody has said so.`);
    }
  };

  return {
    take,
    tick: () => {
      const nowMs = clock.monotonicMs();
      if (nowMs - lookedAtMs < LOOK_EVERY_MS) return;
      lookedAtMs = nowMs;
      const active = alerts.under(RECEIVED);
      if (active.length < MOST_ACTIVE) onProblem(null);
      const now = clock.nowMs();
      const silent = active.filter(({ subject }) => believedUntil(alerts.remembered().get(subject.key)) <= now).slice(0, AT_ONCE);
      if (silent.length === 0) return;
      alerts.observe(silent.map(({ subject, alert }) => ({ subject, standing: asItStands(alert, { state: 'inactive', endsAt: now }), memory: { key: subject.key, saved: null } })));
      tellIncidents(silent);
    },
  };
}
