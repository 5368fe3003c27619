import { describe, expect, it } from 'vitest';
import { preventable, strict, StrictEmitter } from './strict.ts';
import { knowScheme, originOf, schemeOf, toChromium, toElectron } from './origins.ts';

describe('what the stand-in does not have', () => {
  const part = strict('app', { quit: () => 'quit' });
  it('is said when it is used, and never undefined', () => {
    expect(part.quit()).toBe('quit');
    expect(() => (part as unknown as { dock: unknown }).dock).toThrow('the Electron stand-in has no app.dock');
    expect(() => ((part as unknown as { dock: unknown }).dock = 1)).toThrow('no app.dock');
  });
  it('is also an event that nobody would ever emit', () => {
    const emitter = strict('Tray', new StrictEmitter('Tray', ['click'], ['balloon-show']));
    const heard: string[] = [];
    emitter.on('click', () => heard.push('click'));
    emitter.on('balloon-show', () => heard.push('balloon'));
    emitter.emit('click');
    expect(heard).toEqual(['click']);
    expect(() => emitter.on('clik', () => undefined)).toThrow("no event 'clik' of Tray");
  });
  it('does not hinder what an app may replace for a test', () => {
    const replaceable: { quit: () => string } = part;
    replaceable.quit = () => 'asked';
    expect(replaceable.quit()).toBe('asked');
  });
});

describe('events', () => {
  it('can be prevented, and say so', () => {
    const event = preventable({ url: 'x' });
    event.preventDefault();
    expect(event).toMatchObject({ url: 'x', defaultPrevented: true });
  });
});

describe('addresses', () => {
  knowScheme('app');
  it.each([
    ['app://ui/wall?display=2', 'https://ui.app.electron-standin.test/wall?display=2'],
    ['https://evil.test/app://ui/', 'https://evil.test/app://ui/'],
    ['other://ui/wall', 'other://ui/wall'],
  ])('%s travels as %s, and back', (ours, theirs) => {
    expect(toChromium(ours)).toBe(theirs);
    expect(toElectron(theirs)).toBe(ours);
  });
  it('have the origin that Chromium gives a standard scheme', () => {
    expect(originOf('https://ui.app.electron-standin.test/wall')).toBe('app://ui');
    expect(originOf('https://evil.test/x')).toBe('https://evil.test');
    expect(originOf('about:blank')).toBe('null');
    expect(schemeOf('app://ui/x')).toBe('app');
    expect(schemeOf('https://evil.test/')).toBeNull();
  });
});
