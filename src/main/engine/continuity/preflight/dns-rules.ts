import { formatSpan } from '../../../../shared/time/format.ts';
import type { StepConfigOf } from '../../../../shared/model/continuity/step-config.ts';
import type { DnsProviderId, StepId } from '../../../../shared/model/ids.ts';
import { DnsFormatError } from '../../../dns/name.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import type { Finding } from '../dns/authority/two-providers.ts';
import type { ProviderProof } from '../dns/provider.ts';
import { canonicalValues } from '../dns/rules.ts';
import type { SeenStep } from '../plans/opened.ts';
import type { Check } from './check.ts';

/** Whether a provider takes our credentials for the record of a step. */
export interface Proved {
  readonly step: StepId;
  readonly provider: DnsProviderId;
  readonly proof: ProviderProof;
  readonly at: EpochMs;
}

/** How the zone of a step is delegated and served. */
export interface Delegated {
  readonly step: StepId;
  readonly findings: readonly Finding[];
  readonly at: EpochMs;
}

export const credentialChecks = (proofs: readonly Proved[]): Check[] =>
  proofs.map(({ step, provider, proof: { ok, certain, says, tooBroad }, at }): Check => {
    const common = { rule: 'credentials', at, step } as const;
    if (!ok) return { ...common, state: certain ? 'blocked' : 'unknown', says: `${provider}: ${says}` };
    return tooBroad === null ? { ...common, state: 'ok', says: `${provider}: ${says}` } : { ...common, state: 'warning', says: `${provider}: ${tooBroad}` };
  });

const STATE = { blocks: 'blocked', warns: 'warning', unknown: 'unknown', fine: 'ok' } as const;

export const delegationChecks = (delegated: readonly Delegated[]): Check[] =>
  delegated.flatMap(({ step, findings, at }) => findings.map(({ gravity, words }): Check => ({ rule: 'delegation', state: STATE[gravity], says: words, at, step })));

/** How long old answers live, and whether the record is the one that is expected. */
export const recordChecks = (steps: readonly SeenStep[], objectiveMs: number): Check[] =>
  steps.flatMap((seen) => {
    const { step, looked } = seen;
    return step.kind === 'dns' && looked !== null ? [ttlCheck(step, looked, objectiveMs), recordCheck(step, looked)] : [];
  });

type Looked = NonNullable<SeenStep['looked']>;

function ttlCheck({ id, record }: StepConfigOf<'dns'>, { ttlSeconds, at }: Looked, objectiveMs: number): Check {
  const rule = 'ttl' as const;
  if (ttlSeconds === undefined) return { rule, state: 'unknown', says: `the TTL of ${record} cannot be read`, at, step: id };
  const says = `resolvers keep ${record} for ${formatSpan(ttlSeconds * 1_000)}`;
  return ttlSeconds * 1_000 <= objectiveMs ? { rule, state: 'ok', says: `${says}, objective ${formatSpan(objectiveMs)}`, at, step: id } : { rule, state: 'warning', says: `${says}, longer than the objective of ${formatSpan(objectiveMs)}`, at, step: id };
}

function recordCheck({ id, record, type, to, from }: StepConfigOf<'dns'>, { values, at }: Looked): Check {
  const rule = 'record' as const;
  const wanted = readValues(type, to);
  if (wanted === null || wanted.length === 0) return { rule, state: 'blocked', says: `expected values of type ${type}, found ${to.join(', ') || 'none'}: a record set is never left empty`, at, step: id, isFinal: true };
  if (values === undefined) return { rule, state: 'unknown', says: `${type} ${record} cannot be read`, at, step: id };
  const live = [...values].sort();
  const words = live.length === 0 ? 'no such record' : live.join(', ');
  if (isSame(live, wanted)) return { rule, state: 'warning', says: `${type} ${record} is ${words} already`, at, step: id };
  if (from === undefined) return { rule, state: live.length === 0 ? 'warning' : 'ok', says: `${type} ${record} is ${words}`, at, step: id };
  const expected = readValues(type, from) ?? from;
  return isSame(live, expected) ? { rule, state: 'ok', says: `${type} ${record} is ${words}, as expected`, at, step: id } : { rule, state: 'warning', says: `${type} ${record}: expected ${expected.join(', ')}, found ${words}`, at, step: id };
}

const isSame = (one: readonly string[], other: readonly string[]): boolean => one.length === other.length && one.every((value, index) => value === other[index]);

function readValues(type: StepConfigOf<'dns'>['type'], values: readonly string[]): readonly string[] | null {
  try {
    return canonicalValues(type, values);
  } catch (error) {
    if (error instanceof DnsFormatError) return null;
    throw error;
  }
}
