import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Severity } from '../../shared/model/severity.ts';
import { fromRfc3339, toRfc3339, type EpochMs } from '../../shared/model/units.ts';
import { silenceFrom } from './alarm-rules.ts';
import { createSound, type Sound, type SoundState } from './sound.ts';

/** What this screen knows of its own sound; one for the page, so that the rail, the wall and Settings never disagree. */
export interface ScreenSoundState {
  readonly device: SoundState;
  /** Chosen for this screen in Settings; holds until it is taken back, and is shown on every screen. */
  readonly muted: boolean;
  /** On the engine's clock; `silencedUntil` of the rules says whether it still counts. */
  readonly silencedUntil: EpochMs | null;
  /** The last test that could be heard; null before. */
  readonly testedAt: EpochMs | null;
}

export interface ScreenSound {
  readonly store: StoreApi<ScreenSoundState>;
  play(severity: Severity): Promise<boolean>;
  /** Asks for sound out of a click or a key. */
  unlock(): void;
  /** Sounds a P1; dated where it could be heard and the time is known. */
  test(now: EpochMs | null): Promise<void>;
  mute(on: boolean): void;
  silence(now: EpochMs): void;
  hear(): void;
}

/** Where a screen keeps its choices. `lasting` outlives the browser; `brief` is one window's, and ends with it. */
export interface Memories {
  readonly lasting: Pick<Storage, 'getItem' | 'setItem'>;
  readonly brief: Pick<Storage, 'getItem' | 'setItem'>;
}

const MUTED = 'holdfast.sound.muted';
const TESTED = 'holdfast.sound.tested';
const SILENCED = 'holdfast.sound.silencedUntil';

/** A browser may refuse its storage (private mode, policy), as soon as it is touched. */
function attempt<T>(touch: () => T): T | null {
  try {
    return touch();
  } catch {
    return null;
  }
}

const instantIn = (text: string | null): EpochMs | null => (text === null || text === '' ? null : fromRfc3339(text));
const browserMemories: Memories = {
  lasting: { getItem: (key) => attempt(() => localStorage.getItem(key)), setItem: (key, value) => void attempt(() => localStorage.setItem(key, value)) },
  brief: { getItem: (key) => attempt(() => sessionStorage.getItem(key)), setItem: (key, value) => void attempt(() => sessionStorage.setItem(key, value)) },
};

export function createScreenSound(sound: Sound = createSound(), { lasting, brief }: Memories = browserMemories): ScreenSound {
  const store = createStore<ScreenSoundState>(() => ({
    device: sound.state(),
    muted: lasting.getItem(MUTED) === 'true',
    silencedUntil: instantIn(brief.getItem(SILENCED)),
    testedAt: instantIn(lasting.getItem(TESTED)),
  }));
  sound.onState((device) => store.setState({ device }));
  const silenceUntil = (until: EpochMs | null): void => {
    brief.setItem(SILENCED, until === null ? '' : toRfc3339(until));
    store.setState({ silencedUntil: until });
  };
  return {
    store,
    play: (severity) => sound.play(severity),
    unlock: () => void sound.unlock(),
    test: async (now) => {
      await sound.unlock();
      if (!(await sound.play('P1')) || now === null) return;
      lasting.setItem(TESTED, toRfc3339(now));
      store.setState({ testedAt: now });
    },
    mute: (muted) => {
      lasting.setItem(MUTED, String(muted));
      store.setState({ muted });
    },
    silence: (now) => silenceUntil(silenceFrom(now)),
    hear: () => silenceUntil(null),
  };
}

let shared: ScreenSound | null = null;
/** The sound of this page, made when it is first wanted. */
export const screenSound = (): ScreenSound => (shared ??= createScreenSound());
