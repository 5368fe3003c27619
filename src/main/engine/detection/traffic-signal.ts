import type { SignalId } from '../../../shared/model/ids.ts';
import type { ResolvedConfig } from '../../config/resolved.ts';
import type { ResolvedRule } from '../../config/resolved-rules.ts';

/** The signal that tells how much there was to judge: what the objective names, else the first traffic signal of the service; null where there is none. */
export const trafficSignalOf = (rule: Pick<ResolvedRule, 'slo' | 'service'>, { signals, slos }: Pick<ResolvedConfig, 'signals' | 'slos'>): SignalId | null =>
  rule.slo === null ? (signals.find(({ config }) => config.service === rule.service && config.kind === 'traffic')?.id ?? null) : (slos.find(({ id }) => id === rule.slo)?.traffic ?? null);
