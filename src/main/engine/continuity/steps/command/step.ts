import type { Command, Condition } from '../../../../../shared/model/continuity/request-config.ts';
import type { StepConfigOf } from '../../../../../shared/model/continuity/step-config.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { readDuration } from '../../../../config/duration.ts';
import type { RunMode } from '../../core/state.ts';
import { forTargets } from '../filled.ts';
import { CANNOT_BE_READ, NO_WAY_BACK, NOT_IN_A_DRILL, NOTHING_TO_LOOK_AT, together, type Performed, type RunnableStep, type Stop } from '../step.ts';
import { allHappened, type Judge } from '../verify/judge.ts';
import { describeCommand, runCommand, type CommandDeps } from './run.ts';

/** A program that is told to end may take a moment. */
const GRACE_MS = 3_000;

export interface CommandStepDeps extends CommandDeps {
  readonly judge: Judge;
}

export function createCommandStep(step: StepConfigOf<'command'>, mode: RunMode, values: Readonly<Record<string, string>>, deps: CommandStepDeps): RunnableStep {
  const limitMs = readDuration(step.timeout);
  const isDrill = mode === 'drill';
  const commands = isDrill ? (step.drill === undefined ? [] : forTargets(step.drill, step.targets, values)) : forTargets(step.command, step.targets, values);
  const undos = step.undo === undefined || isDrill ? [] : forTargets(step.undo, step.targets, values);
  const conditions = step.readBack === undefined || isDrill ? [] : forTargets<Condition>(step.readBack, step.targets, values);
  const each = async (all: readonly Command[], stop: Stop): Promise<Performed> => {
    const parts: Performed[] = [];
    for (const command of all) {
      const part = await runCommand(command, limitMs, deps, stop);
      parts.push(part);
      if (part.outcome !== 'done') break;
    }
    return together(parts, all.length);
  };
  const describe = (command: Command) => describeCommand(command, deps.allowed);
  return {
    frozen: { id: step.id, kind: 'act', effect: commands.length > 0, guarded: false, undoable: undos.length > 0, repeatable: false, limitMs: durationMs(limitMs * Math.max(1, commands.length) + GRACE_MS), aloneAfterMs: null },
    describe: () => ({ actions: commands.map(describe), touches: [...new Set(commands.map(({ program }) => program))], undo: undos.length === 0 ? null : undos.map(describe) }),
    look: () => Promise.resolve(NOTHING_TO_LOOK_AT),
    perform: (context) => (commands.length === 0 ? Promise.resolve(NOT_IN_A_DRILL) : each(commands, context)),
    undo: (context) => (undos.length === 0 ? Promise.resolve(NO_WAY_BACK) : each(undos, context)),
    readBack: async ({ abort }, way) => (conditions.length === 0 ? CANNOT_BE_READ : allHappened(await Promise.all(conditions.map((condition) => deps.judge(condition, abort))), way)),
  };
}
