import { describe, expect, it } from 'vitest';
import { maySound, SEVERITIES, severityOfLabel } from './severity.ts';

describe('the severity label of a Prometheus alert', () => {
  it.each([
    ['emergency', 'P0'],
    ['P0', 'P0'],
    ['Critical', 'P1'],
    ['page', 'P1'],
    ['p1', 'P1'],
    ['p2', 'P2'],
    ['warning', 'P2'],
    [undefined, 'P2'],
  ])('%s is %s unless told', (label, severity) => {
    expect(severityOfLabel(label)).toBe(severity);
  });

  it('is what the configuration says, as it is written there', () => {
    expect([severityOfLabel('critical', { critical: 'P0' }), severityOfLabel('Critical', { critical: 'P0' })]).toEqual(['P0', 'P1']);
  });
});

it('quiet hours silence a P1, never a P0; a P2 has no sound at all', () => {
  expect(SEVERITIES.map((severity) => maySound(severity, true))).toEqual([true, false, false]);
  expect(SEVERITIES.map((severity) => maySound(severity, false))).toEqual([true, true, false]);
});
