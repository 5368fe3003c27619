import { describe, expect, it } from 'vitest';
import { readDisplay } from '../../../wall/pages.ts';
import { readDisplayChoice, wallAddress } from './display-choice.ts';

describe('the display of this screen', () => {
  it('is the only one unless a person chose otherwise, whatever the browser has stored', () => {
    for (const text of [null, '', '{', '7', 'null', '{"index":0,"of":0}', '{"index":1.5,"of":"2"}']) expect(readDisplayChoice(text)).toEqual({ index: 1, of: 1 });
    expect(readDisplayChoice('{"index":5,"of":3}')).toEqual({ index: 3, of: 3 });
  });
  it('is an address that the wall reads as it was meant', () => {
    expect(wallAddress({ index: 1, of: 1 }, false)).toBe('/wall');
    const address = wallAddress({ index: 2, of: 3 }, true);
    expect(address).toBe('/wall?display=2&displays=3&kiosk=1');
    expect(readDisplay(address.slice('/wall?'.length))).toEqual({ index: 2, of: 3 });
  });
});
