import { describe, expect, it } from 'vitest';
import { versionIn } from './version.ts';

describe('the version of now', () => {
  it.each<[string, string | null]>([
    ['v42', 'v42'],
    ['  v42\r\nbuilt on Monday', 'v42'],
    ['"v42"', 'v42'],
    ['{"name":"checkout","version":"v42","commit":"4f2a"}', 'v42'],
    ['{"Version":"v42"}', 'v42'],
    ['{"commit":"4f2a"}', '4f2a'],
    ['{"status":"ok"}', null],
    ['{"version":42}', null],
    ['{"version":"v42"', null],
    ['[1,2]', null],
    ['<!doctype html><title>v42</title>', null],
    ['', null],
    ['x'.repeat(201), null],
  ])('is read from %j as %j', (text, version) => {
    expect(versionIn(text)).toBe(version);
  });
});
