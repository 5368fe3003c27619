import type { ImportMapping } from '../../../shared/contract/incident-inputs.ts';
import { IncidentKind } from '../../../shared/model/incident.ts';
import type { ServiceId } from '../../../shared/model/ids.ts';
import { severityOfLabel, SEVERITIES, type Severity } from '../../../shared/model/severity.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { instantOf } from '../../../shared/time/local-time.ts';
import { isStory, LONGEST_CAUSE_NAME } from './cause-name.ts';
import type { Target } from './mapping.ts';
import type { RawRow } from './read-rows.ts';

/** Instants of an incident in the order in which they can only have happened. */
export const IMPORTED_INSTANTS = ['impactStartedAt', 'detectedAt', 'declaredAt', 'acknowledgedAt', 'mitigatedAt', 'resolvedAt', 'impactEndedAt'] as const;
export type ImportedInstant = (typeof IMPORTED_INSTANTS)[number];

/** A past incident as the file tells it. */
export interface Candidate {
  readonly row: number;
  /** Its name in the other system; empty where it has none. */
  readonly foreignId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly kind: IncidentKind | null;
  readonly services: readonly ServiceId[];
  readonly instants: Readonly<Partial<Record<ImportedInstant, EpochMs>>>;
  readonly cause: string;
  readonly notes: string;
}

export interface CheckedRow {
  readonly row: number;
  readonly title: string | null;
  /** Null where something is wrong that would make it untrue. */
  readonly candidate: Candidate | null;
  readonly problems: readonly string[];
  /** What the file says that no severity and no service is known for. */
  readonly unmapped: { readonly severity: string | null; readonly services: readonly string[] };
}

interface Context {
  readonly mapping: ImportMapping;
  readonly services: readonly { readonly id: ServiceId; readonly name: string }[];
  readonly now: EpochMs;
}

const LABELS: Readonly<Record<ImportedInstant, string>> = { impactStartedAt: 'impact start', detectedAt: 'detection', declaredAt: 'declaration', acknowledgedAt: 'acknowledgement', mitigatedAt: 'mitigation', resolvedAt: 'resolution', impactEndedAt: 'impact end' };
/** No system of today tells of incidents before this. */
const EARLIEST_MS = Date.UTC(1990, 0, 1);
const EPOCH_SECONDS = /^\d{9,10}(?:\.\d+)?$/;
const EPOCH_MS = /^\d{12,13}$/;

function readInstant(text: string, timeZone: string): { at: EpochMs | null; problem: string | null } {
  if (EPOCH_SECONDS.test(text)) return { at: epochMs(Number(text) * 1_000), problem: null };
  if (EPOCH_MS.test(text)) return { at: epochMs(Number(text)), problem: null };
  const found = instantOf(text, timeZone);
  if (found === null) return { at: null, problem: `expected a time such as "2026-03-01T14:02:00Z" or "2026-03-01 14:02" (then of ${timeZone}), found "${text.slice(0, 40)}"` };
  if (found.quirk === 'repeated') return { at: null, problem: `"${text.slice(0, 40)}" came twice in ${timeZone} when clocks went back: write it with its offset` };
  if (found.quirk === 'skipped') return { at: null, problem: `"${text.slice(0, 40)}" did not exist in ${timeZone}: clocks went forward over it` };
  return { at: found.at, problem: null };
}

