import { formatSpan } from '../../../../shared/time/format.ts';
import type { RunMode } from '../../../../shared/model/continuity/run.ts';
import type { StepConfigOf } from '../../../../shared/model/continuity/step-config.ts';
import type { DnsProviderId, StepId } from '../../../../shared/model/ids.ts';
import { DnsFormatError } from '../../../dns/name.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import type { Finding } from '../dns/authority/two-providers.ts';
import type { LiveSet, ProviderProof } from '../dns/provider.ts';
import { canonicalValues } from '../dns/rules.ts';
import { recordOf } from '../steps/dns/rules.ts';
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
  /** The share of resolvers that still ask a provider; null where nobody knows. */
  readonly shares: ReadonlyMap<DnsProviderId, number | null>;
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
export const recordChecks = (steps: readonly SeenStep[], mode: RunMode, objectiveMs: number): Check[] =>
  steps.flatMap((seen) => {
    const { step, looked } = seen;
    const record = step.kind === 'dns' ? recordOf(step, mode) : null;
    if (step.kind !== 'dns' || looked === null || record === null) return [];
    // What users need before is not what drills find.
    const { from } = mode === 'drill' ? {} : step;
    const shown = { ...step, record, from };
    return [ttlCheck(shown, seen, looked.at, objectiveMs), recordCheck(shown, seen, looked.at)];
  });

/** What each provider of the step had; null where one could not be read, or none was. */
function setsOf({ confirmed }: SeenStep): readonly LiveSet[] | null {
  const sets = Array.isArray(confirmed) ? (confirmed as readonly (LiveSet | null)[]) : [];
  return sets.length === 0 || sets.includes(null) ? null : sets.filter((set) => set !== null);
}

/** How long resolvers may keep what is there now: the longest of its providers; null where that is not known. */
export function liveTtlSeconds(seen: SeenStep): number | null {
  const sets = setsOf(seen);
  return sets === null ? null : Math.max(...sets.map(({ ttlSeconds }) => ttlSeconds));
}

type DnsStep = StepConfigOf<'dns'>;

function ttlCheck({ id, record }: DnsStep, seen: SeenStep, at: EpochMs, objectiveMs: number): Check {
  const common = { rule: 'ttl', at, step: id } as const;
  const ttlSeconds = liveTtlSeconds(seen);
  if (ttlSeconds === null) return { ...common, state: 'unknown', says: `the TTL of ${record} cannot be read` };
  const says = `resolvers keep ${record} for ${formatSpan(ttlSeconds * 1_000)}`;
  return ttlSeconds * 1_000 <= objectiveMs ? { ...common, state: 'ok', says: `${says}, objective ${formatSpan(objectiveMs)}` } : { ...common, state: 'warning', says: `${says}, longer than the objective of ${formatSpan(objectiveMs)}` };
}

function recordCheck({ id, record, type, to, from, providers }: DnsStep, seen: SeenStep, at: EpochMs): Check {
  const common = { rule: 'record', at, step: id } as const;
  const wanted = readValues(type, to);
  if (wanted === null || wanted.length === 0) return { ...common, state: 'blocked', says: `expected values of type ${type}, found ${to.join(', ') || 'none'}: a record set is never left empty`, isFinal: true };
  const sets = setsOf(seen);
  if (sets === null) return { ...common, state: 'unknown', says: `${type} ${record} cannot be read${unreadAt(seen, providers)}` };
  const [live = [], ...others] = sets.map(({ values }) => values);
  const words = valuesText(live);
  const odd = others.findIndex((values) => !isSame(values, live));
  if (odd !== -1) return { ...common, state: 'warning', says: `${type} ${record} is ${words} at ${providers[0] ?? ''}, and ${valuesText(others[odd] ?? [])} at ${providers[odd + 1] ?? ''}` };
  if (isSame(live, wanted)) return { ...common, state: 'warning', says: `${type} ${record} is ${words} already` };
  if (from === undefined) return { ...common, state: live.length === 0 ? 'warning' : 'ok', says: `${type} ${record} is ${words}` };
  const expected = readValues(type, from) ?? from;
  return isSame(live, expected) ? { ...common, state: 'ok', says: `${type} ${record} is ${words}, as expected` } : { ...common, state: 'warning', says: `${type} ${record}: expected ${expected.join(', ')}, found ${words}` };
}

/** Which of several providers it is that cannot be read: the others may be changed without them. */
function unreadAt({ confirmed }: SeenStep, providers: DnsStep['providers']): string {
  const unread = Array.isArray(confirmed) ? providers.filter((_, index) => confirmed[index] === null) : [];
  return unread.length === 0 || unread.length === providers.length ? '' : ` at ${unread.join(', ')}`;
}

const valuesText = (values: readonly string[]): string => (values.length === 0 ? 'no such record' : values.join(', '));
const isSame = (one: readonly string[], other: readonly string[]): boolean => one.length === other.length && one.every((value, index) => value === other[index]);

function readValues(type: StepConfigOf<'dns'>['type'], values: readonly string[]): readonly string[] | null {
  try {
    return canonicalValues(type, values);
  } catch (error) {
    if (error instanceof DnsFormatError) return null;
    throw error;
  }
}

/** The share of resolvers that go on asking a provider which takes no change now: while one of two cannot be reached, its part of the world keeps the old records. */
export function keepOldShare(proofs: readonly Proved[], delegated: readonly Delegated[]): number | null {
  const shares = delegated.flatMap(({ step, shares: of }) => {
    const own = proofs.filter(({ step: each, proof }) => each === step && !proof.ok).map(({ provider }) => of.get(provider) ?? null);
    return own.length === 0 || own.includes(null) ? [] : [own.reduce<number>((sum, share) => sum + (share ?? 0), 0)];
  });
  return shares.length === 0 ? null : Math.min(1, Math.max(...shares));
}
