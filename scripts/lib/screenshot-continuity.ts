import type { PlanPreview } from '../../src/shared/model/continuity/plan.ts';
import type { Run, RunMode } from '../../src/shared/model/continuity/run.ts';
import { closeLight, go, openIncidents, openLight, shoot, tileBecomes, type Screen } from './screenshot-camera.ts';

const post = <T>({ server }: Screen, path: string, body: object): Promise<T> => server.api<T>(path, { method: 'POST', body: JSON.stringify(body) });

/** As a person confirms it, without the sheet, of which there are pictures. */
async function begin(screen: Screen, plan: string, mode: RunMode, more: object = {}): Promise<string> {
  const { hash, preflight } = await post<PlanPreview>(screen, `/plans/${plan}/preview`, { mode });
  await post(screen, `/plans/${plan}/arm`, { mode });
  const overrides = [...new Set(preflight.checks.flatMap(({ rule, state, overridable }) => (overridable && (state === 'blocked' || state === 'unknown') ? [rule] : [])))].map((rule) => ({ rule, reason: 'Looked at by hand.' }));
  return (await post<Run>(screen, `/plans/${plan}/runs`, { mode, hash, overrides, intent: `picture-of-${plan}-${mode}`, ...more })).id;
}

async function until(screen: Screen, run: string, is: (run: Run) => boolean): Promise<void> {
  for (let looks = 0; looks < 240; looks += 1) {
    const now = await screen.server.api<Run>(`/runs/${run}`);
    if (is(now)) return;
    if (now.endedAt !== null) throw new Error(`${run} is ${now.state}: ${JSON.stringify(now.steps.map(({ id, state, outcome }) => [id, state, outcome]))}`);
    await screen.page.waitForTimeout(500);
  }
  throw new Error(`${run} did not come as far as its picture`);
}

/** The story of the demo: plans that are ready, a corrupted zone, the sheet, the run, the ramp, a drill and its report. */
export async function continuity(screen: Screen): Promise<void> {
  const { page, server } = screen;
  const setFault = (id: string, active: boolean): Promise<unknown> => server.api(`/demo/faults/${id}`, { method: 'PUT', body: JSON.stringify({ active }) });
  await go(screen, 'continuity');
  await shoot(screen, 'continuity', ['full', 'hd']);
  await go(screen, 'continuity/plans/to-second');
  await shoot(screen, 'plan', ['full', 'hd']);
  const drill = await begin(screen, 'to-second', 'drill');
  await until(screen, drill, ({ endedAt }) => endedAt !== null);
  await go(screen, `continuity/runs/${drill}`);
  await shoot(screen, 'drill-report', ['full', 'hd']);

  await setFault('backlog', true);
  await setFault('dns', true);
  await go(screen, 'wall');
  await tileBecomes(page, 'edge', 'P0');
  await shoot(screen, 'wall-hold-to-fail-over', ['full', 'hd']);
  const incident = (await openIncidents(screen)).find(({ severity }) => severity === 'P0')?.id;
  if (incident === undefined) throw new Error('a corrupted zone opens a P0');
  const sheet = `continuity/plans/to-second/sheet?mode=live&incident=${incident}`;
  await go(screen, sheet);
  await shoot(screen, 'sheet', ['full', 'hd']);
  const light = await openLight(screen, sheet);
  await shoot(light, 'sheet-light');
  await closeLight(light, screen);
  const failover = await begin(screen, 'to-second', 'live', { incident });
  await go(screen, `continuity/runs/${failover}`);
  await shoot(screen, 'run', ['full', 'hd']);
  await until(screen, failover, ({ endedAt }) => endedAt !== null);

  const ramp = await begin(screen, 'jobs-back-in', 'live', { incident });
  // The plan waits until the workers are there again.
  await setFault('backlog', false);
  await until(screen, ramp, ({ steps }) => steps.some(({ progress }) => progress?.kind === 'ramp' && progress.moves.length >= 2));
  await go(screen, `continuity/runs/${ramp}`);
  await shoot(screen, 'ramp', ['full', 'hd']);
  await go(screen, 'continuity/card');
  await page.emulateMedia({ media: 'print' });
  await shoot(screen, 'card-printed');
  await page.emulateMedia({ media: null });
  await server.api('/demo/reset', { method: 'POST', body: '{}' });
}
