import { afterEach, describe, expect, it } from 'vitest';
import { IncidentId, type ServiceId } from '../../../src/shared/model/ids.ts';
import type { AnnotatedDashboard } from '../../../src/shared/model/dashboards.ts';
import { durationMs } from '../../../src/shared/model/units.ts';
import { markableIncident, markableRun, type MarkedIncident, type MarkedRun } from '../../../src/main/engine/marks/rules.ts';
import { createMarks } from '../../../src/main/engine/marks/service.ts';
import { createGrafanaClient } from '../../../src/main/engine/sources/grafana/client.ts';
import { GRAFANA_OPERATIONS } from '../../../src/main/engine/sources/grafana/operations.ts';
import type { Marker } from '../../../src/main/engine/sources/source.ts';
import { waitUntil } from '../../../src/main/engine/sources/testing/processes.ts';
import { endpointAt } from '../../../src/main/engine/sources/testing/specs.ts';
import { createManualClock, silentLog } from '../../../src/main/engine/testing/manual-clock.ts';
import { holdToContract } from '../contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../contracts.ts';
import { GRAFANA_TOKEN, startGrafana, type FakeGrafana } from '../grafana.ts';
import { realClock } from '../../../src/main/engine/testing/real-clock.ts';

const START = '2026-11-02T14:02:00Z';
const END = '2026-11-02T14:40:00Z';
const ID = IncidentId.parse('INC-2026-0042');
const instants = (ended: boolean) => ({ impactStartedAt: [{ at: START }], ...(ended ? { resolvedAt: [{ at: END }] } : {}) }) as unknown as MarkedIncident['instants'];
const OPEN: MarkedIncident = { id: ID, title: 'Checkout API: errors <b>5 %</b>', severity: 'P1', standing: 'declared', services: ['checkout' as ServiceId], private: false, isDrill: false, instants: instants(false), closedAt: null, mergedInto: null, importedFrom: null };
const RESOLVED: MarkedIncident = { ...OPEN, instants: instants(true) };
const WRITES: readonly string[] = [GRAFANA_OPERATIONS.addAnnotation.id, GRAFANA_OPERATIONS.changeAnnotation.id];

let grafana: FakeGrafana;
/** What was changed on purpose is refused. */
let mayRefuse = false;
const stops: (() => void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await grafana.stop();
  expect(grafana.problems).toEqual([]);
  if (!mayRefuse) expect(grafana.refused).toEqual([]);
  mayRefuse = false;
});

/** One run of Holdfast. `forgets`: it does not look for what stands there. */
function run(world: { incidents: MarkedIncident[]; runs?: MarkedRun[] }, { forgets = false, drills = false, dashboard }: { forgets?: boolean; drills?: boolean; dashboard?: AnnotatedDashboard } = {}) {
  const clock = createManualClock();
  const client = createGrafanaClient(endpointAt(grafana.url, { auth: { kind: 'bearer', token: GRAFANA_TOKEN }, timeoutMs: durationMs(2_000) }), { clock: realClock }, dashboard);
  const marker: Marker = { ...client.marker, drills, ...(forgets && { find: () => Promise.resolve([]) }) };
  let problem: string | null = null;
  const marks = createMarks({ clock, random: () => 0.5, log: silentLog, marked: () => [...world.incidents.map(markableIncident), ...(world.runs ?? []).map(markableRun)], markers: () => [{ name: 'Grafana', marker }], onProblem: (message) => (problem = message) });
  stops.push(() => marks.close(), () => client.close());
  return {
    problem: () => problem,
    /** Looks again and again, as the engine does, until it is so. */
    until: (what: string, isSo: () => boolean) =>
      waitUntil(what, async () => {
        await clock.advance(5_000);
        marks.tick();
        return isSo();
      }),
  };
}
const there = () => [...grafana.annotations.values()];
const at = (text: string): number => Date.parse(text);

