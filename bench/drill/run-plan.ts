import type { PlanPreview } from '../../src/shared/model/continuity/plan.ts';
import type { Run } from '../../src/shared/model/continuity/run.ts';
import type { RunMode } from '../../src/shared/model/continuity/run.ts';
import { note } from '../lib/report.ts';
import { whenSo } from './look.ts';
import type { Person } from './stage.ts';

/** What pre-flight says of a plan that was never drilled, or that is run because its record is wrong: a person names it and goes on. */
const REASON = 'the drill of the demo';

export interface Clicked {
  readonly run: string;
  /** When the sheet was confirmed: from here on nobody does anything any more, but for whoever approves. */
  readonly atMs: number;
}

interface Click {
  readonly mode?: RunMode;
  readonly incident?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** As a person does it: looks at what would be done, arms the plan, and confirms exactly what was shown. */
export async function clickPlan(person: Person, plan: string, { mode = 'live', incident, parameters = {} }: Click = {}): Promise<Clicked> {
  const preview = await person.send<PlanPreview>('POST', `/plans/${plan}/preview`, { mode, parameters });
  const inTheWay = preview.preflight.checks.filter(({ state }) => state === 'blocked' || state === 'unknown');
  for (const { rule, says } of inTheWay) note(`${plan}: overridden (${rule}): ${says}`);
  await person.send('POST', `/plans/${plan}/arm`, { mode });
  const atMs = performance.now();
  const overrides = [...new Set(inTheWay.filter(({ overridable }) => overridable).map(({ rule }) => rule))].map((rule) => ({ rule, reason: REASON }));
  const { id } = await person.send<Run>('POST', `/plans/${plan}/runs`, { mode, intent: `drill-${plan}-${Math.round(atMs)}`, hash: preview.hash, parameters, overrides, ...(incident === undefined ? {} : { incident }) });
  return { run: id, atMs };
}

/** The second person, who stands behind it as soon as it is asked for. */
export async function approve(person: Person, run: string, patienceMs: number): Promise<void> {
  await whenSo(`${run} waits for approval`, async () => (await person.get<Run>(`/runs/${run}`)).steps.some(({ state }) => state === 'approving'), patienceMs);
  await person.send('POST', `/runs/${run}/approve`, {});
}

/** A ramp that was broken off three times at one value asks a person, who lets it go on once they have looked. */
async function letGoOn(person: Person, { id, steps }: Run): Promise<void> {
  for (const { id: step, progress } of steps) {
    // What a person holds is theirs to let go on.
    if (progress?.kind !== 'ramp' || progress.state !== 'held' || progress.by !== null) continue;
    note(`${id}: the ramp asks a person (${progress.conditions.map(({ says, holds }) => `${says}: ${holds}`).join('; ')})`);
    await person.send('POST', `/runs/${id}/ramp`, { step, action: 'go', reason: REASON });
  }
}

/** When the run was done; rejects as soon as it stops for a person. */
export async function whenDone(person: Person, run: string, patienceMs: number): Promise<number> {
  return whenSo(`${run} is done`, async () => {
    const now = await person.get<Run>(`/runs/${run}`);
    const { state, steps, why } = now;
    if (state !== 'done' && state !== 'running') throw new Error(`${run} is ${state} (${why ?? 'no reason'}): ${steps.map(({ id, state: phase, outcome }) => `${id} ${phase}: ${outcome ?? ''}`).join('; ')}`);
    await letGoOn(person, now);
    return state === 'done';
  }, patienceMs);
}
