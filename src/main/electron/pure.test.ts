import { describe, expect, it } from 'vitest';
import { CrashGuard } from './crash-guard.ts';
import { judgeExternal } from './external.ts';
import { NO_WINDOWS, parseWindows, placeWindow } from './window-state.ts';

describe('a renderer that dies', () => {
  it('is loaded again, until five deaths in a minute make it a loop', () => {
    const guard = new CrashGuard();
    expect([0, 1, 2, 3, 4].map((i) => guard.died(i * 1_000))).toEqual(['reload', 'reload', 'reload', 'reload', 'safe-view']);
    const patient = new CrashGuard();
    expect([0, 1, 2, 3, 4, 5].map((i) => patient.died(i * 20_000))).toEqual(Array(6).fill('reload'));
  });
});

describe('remembered windows', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 };
  it('open where they were left', () => expect(placeWindow({ x: 100, y: 50, width: 800, height: 600 }, [screen])).toMatchObject({ x: 100, width: 800 }));
  it('come back to a screen when theirs was unplugged', () => expect(placeWindow({ x: 4_000, y: 50, width: 800, height: 600 }, [screen])).toEqual({ width: 1440, height: 900 }));
  it.each(['', '{', '{"main":7}', '{"main":null,"walls":[{"displayId":"x"}]}'])('a broken file (%s) is no reason not to start', (text) => expect(parseWindows(text)).toEqual(NO_WINDOWS));
});

describe('links that leave the app', () => {
  const hosts = new Set(['prometheus.acme.test:9090', 'grafana.acme.test']);
  it.each([
    ['https://grafana.acme.test/d/x', true],
    ['http://prometheus.acme.test:9090/graph?g0.expr=up', true],
    ['https://evil.test/', false],
    ['http://prometheus.acme.test/', false],
    ['https://grafana.acme.test@evil.test/', false],
    ['https://user:pw@grafana.acme.test/', false],
    ['file:///etc/passwd', false],
    ['javascript:alert(1)', false],
    ['ms-msdt:/id', false],
    ['\\\\evil\\share', false],
    ['https:grafana.acme.test', true],
    ['https://grafana.acme.test\\@evil.test', true],
    ['', false],
  ])('%s → %s', (url, opens) => expect(judgeExternal(url, hosts) !== null).toBe(opens));
  it('are parsed once and written out again, so that nothing odd in the text survives', () => {
    expect(judgeExternal('https://grafana.acme.test\\@evil.test', hosts)).toBe('https://grafana.acme.test/@evil.test');
  });
});
