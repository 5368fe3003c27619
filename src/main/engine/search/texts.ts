import type { IncidentActor } from '../../../shared/model/incident.ts';
import type { TextKind } from '../../../shared/model/search.ts';
import type { IncidentFact } from '../../../shared/model/timeline.ts';
import type { EpochMs } from '../../../shared/model/units.ts';

/** An entry as far as a search is concerned. */
export interface Said {
  readonly seq: number;
  readonly at: EpochMs;
  readonly actor: IncidentActor;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Field → text; null once it is gone. */
  readonly texts: Readonly<Record<string, string | null | undefined>>;
}

/** A text of an incident that counts now. */
export interface Text {
  readonly kind: TextKind;
  readonly seq: number;
  readonly at: EpochMs;
  readonly by: IncidentActor;
  readonly text: string;
}

interface Rule {
  readonly kind: TextKind;
  readonly fields: readonly string[];
  /** What it speaks of, where a later entry about the same replaces it. */
  readonly about?: (said: Said) => string;
}

const same = (name: string) => (): string => name;
const each = (name: string, key: string) => ({ data }: Said): string => `${name} ${String(data[key])}`;
const verdict = ({ data }: Said): string => `verdict ${String(data['kind'])} ${String(data['ref'])}`;

/**
 * Which texts are searched, by the type of their entry. What Holdfast writes by itself again and again (alerts, escalation, what a
 * proof showed) is not: an alert storm would fill the index with what the rules say anyway.
 */
const RULES: Readonly<Partial<Record<IncidentFact['type'], Rule>>> = {
  opened: { kind: 'title', fields: ['title'], about: same('title') },
  titleChanged: { kind: 'title', fields: ['title'], about: same('title') },
  mitigated: { kind: 'fix', fields: ['how'] },
  resolved: { kind: 'fix', fields: ['how'] },
  note: { kind: 'note', fields: ['text'] },
  updateSent: { kind: 'update', fields: ['text'] },
  updateCorrected: { kind: 'update', fields: ['text'] },
  decided: { kind: 'reason', fields: ['reason'] },
  dismissed: { kind: 'reason', fields: ['reason'] },
  severityChanged: { kind: 'reason', fields: ['reason'] },
  privacyChanged: { kind: 'reason', fields: ['reason'] },
  reopened: { kind: 'reason', fields: ['reason'] },
  instantCorrected: { kind: 'reason', fields: ['reason'] },
  merged: { kind: 'reason', fields: ['reason'] },
  silenceAsked: { kind: 'reason', fields: ['reason'] },
  obligationMet: { kind: 'reason', fields: ['how'] },
  reviewReopened: { kind: 'reason', fields: ['reason'] },
  holdSet: { kind: 'reason', fields: ['reason'] },
  holdLifted: { kind: 'reason', fields: ['reason'] },
  verdictGiven: { kind: 'reason', fields: ['comment'], about: verdict },
  impactSet: { kind: 'impact', fields: ['text', 'source'], about: each('impact', 'field') },
  linkAdded: { kind: 'link', fields: ['label'], about: each('link', 'item') },
  actionAdded: { kind: 'action', fields: ['text'], about: each('action', 'item') },
  correctiveAdded: { kind: 'action', fields: ['text', 'proofNote'], about: each('corrective', 'action') },
  correctiveChanged: { kind: 'action', fields: ['text', 'proofNote'], about: each('corrective', 'action') },
  correctiveRefused: { kind: 'reason', fields: ['reason'] },
  correctiveReopened: { kind: 'reason', fields: ['reason'] },
  correctiveDropped: { kind: 'reason', fields: ['reason'] },
  causeSet: { kind: 'cause', fields: ['name', 'reason'], about: same('cause') },
  factorPut: { kind: 'cause', fields: ['text'], about: each('factor', 'item') },
  whyPut: { kind: 'why', fields: ['question', 'answer'], about: each('why', 'item') },
  sectionEdited: { kind: 'report', fields: ['text'], about: each('section', 'section') },
};

/** What takes texts away again: what they speak of. */
const REMOVALS: Readonly<Partial<Record<IncidentFact['type'], (said: Said) => string>>> = {
  causeRemoved: same('cause'),
  factorRemoved: each('factor', 'item'),
  whyRemoved: each('why', 'item'),
  linkRemoved: each('link', 'item'),
};

/** Types of entries that a search looks at: of the others no row is read. */
export const SEARCHED_TYPES: readonly string[] = [...Object.keys(RULES), ...Object.keys(REMOVALS)];

const lookUp = <T>(table: Readonly<Partial<Record<string, T>>>, type: string): T | undefined => (Object.hasOwn(table, type) ? table[type] : undefined);
const isOwnNote = ({ type, actor }: Said): boolean => type === 'note' && actor.kind === 'holdfast';

/** The texts of an incident that count now, oldest first: without what was replaced, taken away or erased. Takes its entries oldest first. */
export function textsOf(entries: readonly Said[]): Text[] {
  const standing = new Map<string, Said>();
  for (const said of entries) {
    const removed = lookUp(REMOVALS, said.type);
    if (removed !== undefined) remove(standing, removed(said));
    const rule = lookUp(RULES, said.type);
    if (rule === undefined || isOwnNote(said)) continue;
    const key = rule.about?.(said) ?? `row ${said.seq}`;
    standing.delete(key);
    standing.set(key, said);
  }
  return [...standing.values()].flatMap((said) => {
    const { kind, fields } = lookUp(RULES, said.type) ?? { kind: 'note' as const, fields: [] };
    return fields.flatMap((field) => {
      const text = said.texts[field];
      return text === null || text === undefined || text.trim() === '' ? [] : [{ kind, seq: said.seq, at: said.at, by: said.actor, text }];
    });
  });
}

/** A question that is taken away takes those that ask on from its answer with it. */
function remove(standing: Map<string, Said>, key: string): void {
  const said = standing.get(key);
  standing.delete(key);
  if (said?.type !== 'whyPut') return;
  for (const [child, { type, data }] of standing) if (type === 'whyPut' && data['parent'] === said.data['item']) remove(standing, child);
}

/** How it was fixed: the last word of the resolution, else of the mitigation, else why something was decided. */
export function fixOf(entries: readonly Said[], texts: readonly Text[]): Text | null {
  const types = new Map(entries.map(({ seq, type }) => [seq, type]));
  const last = (...wanted: readonly string[]): Text | undefined => texts.findLast(({ seq }) => wanted.includes(types.get(seq) ?? ''));
  return last('resolved') ?? last('mitigated') ?? last('decided') ?? null;
}
