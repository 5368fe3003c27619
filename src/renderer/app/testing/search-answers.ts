import { IncidentId, ServiceId } from '../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../shared/model/incident.ts';
import { RETENTION_KINDS, type RetentionEffect, type RetentionKind } from '../../../shared/model/retention.ts';
import type { SearchHit, SearchText, TextKind } from '../../../shared/model/search.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { ago, HOUR, JON, MIRA } from './incident-scenes.ts';

const DAY = 24 * HOUR;
const person = ({ id, name }: { id: string; name: string }): IncidentActor => ({ kind: 'person', id, name });

/** Marks every `[word]` of a text. */
function marked(text: string): Pick<SearchText, 'text' | 'marks'> {
  const marks: { from: number; to: number }[] = [];
  let plain = '';
  for (const part of text.split(/(\[[^\]]*\])/)) {
    const word = part.startsWith('[') ? part.slice(1, -1) : null;
    if (word !== null) marks.push({ from: plain.length, to: plain.length + word.length });
    plain += word ?? part;
  }
  return { text: plain, marks };
}
const said = (born: EpochMs, kind: TextKind, seq: number, days: number, by: { id: string; name: string }, text: string): SearchText => ({ kind, seq, at: ago(born, days * DAY), by: person(by), ...marked(text) });

const hit = (born: EpochMs, number: number, days: number, title: string, texts: readonly SearchText[], fix: SearchText | null, given: Partial<SearchHit> = {}): SearchHit => {
  const { text, marks } = marked(title);
  return {
    id: IncidentId.parse(`INC-2026-${String(number).padStart(4, '0')}`),
    title: text, titleMarks: [...marks], severity: 'P1', kind: 'infrastructure', state: 'reviewed', standing: 'declared', services: [ServiceId.parse('s0')], isDrill: false, private: false,
    startedAt: ago(born, days * DAY), resolvedAt: ago(born, days * DAY - 2 * HOUR), texts: [...texts], fix, ...given,
  };
};

/** What a search for "expired certificate" finds. */
export const foundOf = (born: EpochMs): SearchHit[] => [
  hit(born, 31, 40, 'Checkout API: TLS [certificate] [expired] at the edge', [said(born, 'cause', 811, 38, MIRA, 'The renewal job ran with a token that had [expired]; nobody watched the [certificate] itself'), said(born, 'note', 790, 40, JON, 'curl says “[certificate] has [expired]” from both regions')], said(born, 'fix', 802, 40, JON, 'Issued a new [certificate] by hand, reloaded the edge proxies one region at a time'), { severity: 'P0' }),
  hit(born, 12, 190, 'Login unreachable for mobile clients', [said(born, 'update', 301, 190, MIRA, 'The mobile app refuses our [certificate]; the web is not affected. Next update in 20 minutes.')], said(born, 'fix', 309, 190, JON, 'Put the intermediate [certificate] back into the chain')),
  hit(born, 8, 255, 'Webhooks of a partner fail', [said(born, 'why', 199, 250, MIRA, 'Why did nobody see it? Their [certificate] had [expired] on a Sunday, and our probe does not judge theirs')], null, { severity: 'P2', state: 'resolved', services: [ServiceId.parse('s2'), ServiceId.parse('s3')] }),
  hit(born, 5, 300, 'Drill: the edge loses its [certificate]', [said(born, 'note', 120, 300, JON, 'Drill over: found after 40 s, [certificate] exchanged after 5 min 10 s')], said(born, 'fix', 121, 300, JON, 'Runbook “edge certificate”, steps 1 to 4'), { isDrill: true, severity: 'P2' }),
  hit(born, 3, 340, `Names without [certificate] ${'averyveryverylongwordwithoutanybreak'.repeat(4)}`, [said(born, 'report', 77, 330, MIRA, `… ${'what was said at length and without an end, '.repeat(5)}[expired] …`)], said(born, 'fix', 80, 340, MIRA, 'الشهادة [certificate] تجددت'), { severity: 'P2', services: [] }),
];

const IDS = Array.from({ length: 50 }, (_, index) => IncidentId.parse(`INC-2024-${String(index + 1).padStart(4, '0')}`));
const SIZES: Readonly<Record<RetentionKind, readonly [count: number, bytes: number, incidents: number, held: number]>> = { texts: [12_034, 3_412_000, 412, 3], evidence: [1_980, 88_400_000, 396, 3], alerts: [40_211, 61_000_000, 401, 0], shiftNotes: [733, 120_400, 0, 0], rollups: [61_000, 44_200_000, 0, 0] };

/** What the settings in use delete (nothing), or what was asked would delete. */
export const effectsOf = (born: EpochMs, asked: Readonly<Record<string, unknown>>): RetentionEffect[] =>
  RETENTION_KINDS.map((kind): RetentionEffect => {
    const wanted = asked[kind];
    const inUse = kind === 'rollups' ? '30d' : kind === 'texts' ? '1825d' : null;
    const keep = wanted === undefined ? inUse : typeof wanted === 'string' && wanted !== 'forever' ? wanted : null;
    const [count, bytes, incidents, held] = keep === null || keep === inUse ? [0, 0, 0, 0] : SIZES[kind];
    return { kind, keep, before: keep === null ? null : ago(born, 365 * DAY), count, bytes, oldest: count === 0 ? null : ago(born, 900 * DAY), newest: count === 0 ? null : ago(born, 366 * DAY), incidents, examples: IDS.slice(0, Math.min(50, incidents)), held, heldExamples: IDS.slice(0, held) };
  });
