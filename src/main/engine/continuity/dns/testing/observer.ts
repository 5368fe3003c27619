import dgram from 'node:dgram';
import { TYPE } from '../../../../dns/codes.ts';
import { answerTo, encodeQuestion } from '../../../../dns/message.ts';
import { canonicalValues } from '../rules.ts';
import { saidIn } from '../authority/look.ts';
import type { RecordSet } from '../provider.ts';
import { serverOf, type BindPair } from './bind-pair.ts';

/** What is looked at, and which sets of it somebody wanted: anything else is a mixture or a half. */
export interface ObservedSet extends Pick<RecordSet, 'name' | 'type'> {
  readonly isWhole: (found: readonly string[]) => boolean;
}

export interface Observed {
  looks: number;
  /** Answers that there is no such record, which is what an outage looks like. */
  empty: number;
  /** SERVFAIL and the like: no answer, for which a resolver asks another server. */
  failed: number;
  /** Sets that are no plan of anybody: of two plans, or half of one. */
  mixed: number;
  /** The first sets that were, for whoever has to find out why. */
  readonly odd: string[];
}

/** A set that is one of these, whole. */
export const oneOf = (type: RecordSet['type'], ...sets: readonly (readonly string[])[]): ObservedSet['isWhole'] => {
  const known = new Set(sets.map((set) => canonicalValues(type, set).join('\n')));
  return (found) => known.has(found.join('\n'));
};

const MOST_ODD = 5;

export interface Observer {
  /** Up to now. */
  readonly seen: Readonly<Observed>;
  stop(): Promise<Readonly<Observed>>;
}

/** Asks a server for all of them, again and again, until it is stopped: what anybody on the internet would see meanwhile. */
export async function observe(address: string, sets: readonly ObservedSet[]): Promise<Observer> {
  const { address: host, port } = serverOf(address);
  const seen: Observed = { looks: 0, empty: 0, failed: 0, mixed: 0, odd: [] };
  const socket = dgram.createSocket('udp4');
  await new Promise<void>((resolve) => socket.connect(port, host, resolve));
  const state = { running: true };
  let id = 0;
  let heard: (packet: Buffer) => void = () => {};
  socket.on('message', (packet) => heard(packet));
  // Nobody listens while it is restarted.
  socket.on('error', () => {});
  const ask = ({ name, type, isWhole }: ObservedSet): Promise<void> =>
    new Promise((resolve) => {
      const question = { id: (id = (id + 1) & 0xffff), name, type: TYPE[type], recursion: false };
      // A datagram may be lost where the machine is busy: asked again.
      const timer = setTimeout(() => resolve(), 1_000);
      heard = (packet) => {
        const answer = answerTo(packet, question);
        if (answer === null) return;
        clearTimeout(timer);
        const said = saidIn(answer, name, type, true);
        seen.looks += 1;
        if (said.kind === 'none') seen.empty += 1;
        else if (said.kind !== 'values') seen.failed += 1;
        else if (!isWhole(said.values)) {
          seen.mixed += 1;
          if (seen.odd.length < MOST_ODD) seen.odd.push(`${type} ${name}: ${said.values.join(', ')}`);
        }
        resolve();
      };
      socket.send(encodeQuestion(question));
    });
  const loop = (async () => {
    for (let turn = 0; state.running; turn += 1) {
      const set = sets[turn % sets.length];
      if (set === undefined) return;
      await ask(set);
      // As often as makes sense, and not so often that those who are observed starve.
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })();
  return {
    seen,
    stop: async () => {
      state.running = false;
      await loop;
      socket.close();
      return seen;
    },
  };
}

/** Both servers of a pair at once. */
export async function observePair({ primary, secondary }: Pick<BindPair, 'primary' | 'secondary'>, sets: readonly ObservedSet[]): Promise<() => Promise<readonly Observed[]>> {
  const observers = await Promise.all([primary, secondary].map(({ address }) => observe(address, sets)));
  return () => Promise.all(observers.map((observer) => observer.stop()));
}
