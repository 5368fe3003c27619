import { afterEach, describe, expect, it } from 'vitest';
import type { Run } from '../../shared/model/continuity/run.ts';
import { NO_CONTINUITY } from '../../shared/model/continuity/plan.ts';
import { PlanId, RunId } from '../../shared/model/ids.ts';
import { continuityLines } from '../../shared/text/continuity-lines.ts';
import { proofText } from '../../shared/text/continuity-words.ts';
import { DAY_MS as DAY } from '../../shared/time/time-of-day.ts';
import { drillCommand, type DrillDeps, type DrillOptions } from '../entry/drill-command.ts';
import { announcedSeed, seededRandom } from '../store/testing/random.ts';
import { isOver, openPlans, TO_B, type OpenPlans } from './testing/open-plans.ts';

let opened: OpenPlans | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

const STEPS = ['one', 'two'].map((id) => `      - { id: ${id}, name: Step ${id}, kind: http, request: { url: "URL/${id}" }, drill: { url: "URL/drill-${id}" } }`).join('\n');
const given = async (): Promise<OpenPlans> => (opened = await openPlans({ steps: STEPS }));

describe('a drill', () => {
  it('goes the real way on what belongs to drills, is scored against its objective, and is a proof', async () => {
    const { begin, until, called, call } = await given();
    const { id } = await begin({ mode: 'drill' });
    const run = await until(id, isOver);
    expect(called).toEqual(['drill-one', 'drill-two']);
    expect(run.score).toMatchObject({ objectiveSeconds: 480, met: true, surprises: [], slowest: { name: expect.stringMatching(/^Step /) } });
    expect(run.score?.tookSeconds).toBe((Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt)) / 1_000);
    expect((await call('plans.get', { id: TO_B })).proof).toMatchObject({ run: id, met: true });
  });

  it('is told with its age on every screen, and counts for nothing once its validity is over', async () => {
    const { begin, until, call, clock } = await given();
    await until((await begin({ mode: 'drill' })).id, isOver);
    const said = async () => {
      const plan = await call('plans.get', { id: TO_B });
      const { unproven } = await call('continuity.get', {});
      const { checks } = (await call('plans.preview', { id: TO_B, mode: 'live' })).preflight;
      const wall = continuityLines({ ...NO_CONTINUITY, unproven }, clock.nowMs(), String, String).notes;
      return [proofText(plan, clock.nowMs()).text.replace(/, [\d<]+ s,/, ', a moment,'), checks.find(({ rule }) => rule === 'drill')?.says.replace(/, [\d<]+ s,/, ', a moment,'), wall];
    };
    clock.step(12 * DAY);
    expect(await said()).toEqual(['drilled 12 days ago, a moment, objective 8 min', 'drilled 12 days ago, a moment, objective 8 min', []]);
    clock.step(82 * DAY);
    expect(await said()).toEqual(['unproven for 94 days', 'unproven for 94 days', ['Move checkout to B unproven for 94 days']]);
  });

  it('that took longer than its objective is shown as missed, and is no proof', async () => {
    const { begin, until, call, clock } = (opened = await openPlans({ more: '  - { id: slow, name: Too slow, kind: recover, services: [checkout-api], objective: 5s, steps: [{ id: rest, kind: wait, for: 9s }, { id: last, kind: http, request: { url: "URL/last" }, drill: { url: "URL/drill-last" } }] }\n' }));
    const id = PlanId.parse('slow');
    await until((await begin({ plan: id, mode: 'drill' })).id, isOver);
    expect(proofText(await call('plans.get', { id }), clock.nowMs())).toMatchObject({ text: expect.stringMatching(/^drilled today, .*, objective 5 s, missed$/) as string, tone: 'warn' });
    expect((await call('continuity.get', {})).unproven).toContainEqual({ plan: id, name: 'Too slow', since: null });
  });

  it('may meet surprises: nobody is told before its end which, whoever runs it copes, and the score says so', async () => {
    const plans = (opened = await openPlans({ steps: STEPS, random: seededRandom(announcedSeed('surprises')) }));
    const { begin, until, call, called } = plans;
    let met: Run | null = null;
    for (let tries = 0; tries < 40 && met === null; tries += 1) {
      const { id, epoch } = await begin({ mode: 'drill', surprises: true });
      expect(JSON.stringify([await call('runs.get', { id }), await call('runs.journal', { id })])).not.toMatch(/surprise|failsOnce/i);
      for (;;) {
        const run = await until(id, ({ state }) => state !== 'running');
        if (run.state !== 'stopped') break;
        expect(run.why).toBe('refused');
        await call('runs.retry', { id, epoch });
      }
      const run = await call('runs.get', { id });
      expect([run.state, (run.score?.surprises ?? []).every(({ coped }) => coped)]).toEqual(['done', true]);
      if (run.score?.surprises.some(({ what }) => what === 'failsOnce')) met = run;
    }
    expect(met).not.toBeNull();
    expect(called.every((path) => path.startsWith('drill-'))).toBe(true);
    expect(await plans.ask('plans.run', { id: TO_B, mode: 'live', hash: 'f'.repeat(64), intent: 'surprised', surprises: true })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
  });
});

