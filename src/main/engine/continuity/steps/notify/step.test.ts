import { describe, expect, it } from 'vitest';
import type { StepProgress } from '../../../../../shared/model/continuity/run.ts';
import { StepConfig, type StepConfigOf } from '../../../../../shared/model/continuity/step-config.ts';
import { UpdateId } from '../../../../../shared/model/ids.ts';
import { HoldfastError } from '../../../../../shared/model/result.ts';
import { NOT_HELD, type StepContext } from '../step.ts';
import { createNotifyStep } from './step.ts';
import type { Teller } from './teller.ts';

const STEP = StepConfig.parse({ id: 'tell', kind: 'notify', channels: ['team', 'practice'], text: 'Traffic moves to {{site}}.' }) as StepConfigOf<'notify'>;

/** Channels and what was told there; `dies`: the process ends at this point of the next attempt. */
function told() {
  const drafts: string[] = [];
  const queued = new Set<string>();
  const world = { dies: null as null | 'written' | 'queued', refuses: null as string | null, forgets: false, progress: null as StepProgress | null };
  const teller: Teller = {
    channels: (ids) => ids.map((id) => ({ id, name: id, problem: null, drill: id === 'practice' })),
    write: ({ text }) => {
      drafts.push(text ?? '');
      return { updates: [UpdateId.parse(`UPD-000${drafts.length}`)], notice: null };
    },
    queue: async (_, { updates }) => {
      if (world.refuses !== null) throw new HoldfastError('conflict', world.refuses);
      if (world.dies === 'written') throw new Error('killed');
      for (const id of updates) queued.add(id);
      if (world.dies === 'queued') throw new Error('killed');
    },
    standing: ({ updates }) => ({ isQueued: updates.every((id) => queued.has(id)), says: `${updates.join(', ')}: queued` }),
  };
  const step = createNotifyStep(STEP, 'live', { site: 'B' }, teller);
  const context = (abort = new AbortController().signal): StepContext => ({
    key: 'shop-1-tell-forward', attempt: 'a', abort, incident: null, wants: () => null, held: NOT_HELD,
    tell: (progress) => void (world.progress = abort.aborted || world.forgets ? world.progress : progress),
    told: () => world.progress,
  });
  /** As runs go on after a crash: what was under way is read back, and done again where it was not done. */
  const attempts = async (): Promise<void> => {
    await step.perform(context()).catch(() => {});
    world.dies = null;
    if ((await step.readBack(context(), 'forward')).happened === 'no') await step.perform(context());
  };
  return { step, world, drafts, queued, context, attempts };
}

describe('a notify step whose process dies', () => {
  it.each(['written', 'queued'] as const)('tells once, though it was killed when it was %s', async (dies) => {
    const { world, queued, drafts, attempts } = told();
    world.dies = dies;
    await attempts();
    expect([[...queued], drafts]).toEqual([['UPD-0001'], ['Traffic moves to B.']]);
  });

  it('would tell twice if it did not remember what it wrote', async () => {
    const { world, queued, attempts } = told();
    Object.assign(world, { dies: 'queued', forgets: true });
    await attempts();
    expect([...queued]).toEqual(['UPD-0001', 'UPD-0002']);
  });

  it('queues nothing once it was given up, because what it wrote could not be remembered any more', async () => {
    const { step, context, queued } = told();
    expect(await step.perform(context(AbortSignal.abort()))).toMatchObject({ outcome: 'unknown' });
    expect([...queued]).toEqual([]);
  });
});

describe('a notify step', () => {
  it('shows what it would tell to whom, and cannot be taken back', async () => {
    const { step, context } = told();
    expect(step.describe()).toMatchObject({ actions: [{ to: 'team', lines: [expect.stringContaining('identified'), 'Traffic moves to B.'] }, { to: 'practice' }], undo: null });
    expect(await step.look(context())).toMatchObject({ ready: 'yes', says: 'would tell team, practice' });
    expect(step.frozen).toMatchObject({ effect: true, undoable: false, repeatable: true });
    expect(await step.undo(context())).toMatchObject({ outcome: 'refused', says: expect.stringContaining('cannot be taken back') as string });
  });

  it('stops where what it says is refused, with the sentence that says why', async () => {
    const { step, context, world } = told();
    world.refuses = 'It names a channel that is not in the configuration any more.';
    expect(await step.perform(context())).toEqual({ outcome: 'refused', says: world.refuses });
  });
});
