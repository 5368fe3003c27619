import type { LiveEvent } from '../../../shared/contract/events.ts';
import type { CallName } from '../../../shared/contract/contract.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { Client, LiveListener, Platform } from '../../platform/ports.ts';
import { createBrowserShell } from '../../platform/web/browser-shell.ts';
import { printWithBrowser, saveWithBrowser } from '../../platform/web/paper.ts';
import { answerChannels } from './channel-answers.ts';
import { answerCompose } from './compose-answers.ts';
import { answerConsole } from './console-scenes.ts';
import { answerIncidents } from './incident-answers.ts';
import { answerNoMail } from './no-mail-answers.ts';
import { answerPlans } from './plan-answers.ts';
import { answerRecords } from './record-answers.ts';
import { answerReviews } from './review-answers.ts';
import { answerRuns } from './run-answers.ts';
import { answerScorecard } from './scorecard-answers.ts';
import { answerSources } from './source-scenes.ts';
import { snapshotOf, valueAt, type Scene } from './scenes.ts';

const now = (): EpochMs => epochMs(Date.now());
const STEP_MS = 5_000;

function points(scene: Scene, input: { id: string; from: string; to: string; maxPoints?: unknown }): unknown {
  const to = Math.min(Date.parse(input.to), Date.now());
  const from = Date.parse(input.from);
  const step = Math.max(STEP_MS, Math.ceil((to - from) / Number(input.maxPoints ?? 1_000) / STEP_MS) * STEP_MS);
  const items = [];
  // The gap of a source that was away for a while, an hour's third ago.
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    if (at > to - 1_500_000 && at < to - 1_320_000) continue;
    if (scene === 'blind' && ['s0', 's2'].some((id) => input.id.startsWith(`${id}-`)) && at > to - 451_000) continue;
    const value = valueAt(scene, input.id, at, to);
    items.push({ time: toRfc3339(epochMs(at)), min: value, max: value, avg: value, count: 1 });
  }
  return { items };
}

const answer =
  (scene: Scene, born: EpochMs) =>
  async (name: CallName, input: unknown): Promise<Result<unknown>> => {
    if (name === 'signals.points') return ok(points(scene, input as { id: string; from: string; to: string }));
    if (name === 'presence.set') return ok({});
    return answerConsole(scene, born, name) ?? (await answerPlans(scene, born, name, input)) ?? (await answerRuns(scene, born, name, input)) ?? answerSources(scene, now(), name) ?? (await answerReviews(scene, born, name, input)) ?? (await answerScorecard(scene, born, name, input)) ?? (await answerRecords(scene, born, name, input)) ?? answerChannels(scene, born, name, input) ?? (await answerNoMail(scene, born, name, input)) ?? (await answerCompose(scene, born, name, input)) ?? (await answerIncidents(scene, born, name, input)) ?? fail('unavailable', 'This picture has no engine behind it.');
  };

function run(scene: Scene, born: EpochMs, listener: LiveListener): () => void {
  if (scene === 'refused') {
    listener.status('refused');
    return () => undefined;
  }
  if (scene === 'connecting') {
    listener.status('connecting');
    return () => undefined;
  }
  const send = (event: LiveEvent) => listener.event(event);
  listener.status('open');
  send({ event: 'snapshot', data: snapshotOf(scene, now(), born) });
  let n = 0;
  const tick = () => {
    // A stopped engine leaves the link open and says nothing more; an unreachable one takes the link with it.
    if ((scene === 'stopped' || scene === 'scorecardStopped' || scene === 'reviewStopped' || scene === 'sourcesStopped' || scene === 'plansStopped' || scene === 'runsStopped') && n >= 2) return;
    if (scene === 'unreachable' && n >= 2) return listener.status('lost');
    n += 1;
    send({ event: 'tick', data: { now: toRfc3339(now()), n } });
    if (n % 5 === 0) readings();
  };
  const readings = () => {
    for (const signal of snapshotOf(scene, now()).signals)
      if (signal.freshness === 'live' && signal.latest !== null) send({ event: 'reading', data: { ...signal.latest, signal: signal.id, breach: signal.breach, intervalMs: signal.intervalMs } });
  };
  tick();
  const timer = setInterval(tick, 1_000);
  return () => clearInterval(timer);
}

/** A platform whose engine is a picture: for looking at screens in states that are hard to bring about. */
export function createFakePlatform(scene: Scene): Platform {
  const born = now();
  return {
    client: answer(scene, born) as Client,
    live: { open: (listener) => run(scene, born, listener), badEvents: () => 0 },
    shell: createBrowserShell(),
    printing: { makes: 'dialog', print: printWithBrowser },
    saveFile: saveWithBrowser,
    enterPin: async () => fail('unavailable', 'This picture has no engine behind it.'),
    pair: async () => fail('unauthenticated', 'This code is not valid any more. Ask for a new one.'),
  };
}