describe('an incident', () => {
  it('that is real hears nothing of drills, and one that is a drill nothing of the real thing', async () => {
    const { begin, call } = await given();
    const declare = async (isDrill: boolean) => (await call('incidents.open', { title: 'Checkout is down', severity: 'P0', services: ['checkout-api'] as never, isDrill })).id;
    const [real, drill] = [await declare(false), await declare(true)];
    await expect(begin({ mode: 'drill', incident: real })).rejects.toThrow(`incident: expected a drill, ${real} is real.`);
    await expect(begin({ mode: 'live', incident: drill })).rejects.toThrow(`incident: expected a real one, ${drill} is a drill.`);
    expect((await begin({ mode: 'drill', incident: drill })).incident).toBe(drill);
  });
});

describe('holdfast drill', () => {
  /** The command’s way to the engine: its calls by their addresses. */
  function over({ ask, clock }: OpenPlans): DrillDeps {
    const answer = (address: URL, body: unknown) => {
      const [, , , kind = '', id = '', verb] = address.pathname.split('/');
      if (kind === 'runs') return ask('runs.get', { id: RunId.parse(id) });
      const input = { ...(body as object), id } as never;
      return verb === 'preview' ? ask('plans.preview', input) : verb === 'arm' ? ask('plans.arm', input) : ask('plans.run', input);
    };
    return {
      token: 'a-token',
      monotonicMs: () => clock.monotonicMs(),
      // The server of ours answers in real time.
      wait: async (ms) => {
        await clock.advance(ms);
        await new Promise((resolve) => void setTimeout(resolve, 5));
      },
      fetch: async (address, init) => {
        const result = await answer(address as URL, JSON.parse(typeof init?.body === 'string' ? init.body : '{}'));
        const status = { not_found: 404, conflict: 409 } as Readonly<Record<string, number>>;
        return result.ok ? Response.json(result.value) : Response.json({ detail: result.error.message }, { status: status[result.error.code] ?? 400 });
      },
    };
  }
  const options = (more: Partial<DrillOptions> = {}): DrillOptions => ({ plan: 'to-b', mode: 'drill', surprises: false, url: 'http://127.0.0.1:7420/', timeoutMs: 60_000, json: false, ...more });

  it('runs one to its end and says how it went; a dry run changes nothing', async () => {
    const plans = await given();
    const done = await drillCommand(options(), over(plans));
    expect(done.exitCode).toBe(0);
    expect(done.output).toMatch(/^RUN-0001 Move checkout to B: done\n {2}done .* Step one: HTTP 200\n {2}done .* Step two: HTTP 200\ntook .+, objective 8 min: met\nslowest: Step /);
    const looked = await drillCommand(options({ mode: 'dry-run', json: true }), over(plans));
    expect([looked.exitCode, JSON.parse(looked.output)]).toMatchObject([0, { ok: true, run: { id: 'RUN-0002', mode: 'dry-run', state: 'done' } }]);
    expect(plans.called).toEqual(['drill-one', 'drill-two']);
  });

  it('says what is missing: the plan, a token, a Holdfast; and that a drill waits for a person', async () => {
    const plans = await given();
    plans.answers['drill-one'] = (response) => void response.writeHead(500).end();
    expect(await drillCommand(options({ plan: 'to-c' }), over(plans))).toMatchObject({ exitCode: 2, output: expect.stringContaining('to-c') });
    expect(await drillCommand(options(), { ...over(plans), token: undefined })).toMatchObject({ exitCode: 3, output: expect.stringContaining('HOLDFAST_TOKEN') });
    expect(await drillCommand(options(), { ...over(plans), fetch: () => Promise.reject(new Error('refused')) })).toMatchObject({ exitCode: 3, output: expect.stringContaining('No Holdfast answers at http://127.0.0.1:7420') });
    expect(await drillCommand(options(), over(plans))).toMatchObject({ exitCode: 1, output: expect.stringMatching(/^RUN-0001 is stopped after 1 min: it goes on, and waits for a person where it has stopped\. See http:\/\/127\.0\.0\.1:7420\/continuity\/runs\/RUN-0001\n$/) });
  });
});
