import { z } from 'zod';
import { PersonId, RuleId, ServiceId, SignalId, SloId, SourceId } from './ids.ts';
import { Severity } from './severity.ts';
import { Duration } from './duration-text.ts';

/** What a firing does: opens an incident, proposes one that a person accepts, or only shows on the wall. */
export const IncidentMode = z.enum(['open', 'propose', 'none']);
export type IncidentMode = z.infer<typeof IncidentMode>;

/** What a firing does unless the rule says it: who is woken at night should find an incident open. */
export const defaultMode = (severity: Severity): IncidentMode => (severity === 'P2' ? 'propose' : 'open');

/** What every rule on a signal may say beside its condition. */
const common = {
  id: RuleId.describe('unique among rules'),
  severity: Severity.default('P2').describe('P0 complete outage, P1 partial, P2 minor'),
  incident: IncidentMode.optional().describe('what a firing does: open an incident, propose one, or none; P0 and P1 open, P2 proposes, unless told'),
  minTraffic: z.number().min(0).optional().describe('traffic of the service (in its traffic signal’s unit) below which the state is unknown'),
  keepFiringFor: Duration.optional().describe('how long a firing goes on after the last failed sample'),
  summary: z.string().min(1).max(200).optional().describe('title of the incident; made from service and signal unless told'),
  owner: PersonId.optional().describe('who keeps this rule right'),
  reviewBy: z.iso.date('expected a day such as "2026-12-31"').optional().describe('when it should be looked at again, such as 2026-12-31'),
};

export const ThresholdWhen = z
  .strictObject({
    above: z.number().optional().describe('breached while the value is greater'),
    below: z.number().optional().describe('breached while the value is smaller'),
    consecutive: z.int().min(1).max(100).optional().describe('how many samples in a row must breach'),
    for: Duration.optional().describe('how long it must be breached, in sample time'),
  })
  .refine((when) => (when.above === undefined) !== (when.below === undefined), 'expected exactly one of "above" and "below"');

export const ThresholdRule = z.strictObject({
  ...common,
  signal: SignalId.describe('id of the signal that is judged'),
  when: ThresholdWhen.describe('the limit; exactly one of above and below'),
});
export type ThresholdRuleConfig = z.infer<typeof ThresholdRule>;

export const BaselineRule = z.strictObject({
  ...common,
  signal: SignalId.describe('id of the signal that is judged'),
  baseline: z
    .strictObject({
      direction: z.enum(['above', 'below', 'both']).default('above').describe('which side of what is usual counts as a breach'),
      sensitivity: z.number().min(2).max(50).optional().describe('how far from what is usual, in robust standard deviations; a cautious value unless told'),
      season: z.enum(['auto', 'none', 'daily', 'weekly']).default('auto').describe('rhythm that is learned; auto learns it once enough history is there'),
      consecutive: z.int().min(1).max(100).optional().describe('how many samples in a row must breach'),
      for: Duration.optional().describe('how long it must be breached, in sample time'),
    })
    .describe('compares with what the signal’s own history shows as usual'),
});

export const AbsenceRule = z.strictObject({
  ...common,
  signal: SignalId.describe('id of the signal that is judged'),
  absent: z.strictObject({ for: Duration.default('5m').describe('how long there must be no value while the source answers') }).describe('breached while the source answers and has no value for the signal'),
});

export const BurnRule = z.strictObject({
  ...common,
  slo: SloId.describe('id of the objective whose budget burns'),
  burn: z
    .strictObject({
      minSamples: z.int().min(1).max(1_000_000).default(10).describe('requests (or samples, where traffic is not known) in the short window below which the state is unknown'),
      pairs: z
        .array(
          z.strictObject({
            factor: z.number().gt(0).describe('how many times faster than the budget allows'),
            long: Duration.describe('long window'),
            short: Duration.describe('short window'),
            severity: Severity.optional().describe('severity of this pair; that of the rule unless told'),
          }),
        )
        .min(1)
        .max(6)
        .optional()
        .describe('14.4× over 1h and 5m, 6× over 6h and 30m, 1× over 3d and 6h, scaled to the objective’s window, unless told'),
    })
    .prefault({})
    .describe('multi-window, multi-burn-rate condition'),
});
export type BurnRuleConfig = z.infer<typeof BurnRule>;

/** A Prometheus rule file, as it is. */
export const RuleImport = z.strictObject({
  import: z.string().min(1).describe('Prometheus rule file, relative to this file'),
  source: SourceId.describe('id of the prometheus source that its rules are evaluated against'),
  service: ServiceId.optional().describe('service of alerts without a "service" label that names one'),
  incident: IncidentMode.optional().describe('what a firing does: open an incident, propose one, or none; P0 and P1 open, P2 proposes, unless told'),
  severities: z.record(z.string().min(1).max(60), Severity).optional().describe('value of the "severity" label → severity; unless told, in any case of letters: emergency and p0 are P0; critical, page and p1 are P1; all others P2'),
  every: Duration.default('15s').describe('evaluation interval of groups that name none'),
});
export type RuleImportConfig = z.infer<typeof RuleImport>;

/** A rule on signals: everything in `rules` but imports. */
export const SignalRule = z.union([ThresholdRule, BaselineRule, AbsenceRule, BurnRule]);
export type SignalRuleConfig = z.infer<typeof SignalRule>;

export const SloConfig = z.strictObject({
  id: SloId.describe('unique among objectives'),
  name: z.string().min(1).max(80).optional().describe('shown instead of the id'),
  service: ServiceId.describe('service it is promised for'),
  signal: SignalId.describe('its error rate (ratio of bad requests) or availability signal'),
  traffic: SignalId.optional().describe('traffic signal that weighs the ratio; every sample counts the same unless told'),
  target: z.number().gt(0).lt(100).describe('per cent that must be good, such as 99.9'),
  window: Duration.default('30d').describe('span that the objective is promised over'),
});
export type SloConfig = z.infer<typeof SloConfig>;
