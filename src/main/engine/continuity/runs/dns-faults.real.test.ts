import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { durationMs } from '../../../../shared/model/units.ts';
import { findBind } from '../../sources/testing/bind.ts';
import { realClock } from '../../testing/real-clock.ts';
import { dig, nsupdate, startBindPair, ZONE, type BindPair } from '../dns/testing/bind-pair.ts';
import { oneOf } from '../dns/testing/observer.ts';
import { observeAll } from '../dns/testing/unbroken.ts';
import { startRelay, type Relay } from '../dns/testing/relay.ts';
import { bindProvider, confirmed, dnsText } from '../steps/dns/testing/bind-step.ts';
import type { StepsText } from '../steps/open.ts';
import type { SignalFacts } from '../steps/signals.ts';
import { stepDeps } from '../steps/testing/deps.ts';
import { ADA, BO, openConsole } from './testing/console.ts';

const bind = await findBind();
const RECORDS = ['api', 'www'];
const OLD = ['10.0.0.1', '10.0.0.2'];
const NEW = ['10.1.0.1', '10.1.0.2'];
const OTHER = ['10.2.0.1', '10.2.0.2'];

describe.skipIf(bind === null)('a run that moves records, and everything that may go wrong around it, on a real BIND (named is installed)', () => {
  let pair: BindPair;
  let relay: Relay;
  beforeAll(async () => {
    pair = await startBindPair(RECORDS.flatMap((name) => OLD.map((address) => `${name} 60 A ${address}`)));
  });
  afterAll(() => pair.remove());
  observeAll('runs and their faults', () => pair, () => RECORDS.map((name) => ({ name: `${name}.${ZONE}`, type: 'A', isWhole: oneOf('A', OLD, NEW, OTHER) })));
  beforeEach(async () => {
    for (const name of RECORDS) await nsupdate(pair.primary.address, [`update delete ${name}.${ZONE}. A`, ...OLD.map((address) => `update add ${name}.${ZONE}. 60 A ${address}`)]);
    relay = await startRelay(pair.primary.address);
  });
  afterEach(() => relay.stop());
  const values = async (name = 'api') => (await dig(pair.primary.address, `${name}.${ZONE}`, 'A')).map((line) => line.split(' ').at(-1));
  const textOf = (more: object = {}, record = 'api'): StepsText => dnsText({ record: `${record}.${ZONE}`, to: NEW, ttl: '60s', ...more }, [bindProvider('own', relay.address, [pair.primary.address, pair.secondary.address])]);

  it('two people press in the same second: one run, one change; the other is told that it is busy', async () => {
    using engine = openConsole();
    const text = await confirmed(textOf());
    expect(engine.press(text, ADA)).toEqual(['started', 'look']);
    expect(engine.press(text, BO)).toEqual(['refused:busy']);
    for (let click = 0; click < 50; click += 1) expect(engine.press(text, ADA)).not.toContain('started');
    expect(await engine.settled()).toBe('done');
    expect([relay.effects(), await values()]).toEqual([1, NEW]);
  });

  it('two engines that do not know of each other press in the same second: one wins, the other is shown what is there and overwrites nothing', async () => {
    using one = openConsole();
    using two = openConsole();
    const [mine, theirs] = await Promise.all([confirmed(textOf()), confirmed(textOf({ to: OTHER }))]);
    one.press(mine);
    two.press(theirs);
    const ends = await Promise.all([one.settled(), two.settled()]);
    expect(ends.toSorted()).toEqual(['done', 'stopped lost']);
    const winner = ends[0] === 'done' ? NEW : OTHER;
    expect([relay.effects(), await values()]).toEqual([1, winner]);
    expect((ends[0] === 'done' ? two : one).says()).toContain(`it is ${winner.join(', ')} · 60 s now`);
  });

  it('the network is cut between two steps: nothing more is done, and it goes on from there when a person says so', async () => {
    using engine = openConsole();
    const [first, second] = await Promise.all([confirmed(textOf()), confirmed(textOf({ id: 'www' }, 'www'))]);
    relay.answered = ({ isUpdate }) => {
      if (!isUpdate) return;
      relay.answered = () => undefined;
      // From now on only what is under way: the look after the change.
      let left = 1;
      relay.treat = () => ((left -= 1) >= 0 ? 'through' : 'cut');
    };
    engine.press({ ...first, steps: [...first.steps, ...second.steps], confirmed: { ...first.confirmed, ...second.confirmed } });
    expect(await engine.settled()).toBe('stopped notReady');
    expect([await values(), await values('www'), relay.effects()]).toEqual([NEW, OLD, 1]);
    relay.treat = () => 'through';
    engine.steer('retry');
    expect(await engine.settled()).toBe('done');
    expect([await values(), await values('www'), relay.effects()]).toEqual([NEW, NEW, 2]);
  });

  it('one look that gets no answer stops nothing: it is asked once more', async () => {
    using engine = openConsole();
    const text = await confirmed(textOf());
    relay.treat = ({ isUpdate, before }) => (!isUpdate && before === 1 ? 'cut' : 'through');
    engine.press(text);
    expect(await engine.settled()).toBe('done');
    expect([relay.effects(), await values()]).toEqual([1, NEW]);
  });

  it.each([
    ['the answer to the change never comes', 'answerLost', 1],
    ['the connection breaks before the change arrives', 'cut', 1],
    ['somebody answers garbage in the place of the name server', 'garbage', 1],
  ] as const)('%s: it is read back, and done once', async (_, treatment, effects) => {
    using engine = openConsole();
    const text = await confirmed(textOf({ gates: { accepted: '1s' } }));
    relay.treat = ({ isUpdate, before }) => (isUpdate && before === 0 ? treatment : 'through');
    engine.press(text);
    expect(await engine.settled()).toBe('done');
    expect([relay.effects(), await values()]).toEqual([effects, NEW]);
    if (treatment === 'answerLost') expect(engine.says()).toContain('"happened":"yes"');
  });

  it('the standby dies after the switch: the run stops for a person, nothing is switched back by itself, and a person takes it back', async () => {
    const alive = { source: 'probe', value: 1 as number | null, isLive: true, targetFailed: false, intervalMs: durationMs(1_000) };
    const facts = (id: string): SignalFacts => {
      const isDead = relay.effects() > 0;
      const value = id === 'standby' ? (isDead ? 0 : 1) : 0;
      const time = realClock.nowMs();
      return { ...alive, value, isIll: id === 'standby' && isDead, sampleTime: time, samples: [{ time, value }] };
    };
    using engine = openConsole(stepDeps({ signals: { facts, eyes: () => ({ controlsAnswer: true, somethingLives: true }) } }));
    const text = await confirmed(textOf({ healthy: ['standby'], moved: { signal: { id: 'standby-traffic', above: 0, consecutive: 1 } } }));
    engine.press(text);
    expect(await engine.settled()).toBe('stopped unproven');
    expect(engine.says()).toContain('traffic is not seen to move: standby-traffic is 0; the target is not healthy (standby)');
    expect(engine.run()?.steps.map(({ phase }) => phase)).toEqual(['done']);
    for (let second = 0; second < 100; second += 1) engine.runs.tick();
    expect([relay.effects(), await values()]).toEqual([1, NEW]);
    engine.steer('rollBack');
    expect(await engine.settled()).toBe('rolledBack');
    expect([relay.effects(), await values()]).toEqual([2, OLD]);
  });

  it('a person who wants it taken back does not wait for the gates', async () => {
    using engine = openConsole();
    const text = await confirmed({ ...textOf({ gates: { authoritative: '10m' } }), providers: [bindProvider('own', relay.address, [pair.primary.address, '127.0.0.1:9'])] });
    engine.press(text);
    await new Promise<void>((resolve) => {
      relay.answered = ({ isUpdate }) => {
        if (isUpdate) resolve();
      };
    });
    engine.steer('rollBack');
    expect(await engine.settled()).toBe('rolledBack');
    expect(await values()).toEqual(OLD);
  });
});