/** One row held against what an incident can be. */
export function checkRow({ row, values }: RawRow, { mapping, services, now }: Context): CheckedRow {
  const problems: string[] = [];
  const fatal: string[] = [];
  const cell = (target: Target): string => {
    const column = Object.entries(mapping.columns).find(([, mapped]) => mapped === target)?.[0];
    return column === undefined ? '' : (values[column] ?? '').trim();
  };
  const title = cell('title').slice(0, 200);
  if (title === '') fatal.push('title: expected some words');

  const instants = new Map<ImportedInstant, EpochMs>();
  for (const name of IMPORTED_INSTANTS) {
    const text = cell(name);
    if (text === '') continue;
    const { at, problem } = readInstant(text, mapping.timeZone);
    if (problem !== null) fatal.push(`${LABELS[name]}: ${problem}`);
    else if (at !== null && (at > now || at < EARLIEST_MS)) fatal.push(`${LABELS[name]}: expected a time in the past, found "${text.slice(0, 40)}"`);
    else if (at !== null) instants.set(name, at);
  }
  addDuration(cell('durationSeconds'), instants, fatal);
  fatal.push(...impossibleOrder(instants));
  if (fatal.length === 0 && !instants.has('impactStartedAt') && !instants.has('detectedAt') && !instants.has('declaredAt')) fatal.push('expected when it began, was detected or was declared');

  const severityText = cell('severity');
  const severity = severityOf(severityText, mapping);
  if (severity === null) problems.push(severityText === '' ? 'severity: not told, taken as P2' : `severity: "${severityText.slice(0, 40)}" is not mapped, taken as P2`);
  const kindText = cell('kind').toLowerCase();
  const kind = IncidentKind.safeParse(kindText);
  if (kindText !== '' && !kind.success) problems.push(`kind: expected one of ${IncidentKind.options.join(', ')}, found "${kindText.slice(0, 40)}"; left open`);
  const found = readServices(cell('services'), mapping, services);
  problems.push(...found.unknown.map((name) => `service: no service is called "${name.slice(0, 60)}"; imported without it`));
  if (!instants.has('resolvedAt')) problems.push('resolution: not told; taken as over, and when is not recorded');
  if (isStory(cell('cause'))) problems.push(`cause: longer than ${LONGEST_CAUSE_NAME} characters; kept as a note, and not counted as a cause`);
  const unmapped = { severity: severity === null && severityText !== '' ? severityText : null, services: found.unknown };

  if (fatal.length > 0) return { row, title: title === '' ? null : title, candidate: null, problems: [...fatal, ...problems], unmapped };
  const candidate: Candidate = {
    row, title, kind: kind.success ? kind.data : null, severity: severity ?? 'P2', services: found.services, foreignId: cell('id').slice(0, 120),
    instants: Object.fromEntries(instants), cause: cell('cause').slice(0, 4_000), notes: cell('notes').slice(0, 4_000),
  };
  return { row, title, candidate, problems, unmapped };
}

/** How long it took stands for an end that is not told. */
function addDuration(text: string, instants: Map<ImportedInstant, EpochMs>, fatal: string[]): void {
  if (text === '' || instants.has('resolvedAt')) return;
  const seconds = Number(text);
  const start = instants.get('impactStartedAt') ?? instants.get('detectedAt') ?? instants.get('declaredAt');
  if (!Number.isFinite(seconds) || seconds < 0) fatal.push(`duration: expected seconds of 0 or more, found "${text.slice(0, 40)}"`);
  else if (start !== undefined) instants.set('resolvedAt', epochMs(start + seconds * 1_000));
}

/** Pairs that can only have happened in this order; what users felt may end before or after people called it resolved. */
const ORDER: readonly (readonly [ImportedInstant, ImportedInstant])[] = [
  ['impactStartedAt', 'detectedAt'], ['detectedAt', 'declaredAt'], ['detectedAt', 'acknowledgedAt'], ['impactStartedAt', 'mitigatedAt'], ['mitigatedAt', 'resolvedAt'],
  ['impactStartedAt', 'resolvedAt'], ['acknowledgedAt', 'resolvedAt'], ['detectedAt', 'resolvedAt'], ['impactStartedAt', 'impactEndedAt'],
];

const impossibleOrder = (instants: ReadonlyMap<ImportedInstant, EpochMs>): string[] =>
  ORDER.flatMap(([first, second]) => {
    const [a, b] = [instants.get(first), instants.get(second)];
    return a === undefined || b === undefined || a <= b ? [] : [`expected ${LABELS[first]} before ${LABELS[second]}, found it ${Math.round((a - b) / 1_000)} s after`];
  });

function severityOf(text: string, { severities }: ImportMapping): Severity | null {
  const mapped = severities[text];
  if (mapped !== undefined) return mapped;
  const upper = text.toUpperCase();
  const known = SEVERITIES.find((severity) => severity === upper || `SEV${severity.slice(1)}` === upper);
  if (known !== undefined) return known;
  return /^(critical|page|emergency)$/i.test(text) ? severityOfLabel(text) : /^(minor|low|none|maintenance)$/i.test(text) ? 'P2' : /^(major|high)$/i.test(text) ? 'P1' : null;
}

function readServices(text: string, mapping: ImportMapping, services: Context['services']): { services: ServiceId[]; unknown: string[] } {
  const names = text.split(/[,;|]/).map((name) => name.trim()).filter((name) => name !== '');
  const unknown: string[] = [];
  const found = names.flatMap((name) => {
    const lower = name.toLowerCase();
    const id = mapping.services[name] ?? services.find((service) => service.id.toLowerCase() === lower || service.name.toLowerCase() === lower)?.id;
    if (id === undefined) unknown.push(name);
    return id === undefined ? [] : [id];
  });
  return { services: [...new Set(found)], unknown };
}