const RUN: MarkedRun = { id: 'RUN-0001', plan: 'to-b', name: 'Move checkout to B', mode: 'live', says: 'runs', startedAt: Date.parse(START), endedAt: null, isPrivate: false };

describe.skipIf(WITHOUT_CONTRACTS)(`runs of plans as annotations in Grafana (${NEEDS_CONTRACTS})`, () => {
  it('one for each, from its start, and ended with it, over a restart', async () => {
    grafana = await startGrafana();
    const world = { incidents: [], runs: [RUN] };
    await run(world).until('it is written', () => there().length === 1);
    expect(there()).toMatchObject([{ text: 'RUN-0001: Move checkout to B (runs)', tags: ['holdfast', 'RUN-0001', 'plan:to-b'], time: at(START), timeEnd: at(START) }]);
    world.runs = [{ ...RUN, says: 'done', endedAt: at(END) }];
    await run(world).until('it has its end', () => there()[0]?.timeEnd === at(END));
    expect(there()).toMatchObject([{ text: 'RUN-0001: Move checkout to B (done)', time: at(START) }]);
  });

  it('a drill only where drills are shown, and nothing of one for a private incident', async () => {
    grafana = await startGrafana();
    const drill: MarkedRun = { ...RUN, mode: 'drill' };
    const real: MarkedRun = { ...RUN, id: 'RUN-0003' };
    const runs = [drill, { ...RUN, id: 'RUN-0002', isPrivate: true }, real];
    await run({ incidents: [], runs }).until('the real one is written', () => there().length > 0);
    expect(there().map(({ tags }) => tags[1])).toEqual(['RUN-0003']);
    await run({ incidents: [], runs }, { drills: true }).until('the drill is written', () => there().length === 2);
    expect(there()[1]).toMatchObject({ text: 'DRILL · RUN-0001: Move checkout to B (runs)', tags: ['holdfast', 'RUN-0001', 'plan:to-b', 'drill'] });
  });
});

