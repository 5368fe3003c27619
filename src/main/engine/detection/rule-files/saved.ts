import { z } from 'zod';
import { epochMs } from '../../../../shared/model/units.ts';
import type { ActiveAlert, RuleState } from './alert.ts';
import { byBytes } from './template/values.ts';

const Instant = z.number().transform(epochMs);
const Labels = z.record(z.string(), z.string());

const SavedAlert = z.object({
  fingerprint: z.string(),
  labels: Labels,
  seriesLabels: Labels,
  annotations: Labels,
  /** Text, since JSON has no NaN and no infinity. */
  value: z.string().transform(Number),
  state: z.enum(['pending', 'firing']),
  activeAt: Instant,
  firedAt: Instant.nullable(),
  keepFiringSince: Instant.nullable(),
  confirmedAt: Instant,
});

const SavedState = z.object({ evaluatedAt: Instant.nullable(), alerts: z.array(SavedAlert).max(20_000) });
export const SavedRules = z.object({ version: z.literal(1), rules: z.record(z.string(), SavedState) });

/** Alerts of one rule as JSON; what `save` and every change carry. */
export type SavedRule = z.input<typeof SavedState>;
/** All rules of a file by their keys. Rules that never had an alert are not in it. */
export type SavedRuleFile = z.input<typeof SavedRules>;

export const saveRule = ({ alerts, evaluatedAt }: RuleState): SavedRule => ({
  evaluatedAt,
  alerts: [...alerts.values()].sort((a, b) => byBytes(a.fingerprint, b.fingerprint)).map((alert) => ({ ...alert, value: String(alert.value) })),
});

export const restoreRule = (saved: z.output<typeof SavedState>): RuleState => ({
  alerts: new Map(saved.alerts.map((alert): [string, ActiveAlert] => [alert.fingerprint, alert])),
  evaluatedAt: saved.evaluatedAt,
  interrupted: false,
});
