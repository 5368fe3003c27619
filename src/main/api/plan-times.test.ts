import { afterEach, describe, expect, it } from 'vitest';
import { isOver, openPlans, TO_B, type OpenPlans, type PlansOptions } from './testing/open-plans.ts';
import { temporaryFolder } from '../store/testing/fixtures.ts';

let opened: OpenPlans | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});
const given = async (options?: PlansOptions): Promise<OpenPlans> => (opened = await openPlans(options));
const HOUR_MS = 3_600_000;
const call = (id: string, more = ''): string => `      - { id: ${id}, kind: http, request: { url: "URL/${id}" }, readBack: { http: { url: "URL/${id}", expect: { contains: done } } }${more} }`;
const REST = '      - { id: rest, kind: wait, for: 20s }';

describe('how long a run and its steps took', () => {
  it.each([['forward', HOUR_MS], ['back', -HOUR_MS]] as const)('is not moved by a wall clock that is set %s meanwhile, and neither is what a drill proves', async (_, jumpMs) => {
    const { begin, until, clock, call: ask } = await given({ steps: REST });
    const { id } = await begin({ mode: 'drill' });
    await clock.advance(5_000);
    clock.step(jumpMs);
    const run = await until(id, isOver);
    expect(run.tookSeconds).toBeGreaterThanOrEqual(20);
    expect(run.tookSeconds).toBeLessThan(60);
    expect(run).toMatchObject({ score: { met: true, tookSeconds: run.tookSeconds, slowest: { step: 'rest', seconds: run.tookSeconds } }, steps: [{ tookSeconds: run.tookSeconds }] });
    expect((await ask('plans.get', { id: TO_B })).proof).toMatchObject({ met: true, tookSeconds: run.tookSeconds });
  });

  it('goes on over a restart by the wall clock alone, and never backwards', async () => {
    using folder = temporaryFolder();
    try {
      const plans = await given({ database: folder.file('holdfast.db'), steps: REST });
      const { id } = await plans.begin();
      await plans.clock.advance(5_000);
      plans.clock.step(90_000);
      await plans.restart();
      const later = await plans.until(id, isOver);
      // From the last line that was written it is 95 seconds by the wall clock; then it rests once more.
      expect(later.tookSeconds).toBeGreaterThanOrEqual(115);
      expect(later.tookSeconds).toBeLessThan(155);
      const second = await plans.begin();
      plans.clock.step(-HOUR_MS);
      await plans.restart();
      const earlier = await plans.until(second.id, isOver);
      expect(earlier.tookSeconds).toBeGreaterThanOrEqual(20);
      expect(earlier.tookSeconds).toBeLessThan(60);
    } finally {
      await opened?.close();
      opened = null;
    }
  });

  it('of a step that stays is what it took when it was done, and taking back is measured by itself', async () => {
    const { begin, until, clock, call: ask } = await given({ steps: `${call('undoable', ', undo: { url: "URL/back" }')}\n${call('stays')}\n      - { id: rest, kind: wait, for: 100s }` });
    const { id } = await begin();
    await until(id, ({ steps }) => steps[1]?.state === 'done');
    await clock.advance(60_000);
    await ask('runs.rollBack', { id, epoch: 0, reason: 'it got worse' });
    const run = await until(id, isOver);
    expect(run).toMatchObject({ state: 'rolledBack', steps: [{ state: 'undone' }, { state: 'stays' }, {}] });
    expect(run.tookSeconds).toBeGreaterThanOrEqual(60);
    for (const step of run.steps.slice(0, 2)) expect(step.tookSeconds).toBeLessThan(30);
  });
});

describe('what a drill or a dry run says of a plan', () => {
  it('is nothing where a real run ended the drill: it is neither met nor missed', async () => {
    const { begin, call: ask } = await given({ steps: REST });
    const drill = await begin({ mode: 'drill' });
    await begin({ mode: 'live' });
    expect(await ask('runs.get', { id: drill.id })).toMatchObject({ state: 'interrupted', score: { met: null } });
  });

  it('is what each step found, also what is not as it would need it', async () => {
    const verify = '      - { id: seen, kind: verify, within: 5s, that: { http: { url: "URL/seen", expect: { contains: done } } } }';
    const { begin, until } = await given({ steps: `${call('one')}\n${verify}` });
    const run = await until((await begin({ mode: 'dry-run' })).id, isOver);
    expect(run).toMatchObject({ state: 'done', steps: [{ state: 'done', found: 'yes' }, { state: 'done', found: 'no', outcome: expect.stringMatching(/without what is expected/) }] });
  });
});
