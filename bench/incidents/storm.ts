import type { ServiceId } from '../../src/shared/model/ids.ts';
import type { Observation } from '../../src/main/engine/alerts/service.ts';
import { round } from '../lib/stats.ts';
import { openRoom, pass, timed, type Room, type Took } from './room.ts';

export interface StormResult {
  readonly what: string;
  readonly alerts: number;
  readonly disk: boolean;
  readonly incidents: number;
  /** All of them fire, or end, in one transaction with what incidents make of it. */
  readonly fired: Took;
  readonly ended: Took;
}

const EVERY_SECONDS = 5;
const BEFORE_SECONDS = 300;
const rounded = ({ cpuMs, wallMs }: Took): Took => ({ cpuMs: round(cpuMs, 0), wallMs: round(wallMs, 0) });
const longest = (all: readonly Took[]): Took => all.reduce((worst, took) => (took.wallMs > worst.wallMs ? took : worst), { cpuMs: 0, wallMs: 0 });

function resultOf(room: Room, about: Pick<StormResult, 'what' | 'alerts' | 'disk'>, fired: Took, ended: Took, incidents: number): StormResult {
  const { firing } = room.core.alerts.counts();
  if (firing !== 0) throw new Error(`${firing} alerts still fire`);
  return { ...about, incidents, fired: rounded(fired), ended: rounded(ended) };
}

/** Every signal's rule fires with the same poll, after three samples beyond its limit, and ends with the same poll. */
export async function measureStorm(signals: number, file: string): Promise<StormResult> {
  const room = openRoom({ file, signals, everySeconds: EVERY_SECONDS });
  try {
    await pass(room, BEFORE_SECONDS);
    let taken: Took[] = [];
    room.onSettle((settle) => taken.push(timed(settle)));
    room.values(10);
    await pass(room, 4 * EVERY_SECONDS);
    const fired = longest(taken);
    const { firing } = room.core.alerts.counts();
    if (firing !== signals) throw new Error(`only ${firing} of ${signals} rules fire`);
    const incidents = room.core.incidents.openRecords().length;
    taken = [];
    room.values(1);
    await pass(room, 2 * EVERY_SECONDS);
    return resultOf(room, { what: 'a rule for each signal', alerts: signals, disk: file !== ':memory:' }, fired, longest(taken), incidents);
  } finally {
    await room.close();
  }
}

/** One rule of a rule file fires for each of so many instances, in one evaluation. */
export async function measureFleet(alerts: number, file: string): Promise<StormResult> {
  const room = openRoom({ file, signals: 5, everySeconds: EVERY_SECONDS });
  try {
    const now = room.clock.nowMs();
    const service = 'svc-0000' as ServiceId;
    const observed = (state: 'firing' | 'inactive'): Observation[] =>
      Array.from({ length: alerts }, (_, index) => ({
        subject: {
          key: `down/${index}`, rule: 'InstanceDown', name: `Instance ${index} is down`, source: null, service, signal: null, severity: 'P1', labels: { instance: `node-${index}:9100` }, annotations: {},
          facts: { mode: 'open', signature: 'svc-0000/InstanceDown', services: [service], title: 'Instances are down', origin: 'rule' },
        },
        standing: { state, startsAt: now, noEarlierThan: false, firedAt: now, endsAt: state === 'inactive' ? now : null, value: 1, limit: null, confirmedAt: now, confirmed: true },
      }));
    const fired = timed(() => room.core.alerts.observe(observed('firing')));
    const incidents = room.core.incidents.openRecords().length;
    const ended = timed(() => room.core.alerts.observe(observed('inactive')));
    return resultOf(room, { what: 'one rule, many instances', alerts, disk: file !== ':memory:' }, fired, ended, incidents);
  } finally {
    await room.close();
  }
}
