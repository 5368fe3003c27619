import type { PlanPreview } from '../../src/shared/model/continuity/plan.ts';
import type { Run } from '../../src/shared/model/continuity/run.ts';
import { sleep } from '../lib/folder.ts';
import type { RunningHoldfast } from '../lib/holdfast.ts';

const REASON = { reason: 'the bench' };

async function send<T>({ url, headers }: RunningHoldfast, method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${url}api/v1${path}`, { method, headers: { ...headers, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** As a person does it: looks, arms, and confirms what was shown. */
async function start(server: RunningHoldfast, plan: string): Promise<string> {
  const { hash, preflight } = await send<PlanPreview>(server, 'POST', `/plans/${plan}/preview`, { mode: 'live' });
  await send(server, 'POST', `/plans/${plan}/arm`, { mode: 'live' });
  const rules = new Set(preflight.checks.filter(({ state, overridable }) => overridable && (state === 'blocked' || state === 'unknown')).map(({ rule }) => rule));
  return (await send<Run>(server, 'POST', `/plans/${plan}/runs`, { mode: 'live', intent: `${plan}-${performance.now()}`, hash, overrides: [...rules].map((rule) => ({ rule, ...REASON })) })).id;
}

export const startAll = (server: RunningHoldfast, plans: readonly string[]): Promise<readonly string[]> => Promise.all(plans.map((plan) => start(server, plan)));

/** The moment in which it was answered. */
export async function pull(server: RunningHoldfast): Promise<number> {
  await send(server, 'POST', '/lever', REASON);
  return performance.now();
}

export const release = async (server: RunningHoldfast): Promise<void> => void (await send(server, 'DELETE', `/lever?${new URLSearchParams(REASON).toString()}`));

/** Ends what stands or runs still: says of what nobody knows that it did not happen, and breaks off. */
export async function endAll(server: RunningHoldfast, runs: readonly string[]): Promise<void> {
  for (const id of runs) {
    for (;;) {
      const { endedAt, epoch, steps } = await server.api<Run>(`/runs/${id}`);
      if (endedAt !== null) break;
      const isUnknown = steps.some(({ state }) => state === 'unknown');
      await send(server, 'POST', `/runs/${id}/${isUnknown ? 'settle' : 'abort'}`, { epoch, ...REASON, ...(isUnknown ? { happened: false } : {}) }).catch(() => sleep(20));
      await sleep(5);
    }
  }
}
