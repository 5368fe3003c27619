import { describe, expect, it } from 'vitest';
import { isKiosk, wallAddress } from './use-kiosk.ts';

describe('the address of a wall', () => {
  it('says that it is a kiosk, and keeps its display', () => {
    expect(wallAddress('display=2&displays=3', true)).toBe('/wall?display=2&displays=3&kiosk=1');
    expect(wallAddress('display=2&kiosk=1', false)).toBe('/wall?display=2');
    expect(wallAddress('kiosk=1', false)).toBe('/wall');
  });
  it('is read back', () => {
    expect(isKiosk('kiosk=1')).toBe(true);
    expect(isKiosk('display=1')).toBe(false);
  });
});
