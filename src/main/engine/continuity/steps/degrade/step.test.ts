import { afterEach, describe, expect, it } from 'vitest';
import type { StepProgress } from '../../../../../shared/model/continuity/run.ts';
import { StepConfig, TierConfig } from '../../../../../shared/model/continuity/step-config.ts';
import type { RunMode } from '../../core/state.ts';
import { openSteps } from '../open.ts';
import { NOT_HELD, type StepContext } from '../step.ts';
import { stepDeps } from '../testing/deps.ts';
import { recordingServer } from '../testing/recording-server.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Two services that are switched by their own endpoints. */
async function degrading({ mode = 'live', refuses = '', isSilent = false, isMute = false }: { readonly mode?: RunMode; readonly refuses?: string; readonly isSilent?: boolean; readonly isMute?: boolean } = {}) {
  const modes = new Map([['search', 'reduced'], ['feed', 'full']]);
  const server = await recordingServer(({ method, url, body }) => {
    const service = url.slice(1);
    if (method === 'GET') return { status: isMute ? 503 : 200, text: modes.get(service) ?? '' };
    if (service === refuses) return { status: 409, text: 'busy' };
    modes.set(service, body);
    return { status: isSilent ? 500 : 204, text: '' };
  });
  closing.push(server.close);
  const { url } = server;
  const tier = (service: string, to: string, more: object = {}) => TierConfig.parse({ service, mode: to, request: { method: 'PUT', url: `${url}/${service}`, body: to }, readBack: { http: { url: `${url}/${service}`, expect: { contains: to } } }, ...more });
  const tiers = [tier('search', 'full'), tier('search', 'reduced'), tier('search', 'off', { text: 'Search is off for now.', exit: 'errors are below 1 %' }), tier('feed', 'full'), tier('feed', 'off')];
  const [step] = openSteps({ steps: [StepConfig.parse({ id: 'spare', kind: 'degrade', services: ['search', 'feed'], to: 'off' })], values: {}, programs: [], providers: [], tiers, confirmed: {} }, mode, stepDeps());
  if (step === undefined) throw new Error('no step');
  let told: StepProgress | null = null;
  const context: StepContext = { key: 'shop-1-spare-forward', attempt: 'shop-1-1', abort: new AbortController().signal, tell: (progress) => void (told = progress), told: () => told, wants: () => null, held: NOT_HELD };
  return { step, context, modes: () => Object.fromEntries(modes), told: () => told };
}

describe('a degrade', () => {
  it('switches each service by its own endpoint, remembers the mode before, and puts back exactly that', async () => {
    const { step, context, modes, told } = await degrading();
    expect(await step.look(context)).toMatchObject({ ready: 'yes', live: 'search: reduced, feed: full' });
    expect(await step.perform(context)).toEqual({ outcome: 'done', says: 'search: reduced → off; feed: full → off' });
    expect(modes()).toEqual({ search: 'off', feed: 'off' });
    expect(told()).toEqual({ kind: 'degrade', services: [{ service: 'search', before: 'reduced', to: 'off', isSwitched: true, exit: 'errors are below 1 %' }, { service: 'feed', before: 'full', to: 'off', isSwitched: true }] });
    expect((await step.readBack(context, 'forward')).happened).toBe('yes');
    expect(await step.undo(context)).toEqual({ outcome: 'done', says: 'feed: back to full; search: back to reduced' });
    expect(modes()).toEqual({ search: 'reduced', feed: 'full' });
    expect((await step.readBack(context, 'back')).happened).toBe('yes');
  });

  it('once more after a crash still knows the mode of before, and goes no further where one service refuses', async () => {
    const { step, context, modes } = await degrading();
    await step.perform(context);
    await step.perform(context);
    await step.undo(context);
    expect(modes()).toEqual({ search: 'reduced', feed: 'full' });
    const half = await degrading({ refuses: 'feed' });
    expect(await half.step.perform(half.context)).toMatchObject({ outcome: 'unknown', says: expect.stringMatching(/^done for 1 of 2, then: HTTP 409/) as string });
    expect((await half.step.readBack(half.context, 'forward')).happened).toBe('unknown');
  });

  it('without an answer is read back; with a mode that nothing tells goes back to full', async () => {
    const silent = await degrading({ isSilent: true });
    expect((await silent.step.perform(silent.context)).outcome).toBe('unknown');
    const mute = await degrading({ isMute: true });
    expect(await mute.step.look(mute.context)).not.toHaveProperty('live');
    await mute.step.perform(mute.context);
    expect((await mute.step.readBack(mute.context, 'forward')).happened).toBe('unknown');
    expect(await mute.step.undo(mute.context)).toEqual({ outcome: 'done', says: 'feed: back to full; search: back to full' });
  });

  it('shows what customers are told and when it ends; a drill stops before the call', async () => {
    const { step } = await degrading();
    expect(step.describe()).toMatchObject({ after: 'off', touches: ['service search', 'service feed'], notes: ['search: what customers are to be told: “Search is off for now.”', 'search is switched back when: errors are below 1 %'] });
    expect(step.describe().undo).toHaveLength(2);
    const drill = await degrading({ mode: 'drill' });
    expect(drill.step.frozen).toMatchObject({ effect: false, undoable: false });
    expect(await drill.step.perform(drill.context)).toEqual({ outcome: 'done', says: 'a drill stops here: nothing was changed' });
    expect(drill.modes()).toEqual({ search: 'reduced', feed: 'full' });
  });
});
