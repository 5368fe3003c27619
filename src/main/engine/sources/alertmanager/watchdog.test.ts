import { describe, expect, it } from 'vitest';
import { parseMatcher } from '../../../../shared/model/label-matcher.ts';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { missing, type Watchdog } from './watchdog.ts';

const NOW = epochMs(Date.UTC(2026, 0, 15, 14, 10));
const ago = (seconds: number) => epochMs(NOW - seconds * 1_000);
const watchdog = (changes: Partial<Watchdog> = {}): Watchdog => ({ matchers: [parseMatcher('alertname="Watchdog"')].filter((each) => each !== null), withinMs: durationMs(300_000), by: 'alerts', ...changes });

describe('an alert that always fires', () => {
  it('may be silent as long as is allowed, and not longer', () => {
    expect(missing(watchdog(), ago(300), null, NOW)).toBeNull();
    expect(missing(watchdog(), ago(469), null, NOW)).toBe('Watchdog has not arrived since 14:02:11 UTC: Prometheus may not be evaluating rules, or cannot reach this Alertmanager');
  });

  it('that was never seen where it could have been is missing at once', () => {
    expect(missing(watchdog(), null, null, NOW)).toBe('Watchdog is not among its alerts: Prometheus may not be evaluating rules, or cannot reach this Alertmanager');
  });

  it('that is only sent is waited for from the start on', () => {
    expect(missing(watchdog({ by: 'webhook' }), null, ago(299), NOW)).toBeNull();
    expect(missing(watchdog({ by: 'webhook' }), null, ago(301), NOW)).toBe('Watchdog has not been sent here since 14:04:59 UTC: Alertmanager may not be sending it here, or Prometheus may not be evaluating rules');
    expect(missing(watchdog({ by: 'webhook' }), ago(10), ago(900), NOW)).toBeNull();
  });

  it('without a name is called by what its labels are like', () => {
    const matchers = ['severity="none"', 'alertname=~"Dead.*"'].flatMap((text) => parseMatcher(text) ?? []);
    expect(missing(watchdog({ matchers }), null, null, NOW)).toContain('severity="none", alertname=~"Dead.*" is not among');
  });
});