describe.skipIf(WITHOUT_CONTRACTS)(`incidents as annotations in Grafana (${NEEDS_CONTRACTS})`, () => {
  it('one for each incident, from its onset, changed with it and ended with it', async () => {
    grafana = await startGrafana();
    const world = { incidents: [OPEN] };
    const { until, problem } = run(world);
    await until('it is written', () => there().length === 1);
    expect(there()).toMatchObject([{ text: 'P1 INC-2026-0042: Checkout API: errors &lt;b>5 %&lt;/b> (open)', tags: ['holdfast', 'INC-2026-0042', 'P1', 'service:checkout'], time: at(START), timeEnd: at(START) }]);
    world.incidents = [{ ...OPEN, severity: 'P0' }];
    await until('it is changed', () => there()[0]?.text.startsWith('P0') === true);
    world.incidents = [RESOLVED];
    await until('it has its end', () => there()[0]?.timeEnd === at(END));
    world.incidents = [OPEN];
    await until('it was opened again', () => there()[0]?.timeEnd === at(START));
    expect(there()).toHaveLength(1);
    expect(problem()).toBeNull();
    expect(grafana.refused).toEqual([]);
    const report = await holdToContract(grafana, [GRAFANA_OPERATIONS.findAnnotations, GRAFANA_OPERATIONS.addAnnotation, GRAFANA_OPERATIONS.changeAnnotation], { Authorization: `Bearer ${GRAFANA_TOKEN}` });
    /* Any text is a list of one tag. */
    expect(report.problems.filter((each) => !each.endsWith('with a mistyped parameter tags'))).toEqual([]);
    expect(report.refused).toBeGreaterThan(10);
    mayRefuse = true;
  });

  it('no second one after a restart, nor after an answer that was lost when it had been written', async () => {
    grafana = await startGrafana();
    grafana.fail({ kind: 'dropped', when: 'after' }, { only: [GRAFANA_OPERATIONS.addAnnotation.id], times: 1 });
    const first = run({ incidents: [OPEN] });
    await first.until('it is known to be there', () => grafana.calls(GRAFANA_OPERATIONS.addAnnotation).length === 1 && grafana.calls(GRAFANA_OPERATIONS.findAnnotations).length === 2 && first.problem() === null);
    await run({ incidents: [RESOLVED] }).until('it has its end', () => there()[0]?.timeEnd === at(END));
    expect(there()).toHaveLength(1);
  });

  it('control: without looking for what is there, both write a second one', async () => {
    grafana = await startGrafana();
    grafana.fail({ kind: 'dropped', when: 'after' }, { only: [GRAFANA_OPERATIONS.addAnnotation.id], times: 1 });
    await run({ incidents: [OPEN] }, { forgets: true }).until('written twice', () => there().length === 2);
    await run({ incidents: [RESOLVED] }, { forgets: true }).until('and again after a restart', () => there().length === 3);
  });

  it('is on the one dashboard that is configured, found there again and ended there', async () => {
    grafana = await startGrafana();
    const world = { incidents: [OPEN] };
    const dashboard = { uid: 'noc', panel: 2 };
    await run(world, { dashboard }).until('it is written', () => there().length === 1);
    expect(there()).toMatchObject([{ dashboardUID: 'noc', panelId: 2 }]);
    world.incidents = [RESOLVED];
    // Grafana moves no annotation: one that was written before stays where it is.
    await run(world, { dashboard: { uid: 'other' } }).until('it has its end', () => there()[0]?.timeEnd === at(END));
    expect(there()).toMatchObject([{ dashboardUID: 'noc', panelId: 2 }]);
    const report = await holdToContract(grafana, [GRAFANA_OPERATIONS.addAnnotation, GRAFANA_OPERATIONS.changeAnnotation], { Authorization: `Bearer ${GRAFANA_TOKEN}` });
    expect(report.problems).toEqual([]);
    mayRefuse = true;
  });

  it('what Grafana does not take is said, and written when it takes it', async () => {
    grafana = await startGrafana();
    grafana.permissions.delete('annotations:create');
    const { until, problem } = run({ incidents: [OPEN] });
    await until('it is said', () => problem() !== null);
    expect(problem()).toBe('An annotation is not in Grafana yet: the token lacks the permission annotations:create (403). It is written as soon as it takes it.');
    grafana.permissions.add('annotations:create');
    await until('it is written', () => there().length === 1 && problem() === null);
  });

  it('of a private incident nothing is written, of one that becomes private only its number stays, and a drill says that it is one', async () => {
    grafana = await startGrafana();
    const world = { incidents: [{ ...OPEN, private: true }, { ...OPEN, id: IncidentId.parse('INC-2026-0043'), isDrill: true }, { ...OPEN, id: IncidentId.parse('INC-2026-0044'), standing: 'proposed' as const }] };
    const real = run({ incidents: [...world.incidents, { ...OPEN, id: IncidentId.parse('INC-2026-0045') }] });
    await real.until('what is real is written', () => there().length === 1);
    expect(there()[0]?.text, 'and the drill is not, where it is not wanted').toContain('INC-2026-0045');
    grafana.annotations.clear();
    const { until } = run(world, { drills: true });
    await until('the drill is written', () => there().length === 1);
    expect(there()[0]).toMatchObject({ text: expect.stringMatching(/^DRILL · P1 INC-2026-0043/) as string, tags: expect.arrayContaining(['drill']) as string[] });
    world.incidents = world.incidents.map((incident) => ({ ...incident, private: true }));
    await until('only the number stays', () => there()[0]?.text === 'INC-2026-0043');
    expect(there()).toMatchObject([{ tags: ['holdfast', 'INC-2026-0043'] }]);
    expect(grafana.seen.filter(({ operationId, sent }) => WRITES.includes(operationId) && sent.includes('0042'))).toEqual([]);
  });
});
