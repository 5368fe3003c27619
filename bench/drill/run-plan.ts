import type { PlanPreview } from '../../src/shared/model/continuity/plan.ts';
import type { Run } from '../../src/shared/model/continuity/run.ts';
import type { RunningHoldfast } from '../lib/holdfast.ts';
import { note } from '../lib/report.ts';
import { whenSo } from './look.ts';

export async function send<T>(server: RunningHoldfast, method: string, path: string, body: object): Promise<T> {
  const response = await fetch(`${server.url}api/v1${path}`, { method, headers: { ...server.headers, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** What pre-flight says of a plan that was never drilled, or that is run because its record is wrong: a person names it and goes on. */
const REASON = 'the drill of the demo';

export interface Clicked {
  readonly run: string;
  /** When the sheet was confirmed: from here on nobody does anything any more. */
  readonly atMs: number;
}

/** As a person does it: looks at what would be done, arms the plan, and confirms exactly what was shown. */
export async function clickPlan(server: RunningHoldfast, plan: string, { incident, parameters = {} }: { readonly incident?: string; readonly parameters?: Readonly<Record<string, string>> } = {}): Promise<Clicked> {
  const preview = await send<PlanPreview>(server, 'POST', `/plans/${plan}/preview`, { mode: 'live', parameters });
  const inTheWay = preview.preflight.checks.filter(({ state }) => state === 'blocked' || state === 'unknown');
  for (const { rule, says } of inTheWay) note(`${plan}: overridden (${rule}): ${says}`);
  await send(server, 'POST', `/plans/${plan}/arm`, { mode: 'live' });
  const atMs = performance.now();
  const overrides = [...new Set(inTheWay.filter(({ overridable }) => overridable).map(({ rule }) => rule))].map((rule) => ({ rule, reason: REASON }));
  const { id } = await send<Run>(server, 'POST', `/plans/${plan}/runs`, { mode: 'live', intent: `drill-${plan}-${Math.round(atMs)}`, hash: preview.hash, parameters, overrides, ...(incident === undefined ? {} : { incident }) });
  return { run: id, atMs };
}

/** A ramp that was broken off three times at one value asks a person, who lets it go on once they have looked. */
async function letGoOn(server: RunningHoldfast, { id, steps }: Run): Promise<void> {
  for (const { id: step, progress } of steps) {
    if (progress?.kind !== 'ramp' || progress.state !== 'held') continue;
    note(`${id}: the ramp asks a person (${progress.conditions.map(({ says, holds }) => `${says}: ${holds}`).join('; ')})`);
    await send(server, 'POST', `/runs/${id}/ramp`, { step, action: 'go', reason: REASON });
  }
}

/** When the run was done; rejects as soon as it stops for a person. */
export async function whenDone(server: RunningHoldfast, run: string, patienceMs: number): Promise<number> {
  return whenSo(`${run} is done`, async () => {
    const now = await server.api<Run>(`/runs/${run}`);
    const { state, steps, why } = now;
    if (state !== 'done' && state !== 'running') throw new Error(`${run} is ${state} (${why ?? 'no reason'}): ${steps.map(({ id, state: phase, outcome }) => `${id} ${phase}: ${outcome ?? ''}`).join('; ')}`);
    await letGoOn(server, now);
    return state === 'done';
  }, patienceMs);
}
