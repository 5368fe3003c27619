import { z } from 'zod';

export const SEVERITIES = ['P0', 'P1', 'P2'] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

/** What each severity means, as it stands on screen wherever one is chosen. */
export const SEVERITY_MEANING: Readonly<Record<Severity, string>> = {
  P0: 'Complete outage: an essential service cannot be used by anybody.',
  P1: 'Partial outage: some customers, regions or functions are affected, or the service is badly degraded.',
  P2: 'Minor: little or no effect on customers; can be mended in working hours.',
};

/** 0 is the gravest. */
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);
/** Nothing silences a P0, a P1 is silent in quiet hours, a P2 always is. */
export const maySound = (severity: Severity, quiet: boolean): boolean => severity === 'P0' || (severity === 'P1' && !quiet);
export const graver = (a: Severity, b: Severity): Severity => (severityRank(a) <= severityRank(b) ? a : b);

const USUAL_LABELS: Readonly<Record<string, Severity>> = { critical: 'P1', page: 'P1', emergency: 'P0', p0: 'P0', p1: 'P1', p2: 'P2' };

/** What the `severity` label of a Prometheus alert means here: as the configuration maps it, else by what is usual; P2 for anything else. */
export const severityOfLabel = (label: string | undefined, mapped: Readonly<Record<string, Severity>> = {}): Severity =>
  label === undefined ? 'P2' : (mapped[label] ?? USUAL_LABELS[label.toLowerCase()] ?? 'P2');
