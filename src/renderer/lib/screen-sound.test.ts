import { describe, expect, it } from 'vitest';
import type { Severity } from '../../shared/model/severity.ts';
import { epochMs } from '../../shared/model/units.ts';
import { createScreenSound, type Memories } from './screen-sound.ts';
import type { Sound, SoundState } from './sound.ts';
import { soundStateOf, soundWords } from './use-alarm-sound.ts';

const NOW = epochMs(Date.parse('2026-11-21T14:00:00.000Z'));

function fakeSound(device: SoundState = 'ready'): Sound & { readonly played: Severity[] } {
  const played: Severity[] = [];
  return { played, state: () => device, onState: () => () => undefined, play: async (severity) => (device === 'ready' ? played.push(severity) > 0 : false), unlock: async () => device, close: () => undefined };
}
function memories(): Memories {
  const keep = () => {
    const kept = new Map<string, string>();
    return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  };
  return { lasting: keep(), brief: keep() };
}

describe('the sound of this screen', () => {
  it('remembers over a reload that it is silenced, and ends that by itself', () => {
    const kept = memories();
    createScreenSound(fakeSound(), kept).silence(NOW);
    const again = createScreenSound(fakeSound(), kept).store.getState();
    expect(soundStateOf(again, epochMs(NOW + 599_000))).toBe('silenced');
    expect(soundStateOf(again, epochMs(NOW + 600_000))).toBe('ready');
  });

  it('cannot be silenced for longer by what stands in the browser', () => {
    const kept = memories();
    kept.brief.setItem('holdfast.sound.silencedUntil', '2099-01-01T00:00:00.000Z');
    expect(soundStateOf(createScreenSound(fakeSound(), kept).store.getState(), NOW)).toBe('ready');
    kept.brief.setItem('holdfast.sound.silencedUntil', 'for ever');
    expect(soundStateOf(createScreenSound(fakeSound(), kept).store.getState(), NOW)).toBe('ready');
  });

  it('is silenced for its own window only, and muted for the browser', () => {
    const kept = memories();
    const first = createScreenSound(fakeSound(), kept);
    first.silence(NOW);
    first.mute(true);
    const other = createScreenSound(fakeSound(), { lasting: kept.lasting, brief: memories().brief }).store.getState();
    expect(other.silencedUntil).toBeNull();
    expect(soundStateOf(other, NOW)).toBe('muted');
  });

  it('keeps the date of a test that could be heard, and no other', async () => {
    const kept = memories();
    await createScreenSound(fakeSound('blocked'), kept).test(NOW);
    expect(createScreenSound(fakeSound(), kept).store.getState().testedAt).toBeNull();
    const sound = fakeSound();
    await createScreenSound(sound, kept).test(NOW);
    expect(sound.played).toEqual(['P1']);
    expect(createScreenSound(fakeSound(), kept).store.getState().testedAt).toBe(NOW);
  });

  it.each<[SoundState, boolean, boolean, string]>([
    ['ready', false, false, 'sound on'],
    ['blocked', false, true, 'sound blocked: click once'],
    ['silent', true, false, 'no sound on this machine'],
    ['ready', true, true, 'sound muted'],
    ['ready', false, true, 'silenced for 10:00'],
  ])('says of a device that is %s (muted %s, silenced %s): %s', (device, muted, silenced, words) => {
    const state = soundStateOf({ device, muted, silencedUntil: silenced ? epochMs(NOW + 600_000) : null, testedAt: null }, NOW);
    expect(soundWords({ state, silentFor: silenced ? '10:00' : null })).toBe(words);
  });
});
