import { createHash } from 'node:crypto';
import type { EpochMs } from '../../../../shared/model/units.ts';
import type { ActiveAlert, ExpandedSample, RuleState, RuleTiming, Transition } from './alert.ts';
import { ownLabel, sortedNames, type LabelMap } from './template/values.ts';

export type Step =
  | { readonly ok: true; readonly state: RuleState; readonly transitions: readonly Transition[] }
  /** The rule is in error: its state stays what it was. */
  | { readonly ok: false; readonly message: string };

/** Longer than this many intervals without an evaluation, and nothing that is only pending may be carried over (design, "Rule counting"). */
const GAP_INTERVALS = 3;

export const tooMany = (count: number, limit: number): string => `too many series: ${count.toLocaleString('en-US')}, at most ${limit.toLocaleString('en-US')}`;

/** The same for the same labels, whatever their order. */
export function fingerprintOf(labels: LabelMap): string {
  const hash = createHash('sha256');
  for (const name of sortedNames(labels)) hash.update(JSON.stringify([name, ownLabel(labels, name)]));
  return hash.digest('hex').slice(0, 16);
}

/**
 * One evaluation of an alerting rule at time `at`, as Prometheus does it: a set of labels that is there becomes pending; it fires
 * at the first evaluation with at − activeAt ≥ `for` at which it is still there; absent once, it is gone, unless
 * `keep_firing_for` holds one that fires. Two samples with the same labels after those of the rule are an error of the rule.
 *
 * Different from Prometheus, on purpose: after a gap of more than three intervals, or time going backwards, `for` begins again
 * for what is only pending, since nobody looked in between; and a rule over its limit keeps the alerts it has (Prometheus
 * forgets them all), since unknown is never ok.
 * Source: prometheus/prometheus, rules/alerting.go, Eval.
 */
export function stepRule(before: RuleState, samples: readonly ExpandedSample[], at: EpochMs, timing: RuleTiming): Step {
  const present = new Map<string, ExpandedSample>();
  for (const sample of samples) {
    const fingerprint = fingerprintOf(sample.labels);
    if (present.has(fingerprint)) return { ok: false, message: `two series have the same labels once those of the rule are set: ${showLabels(sample.labels)}` };
    present.set(fingerprint, sample);
  }
  const isGap = before.interrupted || (before.evaluatedAt !== null && (at < before.evaluatedAt || at - before.evaluatedAt > GAP_INTERVALS * timing.intervalMs));
  const alerts = new Map<string, ActiveAlert>();
  const transitions: Transition[] = [];
  const keep = (alert: ActiveAlert, was: ActiveAlert['state'] | null): void => {
    alerts.set(alert.fingerprint, alert);
    if (alert.state !== was) transitions.push({ ...alert, resolvedAt: null });
  };
  for (const [fingerprint, alert] of before.alerts) {
    if (present.has(fingerprint)) continue;
    const keepFiringSince = alert.keepFiringSince ?? at;
    if (alert.state === 'firing' && at - keepFiringSince < timing.keepFiringForMs) keep({ ...alert, keepFiringSince }, alert.state);
    else transitions.push({ ...alert, keepFiringSince: null, state: 'resolved', resolvedAt: at });
  }
  for (const [fingerprint, sample] of present) {
    const known = before.alerts.get(fingerprint) ?? null;
    const activeAt = known === null || (isGap && known.state === 'pending') ? at : known.activeAt;
    const fires = known?.state === 'firing' || at - activeAt >= timing.forMs;
    keep({ fingerprint, ...sample, state: fires ? 'firing' : 'pending', activeAt, firedAt: fires ? (known?.firedAt ?? at) : null, keepFiringSince: null, confirmedAt: at }, known?.state ?? null);
  }
  if (alerts.size > timing.limit) return { ok: false, message: tooMany(alerts.size, timing.limit) };
  return { ok: true, state: { alerts, evaluatedAt: at, interrupted: false }, transitions };
}

/** After a suspend, a stall or a step of the clock: `for` begins again at the next evaluation for what is only pending. */
export const interruptRule = (state: RuleState): RuleState => ({ ...state, interrupted: true });

const showLabels = (labels: LabelMap): string => `{${sortedNames(labels).map((name) => `${name}=${JSON.stringify(ownLabel(labels, name))}`).join(', ')}}`.slice(0, 200);
