import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StepConfig } from '../../../../shared/model/continuity/step-config.ts';
import { announcedSeed, seededRandom } from '../../../store/testing/random.ts';
import { findBind } from '../../sources/testing/bind.ts';
import { waitUntil } from '../../sources/testing/processes.ts';
import { dig, startBindPair, ZONE, type BindPair } from '../dns/testing/bind-pair.ts';
import { observePair } from '../dns/testing/observer.ts';
import { expectUnbroken } from '../dns/testing/unbroken.ts';
import { startRelay, startUdpRelay, type Passing, type Treatment } from '../dns/testing/relay.ts';
import { bindProvider, dnsText } from '../steps/dns/testing/bind-step.ts';
import { Lives } from './testing/lives.ts';

/** Where a process is ended. Questions: 0 while it is confirmed, 1 before the change, 2 after it, 3 before it is taken back, 4 after that. */
type Point =
  | { readonly at: 'question' | 'change'; readonly number: number; readonly when: 'before' | 'after' }
  /** While it waits for the authoritative servers, or between this step and the next. */
  | { readonly at: 'gate' | 'boundary' }
  | { readonly at: 'time'; readonly ms: number };

interface Lane {
  readonly point: Point;
  /** Its second step is refused, so that everything is taken back. */
  readonly back: boolean;
}

const FORWARD: readonly Lane[] = (
  [
    { at: 'question', number: 1, when: 'before' },
    { at: 'change', number: 0, when: 'before' },
    { at: 'change', number: 0, when: 'after' },
    { at: 'question', number: 2, when: 'after' },
    { at: 'gate' },
  ] as const
).map((point) => ({ point, back: false }));
const BACK: readonly Lane[] = (
  [
    { at: 'boundary' },
    { at: 'question', number: 3, when: 'before' },
    { at: 'change', number: 1, when: 'before' },
    { at: 'change', number: 1, when: 'after' },
    { at: 'question', number: 4, when: 'after' },
  ] as const
).map((point) => ({ point, back: true }));

/** Further lanes, ended at any moment of their first second and a half. */
const MORE = Number(process.env['HOLDFAST_DNS_KILLS'] ?? 2);
const AT_ONCE = 3;
/** Beyond the lanes of the longest run. */
const CONTROL = 5_000;
const nameOf = (lane: number): string => `k${lane}`;
/** Of more lanes than one octet holds, when it runs for long. */
const setOf = (lane: number, site: 0 | 1): readonly string[] => [1, 2].map((host) => `10.${site * 100 + Math.floor(lane / 250)}.${lane % 250}.${host}`);
/** Both addresses of one lane and one site: a set that somebody wanted. */
const isWhole = (found: readonly string[]): boolean => found.length === 2 && found[0]?.replace(/\.1$/, '') === found[1]?.replace(/\.2$/, '');

const bind = await findBind();

