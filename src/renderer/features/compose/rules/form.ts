import { z } from 'zod';
import { Instant } from '../../../../shared/model/instant.ts';
import { UpdateFacts } from '../../../../shared/model/update.ts';
import { fromRfc3339 } from '../../../../shared/model/units.ts';

/** What can be typed of the facts, each as its text. Times are RFC 3339, or as they were typed where that is no time. */
export const FACT_FIELDS = ['services', 'extent', 'customers', 'regions', 'since', 'until', 'symptoms', 'works', 'doing', 'etaFrom', 'etaTo', 'etaAt', 'basis', 'cause', 'confirmed', 'next', 'from', 'to', 'leftOut'] as const;
export type FactField = (typeof FACT_FIELDS)[number];
/** Only what somebody touched: everything else stays as the incident knows it. */
export type Typed = Readonly<Partial<Record<FactField, string>>>;

export type FactService = UpdateFacts['services'][number];

const Kept = z.partialRecord(z.enum(FACT_FIELDS), z.string());

/** What was kept of the form; nothing where that cannot be read. */
export function readTyped(text: string): Typed {
  try {
    const kept = Kept.safeParse(JSON.parse(text === '' ? '{}' : text));
    return kept.success ? kept.data : {};
  } catch {
    return {};
  }
}

const YES = 'yes';
export const isYes = (text: string): boolean => text === YES;
export const yesOr = (checked: boolean): string => (checked ? YES : '');

/** Numbers that are not told, by their labels; a label may hold anything but a line break. */
export const leftOutOf = (text: string): readonly string[] => text.split('\n').filter((label) => label !== '');

/** What stands in each field: as typed, or as it was filled in. */
export function shownOf(base: UpdateFacts, typed: Typed): Readonly<Record<FactField, string>> {
  const eta = base.expectedEnd?.as === 'minutes' ? base.expectedEnd : null;
  const filled: Record<FactField, string> = {
    services: base.services.map(({ name }) => name).join(', '),
    extent: base.extent ?? '',
    customers: base.customers ?? '',
    regions: base.regions.join(', '),
    since: base.since ?? '',
    until: base.until ?? '',
    symptoms: base.symptoms ?? '',
    works: base.works ?? '',
    doing: base.doing ?? '',
    etaFrom: eta === null ? '' : String(eta.from),
    etaTo: eta === null ? '' : String(eta.to),
    etaAt: eta?.saidAt ?? '',
    basis: base.expectedEnd?.basis ?? '',
    cause: base.cause?.text ?? '',
    confirmed: yesOr(base.cause?.confirmed ?? false),
    next: base.nextUpdateAt ?? '',
    from: base.window?.from ?? '',
    to: base.window?.to ?? '',
    leftOut: '',
  };
  return { ...filled, ...typed };
}

export interface ReadFacts {
  readonly facts: UpdateFacts;
  /** What of it cannot be understood, by field; it is left out of the facts, and nothing is kept or sent before it is mended. */
  readonly problems: Readonly<Partial<Record<FactField, string>>>;
}

const parts = (text: string): string[] => text.split(/[,;\n]/).map((part) => part.trim()).filter((part) => part !== '');
const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** The facts that the fields tell. `known`: services of this workspace, which are found by their names. */
export function factsOf(base: UpdateFacts, typed: Typed, known: readonly FactService[]): ReadFacts {
  const shown = shownOf(base, typed);
  const problems: Partial<Record<FactField, string>> = {};
  const instant = (field: 'since' | 'until' | 'next' | 'from' | 'to'): string | null => {
    const text = shown[field].trim();
    if (text === '') return null;
    // What is kept is an instant only where it was understood.
    if (Instant.safeParse(text).success) return text;
    problems[field] = 'Expected a time such as “14:02”';
    return null;
  };
  const minutes = (field: 'etaFrom' | 'etaTo'): number | null => {
    const text = shown[field].trim();
    if (text === '') return null;
    if (/^\d{1,5}$/.test(text) && Number(text) > 0) return Number(text);
    problems[field] = 'Expected whole minutes, such as “60”';
    return null;
  };
  const serviceOf = (name: string): FactService => {
    const same = [...known, ...base.services].find((each) => each.name.toLowerCase() === name.toLowerCase());
    return same === undefined ? { id: null, name: name.slice(0, 200) } : { id: same.id, name: same.name };
  };
  const [least, most] = [minutes('etaFrom'), minutes('etaTo')];
  const [etaFrom, etaTo] = [least ?? most, most ?? least];
  if (etaFrom !== null && etaTo !== null && etaFrom > etaTo) problems.etaTo = 'Expected no less than the shortest';
  const touchedEta = typed.etaFrom !== undefined || typed.etaTo !== undefined;
  const basis = orNull(shown.basis)?.slice(0, 200) ?? null;
  const eta = etaFrom === null || etaTo === null || problems.etaTo !== undefined ? null : { as: 'minutes' as const, from: etaFrom, to: etaTo, saidAt: shown.etaAt, basis };
  const [windowFrom, windowTo] = [instant('from'), instant('to')];
  if ((windowFrom === null) !== (windowTo === null)) problems[windowFrom === null ? 'from' : 'to'] ??= 'Expected both a beginning and an end';
  if (windowFrom !== null && windowTo !== null && (fromRfc3339(windowFrom) ?? 0) >= (fromRfc3339(windowTo) ?? 0)) problems.to = 'Expected an end after the beginning';
  const cause = orNull(shown.cause);
  const leftOut = leftOutOf(shown.leftOut);
  const read = UpdateFacts.safeParse({
    services: typed.services === undefined ? base.services : parts(shown.services).map(serviceOf),
    extent: orNull(shown.extent),
    customers: orNull(shown.customers),
    regions: typed.regions === undefined ? base.regions : parts(shown.regions),
    since: instant('since'),
    until: instant('until'),
    symptoms: orNull(shown.symptoms),
    works: orNull(shown.works),
    doing: orNull(shown.doing),
    expectedEnd: touchedEta || base.expectedEnd?.as === 'minutes' ? eta : base.expectedEnd,
    cause: cause === null ? null : { text: cause, confirmed: isYes(shown.confirmed) },
    nextUpdateAt: instant('next'),
    numbers: base.numbers.filter(({ label }) => !leftOut.includes(label)),
    window: windowFrom === null || windowTo === null || problems.to !== undefined ? null : { from: windowFrom, to: windowTo },
  });
  if (read.success) return { facts: read.data, problems };
  const [issue] = read.error.issues;
  const field = FIELD_OF[String(issue?.path[0] ?? '')] ?? 'symptoms';
  return { facts: base, problems: { ...problems, [field]: issue?.message ?? 'This is too long' } };
}

const FIELD_OF: Readonly<Record<string, FactField>> = { services: 'services', customers: 'customers', regions: 'regions', symptoms: 'symptoms', works: 'works', doing: 'doing', cause: 'cause', expectedEnd: 'etaTo', extent: 'extent' };
