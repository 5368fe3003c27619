import type { Severity } from '../../shared/model/severity.ts';

/** `blocked`: the browser wants a click or a key first; `silent`: this machine has no sound at all. */
export type SoundState = 'ready' | 'blocked' | 'silent';

export interface Sound {
  state(): SoundState;
  onState(listener: (state: SoundState) => void): () => void;
  /** Plays the tone of a severity once; false when nobody can have heard it. */
  play(severity: Severity): Promise<boolean>;
  /** Asks for sound out of a click or a key, the only moment at which a browser grants it. */
  unlock(): Promise<SoundState>;
  close(): void;
}

interface Tone {
  /** Hz of each beep, in order. */
  readonly notes: readonly number[];
  readonly noteSeconds: number;
  readonly gapSeconds: number;
  readonly gain: number;
}

/**
 * Told apart by rhythm and direction, not by pitch alone: P0 three rising pairs, P1 one falling pair twice, P2 one soft note.
 * All lie between 440 and 1,000 Hz, which small speakers carry and most ears keep.
 */
export const TONES: Readonly<Record<Severity, Tone>> = {
  P0: { notes: [660, 990, 660, 990, 660, 990], noteSeconds: 0.16, gapSeconds: 0.06, gain: 0.5 },
  P1: { notes: [784, 587, 784, 587], noteSeconds: 0.2, gapSeconds: 0.1, gain: 0.35 },
  P2: { notes: [523], noteSeconds: 0.35, gapSeconds: 0, gain: 0.25 },
};

/** Without a ramp of a few milliseconds a tone begins and ends with a click. */
const RAMP_SECONDS = 0.012;

function schedule(audio: AudioContext, tone: Tone): void {
  let at = audio.currentTime + 0.02;
  for (const frequency of tone.notes) {
    const oscillator = new OscillatorNode(audio, { type: 'triangle', frequency });
    const gain = new GainNode(audio, { gain: 0 });
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(tone.gain, at + RAMP_SECONDS);
    gain.gain.setValueAtTime(tone.gain, at + tone.noteSeconds - RAMP_SECONDS);
    gain.gain.linearRampToValueAtTime(0, at + tone.noteSeconds);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(at);
    oscillator.stop(at + tone.noteSeconds);
    at += tone.noteSeconds + tone.gapSeconds;
  }
}

/** Tones made on the spot: no file that could be missing, and no decoder. */
export function createSound(make: () => AudioContext = () => new AudioContext()): Sound {
  const listeners = new Set<(state: SoundState) => void>();
  let audio: AudioContext | null = null;
  try {
    audio = make();
  } catch {
    audio = null;
  }
  const state = (): SoundState => {
    if (!audio || audio.state === 'closed') return 'silent';
    return audio.state === 'running' ? 'ready' : 'blocked';
  };
  const tell = () => {
    for (const listener of listeners) listener(state());
  };
  audio?.addEventListener('statechange', tell);
  return {
    state,
    onState: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    play: async (severity) => {
      if (!audio || state() !== 'ready') return false;
      schedule(audio, TONES[severity]);
      return true;
    },
    unlock: async () => {
      // Outside a gesture the promise of `resume` stays pending for good, so it is not waited for alone.
      if (audio && state() === 'blocked') await Promise.race([audio.resume(), new Promise((done) => setTimeout(done, 500))]);
      return state();
    },
    close: () => {
      listeners.clear();
      void audio?.close();
    },
  };
}
