import type { z } from 'zod';
import { AbsenceRule, BaselineRule, BurnRule, ThresholdRule, type SignalRuleConfig } from '../../../../shared/model/rule-config.ts';
import { readTyped } from '../../../lib/typed-number.ts';
import type { RuleDraft, RuleKind, Subject } from './draft.ts';
import { tidyDuration } from '../../../lib/tidy-duration.ts';

/** A field of the form that something can be wrong with. */
export type Field = 'id' | 'signal' | 'slo' | 'limit' | 'sensitivity' | 'consecutive' | 'lasting' | 'absentFor' | 'minSamples' | 'pairs' | 'minTraffic' | 'keepFiringFor' | 'summary' | 'owner' | 'reviewBy';

export interface Problem {
  /** What was expected. */
  readonly text: string;
  /** Nothing was typed yet: said once somebody tries to save, not before. */
  readonly missing: boolean;
}

export type ReadRule = { readonly ok: true; readonly rule: SignalRuleConfig } | { readonly ok: false; readonly problems: Readonly<Partial<Record<Field, Problem>>> };

const SCHEMA: Readonly<Record<RuleKind, z.ZodType<SignalRuleConfig>>> = { threshold: ThresholdRule, baseline: BaselineRule, absence: AbsenceRule, burn: BurnRule };

const DURATION = 'Expected a duration such as “5m” or “1m30s”';
const EXPECTED: Readonly<Record<Field, string>> = {
  id: 'Expected 1 to 63 letters, digits, “.”, “-” or “_”, beginning with a letter or digit',
  signal: 'Expected a signal',
  slo: 'Expected an objective',
  limit: 'Expected a number',
  sensitivity: 'Expected a number from 2 to 50',
  consecutive: 'Expected a whole number from 1 to 100',
  lasting: DURATION,
  absentFor: DURATION,
  minSamples: 'Expected a whole number from 1 to 1,000,000',
  pairs: 'Expected 1 to 6 pairs, each with a factor above 0 and two durations such as “1h” and “5m”',
  minTraffic: 'Expected a number of 0 or more',
  keepFiringFor: DURATION,
  summary: 'Expected at most 200 characters',
  owner: 'Expected somebody of holdfast.yaml',
  reviewBy: 'Expected a day such as “2027-03-31”',
};

/** Path of the schema → field of the form. */
const FIELD_AT: Readonly<Record<string, Field>> = {
  id: 'id', signal: 'signal', slo: 'slo', 'when.above': 'limit', 'when.below': 'limit', 'when.consecutive': 'consecutive', 'when.for': 'lasting', 'baseline.sensitivity': 'sensitivity', 'baseline.consecutive': 'consecutive', 'baseline.for': 'lasting',
  'absent.for': 'absentFor', 'burn.minSamples': 'minSamples', 'burn.pairs': 'pairs', minTraffic: 'minTraffic', keepFiringFor: 'keepFiringFor', summary: 'summary', owner: 'owner', reviewBy: 'reviewBy',
};

/** What was typed, as a number; what is no number fails the schema. */
const number = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text.trim().replace(',', '.')));
const duration = (text: string): string | undefined => (text.trim() === '' ? undefined : tidyDuration(text));
const words = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());
/** Leaves out what was not typed: an absent key and an undefined one are not the same in a file. */
const given = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Not a number where none was typed: the schema says so. Up is 1 and down is 0, which need not be typed. */
function limitOf({ limit, side }: RuleDraft, subject: Subject | undefined): number {
  const otherwise = subject?.unit === 'bool' ? Number(side === 'below') : Number.NaN;
  const value = readTyped(limit, subject?.unit ?? 'none');
  return value === null ? otherwise : (value ?? Number.NaN);
}

function condition(draft: RuleDraft, subject: Subject | undefined): Record<string, unknown> {
  const counted = { consecutive: number(draft.consecutive), for: duration(draft.lasting) };
  const signal = words(draft.signal);
  switch (draft.kind) {
    case 'threshold':
      return { signal, when: given({ [draft.side]: limitOf(draft, subject), ...counted }) };
    case 'baseline':
      return { signal, baseline: given({ direction: draft.direction, sensitivity: number(draft.sensitivity), season: draft.season, ...counted }) };
    case 'absence':
      return { signal, absent: { for: duration(draft.absentFor) ?? '' } };
    case 'burn':
    default:
      return { slo: words(draft.slo), burn: given({ minSamples: number(draft.minSamples), pairs: draft.ownPairs ? draft.pairs.map(({ factor, long, short, severity }) => given({ factor: number(factor), long: duration(long), short: duration(short), severity: severity === '' ? undefined : severity })) : undefined }) };
  }
}

const isBlank = (draft: RuleDraft, field: Field): boolean => field !== 'pairs' && draft[field].trim() === '';

/** The rule that a form says, judged by the contract's own schema; or what is wrong, by field. */
export function readDraft(draft: RuleDraft, subject: Subject | undefined): ReadRule {
  const { severity, incident } = draft;
  const rule = given({
    id: draft.id.trim(), ...condition(draft, subject), severity, incident: incident === 'usual' ? undefined : incident,
    minTraffic: number(draft.minTraffic), keepFiringFor: duration(draft.keepFiringFor), summary: words(draft.summary), owner: words(draft.owner), reviewBy: words(draft.reviewBy),
  });
  const parsed = SCHEMA[draft.kind].safeParse(rule);
  if (parsed.success && draft.id.trim() !== 'new') return { ok: true, rule: parsed.data };
  const problems: Partial<Record<Field, Problem>> = {};
  if (draft.id.trim() === 'new') problems.id = { text: 'Expected another id: “new” is the address of this form', missing: false };
  for (const { path } of parsed.error?.issues ?? []) {
    const field = FIELD_AT[path.join('.')] ?? FIELD_AT[path.slice(0, 2).join('.')];
    if (field !== undefined) problems[field] ??= { text: EXPECTED[field], missing: isBlank(draft, field) };
  }
  return { ok: false, problems };
}
