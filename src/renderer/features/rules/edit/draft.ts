import type { Signal } from '../../../../shared/model/entities.ts';
import type { IncidentMode, SignalRuleConfig } from '../../../../shared/model/rule-config.ts';
import type { Severity } from '../../../../shared/model/severity.ts';
import { typedNumber } from '../../../lib/typed-number.ts';

export const RULE_KINDS = ['threshold', 'baseline', 'absence', 'burn'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];
export type Direction = 'above' | 'below' | 'both';
export type Season = 'auto' | 'none' | 'daily' | 'weekly';

/** One pair of windows of a burn rate, as typed. */
export interface PairDraft {
  readonly factor: string;
  readonly long: string;
  readonly short: string;
  readonly severity: Severity | '';
}

/** A rule as it stands in the form: texts as typed, and all kinds side by side, so that going from one to another loses nothing. */
export interface RuleDraft {
  readonly kind: RuleKind;
  readonly id: string;
  readonly signal: string;
  readonly slo: string;
  readonly side: 'above' | 'below';
  /** In the unit in which people type this signal. */
  readonly limit: string;
  readonly direction: Direction;
  readonly sensitivity: string;
  readonly season: Season;
  readonly consecutive: string;
  readonly lasting: string;
  readonly absentFor: string;
  readonly minSamples: string;
  /** False: the usual pairs of windows. */
  readonly ownPairs: boolean;
  readonly pairs: readonly PairDraft[];
  readonly severity: Severity;
  readonly incident: IncidentMode | 'usual';
  readonly minTraffic: string;
  readonly keepFiringFor: string;
  readonly summary: string;
  readonly owner: string;
  readonly reviewBy: string;
}

/** What is known of the signal that a rule is for. */
export type Subject = Pick<Signal, 'id' | 'unit' | 'kind'>;

/** The pairs that are usual for an objective over 30 days, as a start for one's own (SRE workbook, chapter 5, table 5-8). */
const USUAL_PAIRS: readonly PairDraft[] = [
  { factor: '14.4', long: '1h', short: '5m', severity: '' },
  { factor: '6', long: '6h', short: '30m', severity: '' },
];

const EMPTY: RuleDraft = {
  kind: 'threshold', id: '', signal: '', slo: '', side: 'above', limit: '', direction: 'above', sensitivity: '', season: 'auto', consecutive: '3', lasting: '', absentFor: '5m', minSamples: '10', ownPairs: false, pairs: USUAL_PAIRS,
  severity: 'P2', incident: 'usual', minTraffic: '', keepFiringFor: '', summary: '', owner: '', reviewBy: '',
};

/** What is bad for a signal of this kind: too little traffic and availability, too much of everything else. */
const badSide = ({ kind, unit }: Subject): 'above' | 'below' => (kind === 'traffic' || kind === 'availability' || unit === 'bool' ? 'below' : 'above');

/** Turns to another signal: what depends on its unit begins anew. */
export const withSignal = (draft: RuleDraft, subject: Subject | undefined): RuleDraft =>
  subject === undefined ? { ...draft, signal: '' } : { ...draft, signal: subject.id, side: badSide(subject), direction: badSide(subject), limit: draft.signal === subject.id ? draft.limit : '' };

export const newDraft = (subject: Subject | undefined): RuleDraft => withSignal(EMPTY, subject);

/** A rule of holdfast.yaml as a form. `unit`: of its signal. */
export function draftOf(rule: SignalRuleConfig, unit: Subject['unit']): RuleDraft {
  const { id, severity, incident, minTraffic, keepFiringFor, summary, owner, reviewBy } = rule;
  const common: RuleDraft = { ...EMPTY, id, severity, incident: incident ?? 'usual', minTraffic: text(minTraffic), keepFiringFor: keepFiringFor ?? '', summary: summary ?? '', owner: owner ?? '', reviewBy: reviewBy ?? '' };
  if ('slo' in rule) {
    const { minSamples, pairs } = rule.burn;
    return { ...common, kind: 'burn', slo: rule.slo, minSamples: text(minSamples), ownPairs: pairs !== undefined, pairs: pairs?.map((pair) => ({ factor: text(pair.factor), long: pair.long, short: pair.short, severity: pair.severity ?? ('' as const) })) ?? USUAL_PAIRS };
  }
  if ('absent' in rule) return { ...common, kind: 'absence', signal: rule.signal, absentFor: rule.absent.for };
  if ('baseline' in rule) {
    const { direction, season, sensitivity, consecutive, for: lasting } = rule.baseline;
    return { ...common, kind: 'baseline', signal: rule.signal, direction, season, sensitivity: text(sensitivity), consecutive: text(consecutive), lasting: lasting ?? '' };
  }
  const { above, below, consecutive, for: lasting } = rule.when;
  return { ...common, signal: rule.signal, side: above === undefined ? 'below' : 'above', limit: typedNumber(above ?? below ?? null, unit), consecutive: text(consecutive), lasting: lasting ?? '' };
}

const text = (value: number | undefined): string => (value === undefined ? '' : String(value));

const SUFFIX: Readonly<Record<Exclude<RuleKind, 'threshold'>, string>> = { baseline: 'unusual', absence: 'silent', burn: 'budget' };

/** An id that says what the rule watches, and that no other rule has. */
export function suggestId(draft: RuleDraft, subject: Subject | undefined, taken: ReadonlySet<string>): string {
  const what = draft.kind === 'burn' ? draft.slo : draft.signal;
  const suffix = draft.kind !== 'threshold' ? SUFFIX[draft.kind] : subject?.unit === 'bool' ? 'down' : draft.side === 'above' ? 'high' : 'low';
  if (what === '') return '';
  const base = `${what.slice(0, 50)}-${suffix}`;
  const free = (id: string): boolean => !taken.has(id);
  if (free(base)) return base;
  for (let number = 2; ; number++) if (free(`${base}-${number}`)) return `${base}-${number}`;
}
