import { useEffect, useRef } from 'react';
import type { EpochMs } from '../../shared/model/units.ts';
import { useCall } from '../platform/use-call.ts';
import { decideSound, openMemory, type SoundMemory } from '../lib/alarm-rules.ts';
import type { LiveState } from '../lib/live-state.ts';
import { useLiveStore, useWorkspace } from '../lib/live-store.ts';
import { isQuiet, type QuietHours } from '../lib/quiet-hours.ts';
import { screenSound } from '../lib/screen-sound.ts';
import { soundStateOf, useUnlockedSound } from '../lib/use-alarm-sound.ts';

function step(memory: SoundMemory | null, state: LiveState, now: EpochMs | null, quietHours: QuietHours | undefined): SoundMemory | null {
  const { incidents, alarm, workspace, status } = state;
  // While the engine is silent nobody could acknowledge, and nothing on the screen is known to hold.
  if (workspace === null || now === null || status.state !== 'live') return memory;
  if (memory === null) return openMemory({ now, incidents, alarm });
  const sound = screenSound();
  const decided = decideSound(memory, { now, incidents, alarm, quiet: isQuiet(quietHours, now, workspace.timeZone), deaf: soundStateOf(sound.store.getState(), now) !== 'ready' });
  if (decided.play !== null) void sound.play(decided.play);
  return decided.memory;
}

/** Sounds what the open incidents ask for, on whatever screen is shown. Judged with each change and each tick of the engine. */
export function useAlarms(): void {
  const live = useLiveStore();
  const known = useWorkspace() !== null;
  const policy = useCall('policy.get', {}, { enabled: known });
  const quietHours = policy.data?.incidents.quietHours;
  const memory = useRef<SoundMemory | null>(null);
  useUnlockedSound();
  useEffect(() => {
    const judge = (state: LiveState) => {
      memory.current = step(memory.current, state, live.engineNow(), quietHours);
    };
    judge(live.store.getState());
    return live.store.subscribe(judge);
  }, [live, quietHours]);
}