describe.skipIf(bind === null)('a run that moves records on a real BIND and whose process is killed with -9 (named is installed)', () => {
  const seed = announcedSeed('dns-kill');
  const random = seededRandom(seed);
  const lanes: readonly Lane[] = [...FORWARD, ...BACK, ...Array.from({ length: MORE }, (): Lane => ({ point: { at: 'time', ms: Math.floor(random() * 1_500) }, back: random() < 0.5 }))];
  let pair: BindPair;
  const victims = new Map<string, () => void>();
  /** What the second step asks: it is never so. */
  const never: Server = createServer((request, response) => {
    victims.get(request.url ?? '')?.();
    response.writeHead(404).end();
  });
  beforeAll(async () => {
    pair = await startBindPair([...lanes.keys(), CONTROL].flatMap((lane) => setOf(lane, 0).map((address) => `${nameOf(lane)} 60 A ${address}`)));
    never.listen(0, '127.0.0.1');
    await once(never, 'listening');
  });
  afterAll(async () => {
    never.close();
    await pair.remove();
  });
  const atBoth = (lane: number) => Promise.all([pair.primary.address, pair.secondary.address].map((server) => dig(server, `${nameOf(lane)}.${ZONE}`, 'A')));

  async function liveTwice(lane: number, { point, back }: Lane, mistakes: { readonly careless: boolean; readonly unguarded: boolean }) {
    const relay = await startRelay(pair.primary.address);
    const gate = await startUdpRelay(pair.primary.address);
    const address = never.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    const text = dnsText({ record: `${nameOf(lane)}.${ZONE}`, to: setOf(lane, 1), ttl: '60s' }, [bindProvider('own', relay.address, [gate.address, pair.secondary.address])]);
    const second = back ? [StepConfig.parse({ id: 'check', kind: 'verify', within: '1s', that: { http: { url: `http://127.0.0.1:${port}/${lane}` } } })] : [];
    using lives = new Lives({ text: { ...text, steps: [...text.steps, ...second] }, ...mistakes });
    let isKilled = false;
    const kill = (): false => {
      if (!isKilled) lives.kill();
      isKilled = true;
      return false;
    };
    const hits = ({ isUpdate, before }: Passing, when: 'before' | 'after'): Treatment => {
      if (isKilled || (point.at !== 'question' && point.at !== 'change') || isUpdate !== (point.at === 'change') || before !== point.number || point.when !== when) return 'through';
      kill();
      return 'lost';
    };
    relay.treat = (passing) => hits(passing, 'before');
    relay.answered = (passing) => hits(passing, 'after');
    if (point.at === 'gate') gate.asked = () => isKilled || kill();
    if (point.at === 'boundary') victims.set(`/${lane}`, kill);
    const timer = point.at === 'time' ? setTimeout(kill, point.ms) : undefined;
    const before = await atBoth(lane);
    const first = await lives.live();
    clearTimeout(timer);
    const last = first === 'SIGKILL' ? await lives.live() : first;
    if (last === 'done' || last === 'rolledBack') await waitUntil('the secondary has followed', async () => (await atBoth(lane)).every((records, _, [one]) => records.join() === one?.join()));
    const after = await atBoth(lane);
    const effects = relay.effects();
    await relay.stop();
    gate.stop();
    return { first, last, effects, isAsBefore: JSON.stringify(after) === JSON.stringify(before), isMoved: after.every((records) => records.join() === setOf(lane, 1).map((each) => `${nameOf(lane)}.${ZONE}. 60 IN A ${each}`).join()) };
  }

  it(`ends done or taken back to the byte, with no effect twice: ${lanes.length} kills; nobody sees an empty or a mixed set`, { timeout: 3_600_000 }, async () => {
    const stop = await observePair(pair, [...lanes.keys()].map((lane) => ({ name: `${nameOf(lane)}.${ZONE}`, type: 'A', isWhole })));
    const left = [...lanes.entries()];
    const wrong: unknown[] = [];
    let killed = 0;
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [number, lane] = next;
        const end = await liveTwice(number, lane, { careless: false, unguarded: false });
        if (end.first === 'SIGKILL') killed += 1;
        const expected = lane.back ? { last: 'rolledBack', effects: 2, isAsBefore: true } : { last: 'done', effects: 1, isMoved: true };
        if (Object.entries(expected).some(([key, value]) => end[key as keyof typeof end] !== value) || (lane.point.at !== 'time' && end.first !== 'SIGKILL')) wrong.push({ ...lane, ...end });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const seen = await stop();
    process.stdout.write(`dns-kill: ${lanes.length} runs, ${killed} killed\n`);
    expect(wrong).toEqual([]);
    expect(killed).toBeGreaterThanOrEqual(FORWARD.length + BACK.length);
    expectUnbroken('dns-kill', seen);
    expect(seen.map(({ failed }) => failed)).toEqual([0, 0]);
    expect(Math.min(...seen.map(({ looks }) => looks))).toBeGreaterThan(lanes.length);
  });

  it('control arm: sent again after a crash without a look, and without its condition, the change takes effect twice', { timeout: 120_000 }, async () => {
    const end = await liveTwice(CONTROL, { point: { at: 'change', number: 0, when: 'after' }, back: false }, { careless: true, unguarded: true });
    expect(end).toMatchObject({ first: 'SIGKILL', last: 'done', effects: 2 });
  });
});
