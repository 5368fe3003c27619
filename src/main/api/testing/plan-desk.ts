import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CallInput, CallName, CallOutput } from '../../../shared/contract/contract.ts';
import type { PlanPreview } from '../../../shared/model/continuity/plan.ts';
import type { Run } from '../../../shared/model/continuity/run.ts';
import { PersonId, PlanId } from '../../../shared/model/ids.ts';
import type { Result } from '../../../shared/model/result.ts';
import { silentLog } from '../../engine/testing/manual-clock.ts';
import { realClock } from '../../engine/testing/real-clock.ts';
import { openCore } from './open-core.ts';

const TOKEN = `ada-${'0'.repeat(40)}`;
const MOST_LOOKS = 2_400;
const LOOK_EVERY_MS = 25;

/** Lines of a configuration that one person works with. */
export const DESK_HEAD = `version: 1
workspace: { name: Acme, timeZone: UTC }
people: [{ id: ada, name: Ada Lovelace, rights: [view, publish, operate, approve] }]
services: [{ id: checkout-api, name: Checkout, tier: 1 }]
`;

export interface Sheet {
  readonly tookMs: number;
  readonly preview: PlanPreview;
  /** What pre-flight says by these rules: step, state and words. */
  says(...rules: readonly string[]): string[];
}

/** The whole engine by the machine’s own time, with a person who plans are run by. */
export interface PlanDesk {
  ask<N extends CallName>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>>>;
  /** Throws where it is refused. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  sheet(plan: string): Promise<Sheet>;
  /** Confirms what was shown, and overrides what may be, unless told otherwise. Throws where it is refused. */
  begin(sheet: Pick<Sheet, 'preview'>, overrides?: boolean): Promise<Run>;
  until(run: Pick<Run, 'id'>, is: (run: Run) => boolean): Promise<Run>;
  close(): Promise<void>;
}

export const isSettled = ({ state, steps }: Run): boolean => state !== 'running' || steps.some((step) => step.state === 'approving');

export async function openPlanDesk(config: string, database = ':memory:'): Promise<PlanDesk> {
  const open = await openCore(config, { clock: realClock, log: silentLog, database, presetTokens: [{ person: PersonId.parse('ada'), variable: 'HOLDFAST_TOKENS', hash: createHash('sha256').update(TOKEN).digest() }] });
  let clicks = 0;
  const ask: PlanDesk['ask'] = (name, input) => open.core.call(name, input, { kind: 'bearer', token: TOKEN }) as never;
  const call: PlanDesk['call'] = async (name, input) => {
    const result = await ask(name, input);
    if (!result.ok) throw new Error(`${name}: ${result.error.message} ${JSON.stringify(result.error.details)}`);
    return result.value;
  };
  return {
    ask, call,
    sheet: async (plan) => {
      const beganMs = performance.now();
      const preview = await call('plans.preview', { id: PlanId.parse(plan), mode: 'live', parameters: {} });
      return {
        tookMs: Math.round(performance.now() - beganMs),
        preview,
        says: (...rules) => preview.preflight.checks.filter(({ rule }) => rules.includes(rule)).map(({ step, state, says }) => `${String(step)} ${state}: ${says}`),
      };
    },
    begin: async ({ preview: { plan: id, hash, preflight } }, overrides = true) => {
      const rules = new Set(preflight.checks.filter(({ state, overridable }) => overrides && overridable && (state === 'blocked' || state === 'unknown')).map(({ rule }) => rule));
      await call('plans.arm', { id, mode: 'live' });
      clicks += 1;
      return call('plans.run', { id, mode: 'live', hash, intent: `click-of-${clicks}-at-${String(performance.now())}`, parameters: {}, overrides: [...rules].map((rule) => ({ rule, reason: 'the world is on fire' })), surprises: false });
    },
    until: async ({ id }, is) => {
      for (let look = 0; look < MOST_LOOKS; look += 1) {
        const run = await call('runs.get', { id });
        if (is(run)) return run;
        await pause(LOOK_EVERY_MS);
      }
      throw new Error(`${id} did not become as wanted: ${JSON.stringify(await call('runs.get', { id }))}`);
    },
    close: () => open.close(),
  };
}
