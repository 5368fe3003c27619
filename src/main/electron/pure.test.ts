import { describe, expect, it } from 'vitest';
import { CrashGuard } from './crash-guard.ts';
import { judgeExternal } from './external.ts';
import { HANG_MS, HangWatch } from './hang-watch.ts';
import { whatWouldStop } from './reasons.ts';
import { IncidentId } from '../../shared/model/ids.ts';
import { NO_STATUS, type IncidentLine } from './status.ts';
import { NO_WINDOWS, parseWindows, placeWindow } from './window-state.ts';

describe('a renderer that dies', () => {
  it('is loaded again, until five deaths in a minute make it a loop', () => {
    const guard = new CrashGuard();
    expect([0, 1, 2, 3, 4].map((i) => guard.died(i * 1_000))).toEqual(['reload', 'reload', 'reload', 'reload', 'safe-view']);
    const patient = new CrashGuard();
    expect([0, 1, 2, 3, 4, 5].map((i) => patient.died(i * 20_000))).toEqual(Array(6).fill('reload'));
  });
});

describe('a page that hangs', () => {
  it('is one that has answered before and then takes nothing for a while', () => {
    const watch = new HangWatch();
    watch.sent(1, 0);
    expect(watch.hung(60_000)).toEqual([]);
    watch.answered(1);
    watch.sent(1, 60_000);
    watch.sent(1, 61_000);
    expect(watch.hung(60_000 + HANG_MS)).toEqual([]);
    expect(watch.hung(60_001 + HANG_MS)).toEqual([1]);
    watch.answered(1);
    expect(watch.hung(60_001 + HANG_MS)).toEqual([]);
  });
  it('is not one that was loaded anew, nor any after a sleep of the machine', () => {
    const watch = new HangWatch();
    for (const id of [1, 2]) {
      watch.sent(id, 0);
      watch.answered(id);
      watch.sent(id, 0);
    }
    watch.forget(1);
    expect(watch.hung(60_000)).toEqual([2]);
    watch.forgetAll();
    expect(watch.hung(60_000)).toEqual([]);
  });
});

describe('what would stop with the app', () => {
  const service = (name: string, kind: 'P0' | 'P1' | 'P2' | 'ok') => ({ id: name, name, kind, inIncident: false });
  it('is nothing while all is well and nobody else looks', () => expect(whatWouldStop({ ...NO_STATUS, services: [service('Login', 'ok'), service('Search', 'P2')] }, false)).toEqual([]));
  it('is each service in P0 or P1, every other screen, and the sign of life', () => {
    expect(whatWouldStop({ ...NO_STATUS, services: [service('Checkout', 'P0'), service('Login', 'P1')], otherScreens: 3 }, true)).toEqual([
      'watching Checkout, which is in P0',
      'watching Login, which is in P1',
      '3 other screens that show what this Holdfast sees',
      'the sign of life to the outside watcher, which will then raise an alarm',
    ]);
  });
  it('is the clocks of every declared incident, by titles that anybody may read', () => {
    const incident = (number: number, given: Partial<IncidentLine> = {}): IncidentLine => ({ id: IncidentId.parse(`INC-2026-00${number}`), severity: 'P0', title: 'Checkout is down', proposed: false, isDrill: false, ...given });
    expect(whatWouldStop({ ...NO_STATUS, incidents: [incident(42), incident(43, { severity: 'P1', title: 'Security event in progress' }), incident(44, { proposed: true }), incident(45, { isDrill: true })] }, false)).toEqual([
      'the clocks and alarms of INC-2026-0042 (P0, Checkout is down), which is open',
      'the clocks and alarms of INC-2026-0043 (P1, Security event in progress), which is open',
      'the clocks and alarms of INC-2026-0045 (drill, P0, Checkout is down), which is open',
    ]);
    expect(whatWouldStop({ ...NO_STATUS, incidents: Array.from({ length: 7 }, (_, n) => incident(10 + n)) }, false).at(-1)).toBe('the clocks and alarms of 2 more open incidents');
  });
  it('is counted rather than listed beyond five services', () => {
    const lines = whatWouldStop({ ...NO_STATUS, services: Array.from({ length: 7 }, (_, n) => service(`Service ${n}`, 'P0')), otherScreens: 1 }, false);
    expect(lines).toHaveLength(7);
    expect(lines.slice(5)).toEqual(['watching 2 more services in P0 or P1', 'one other screen that shows what this Holdfast sees']);
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
