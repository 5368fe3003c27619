import { describe, expect, it } from 'vitest';
import { ServiceId } from '../../shared/model/ids.ts';
import { formatPins, parsePins, togglePin } from './pins.ts';

const id = (text: string) => ServiceId.parse(text);

describe('pins kept on a display', () => {
  it('come back as they were kept', () => {
    const pins = togglePin(togglePin(new Set(), id('checkout')), id('login'));
    expect([...parsePins(formatPins(pins))]).toEqual(['checkout', 'login']);
    expect([...togglePin(pins, id('checkout'))]).toEqual(['login']);
  });

  it.each([null, '', 'nonsense', '{"a":1}', '[1,null,"<b>"]'])('that are damaged (%j) are none, and the wall stands', (text) => {
    expect(parsePins(text).size).toBe(0);
  });
});
