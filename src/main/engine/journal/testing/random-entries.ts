import { AlertId, ServiceId } from '../../../../shared/model/ids.ts';
import type { IncidentFact, WorkspaceFact } from '../../../../shared/model/timeline.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { HOLDFAST, type Journal } from '../journal.ts';
import { ADA, BOB, incidentId } from './open-journal.ts';

const WORDS = ['p95 is up', 'rolled back', '', 'Zürich 🧭 läuft', 'token=hunter2', 'a\nb\u0000c', '"quoted" \\ {}', 'x'.repeat(3_000)];
const CHECKOUT = ServiceId.parse('checkout');

/** Entries of many kinds, with and without texts, and redactions among them; the same for the same random numbers. */
export function appendRandom(journal: Journal, count: number, random: () => number): void {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const words = (): string => `${pick(WORDS)} ${Math.floor(random() * 1e6)}`;
  const incident: (() => IncidentFact)[] = [
    () => ({ type: 'note', data: {}, texts: { text: words() } }),
    () => ({ type: 'acknowledged', data: {}, texts: {} }),
    () => ({ type: 'severityChanged', data: { from: 'P1', to: 'P0' }, texts: { reason: words() } }),
    () => ({ type: 'linkAdded', data: { item: AlertId.parse('l1') as never, kind: 'ticket' }, texts: { label: words(), url: 'https://tickets.acme.test/1' } }),
    () => ({ type: 'impactSet', data: { field: 'money', number: random() * 1e9, known: true }, texts: random() < 0.5 ? { source: words() } : {} }),
    () => ({ type: 'alertFired', data: { alert: AlertId.parse('a1'), rule: 'slow', service: CHECKOUT, severity: 'P1', value: random(), limit: null, startsAt: '2026-01-15T12:00:00.000Z', firedAt: null, noEarlierThan: false }, texts: { summary: words() } }),
  ];
  const workspace: (() => WorkspaceFact)[] = [() => ({ type: 'shiftNote', data: {}, texts: { text: words() } }), () => ({ type: 'seatEnded', data: { seat: words() }, texts: {} })];
  const first = (journal.head()?.seq ?? 0) + 1;
  for (let added = 0; added < count; added += 1) {
    const note = { actor: pick([ADA, BOB, HOLDFAST]), at: epochMs(Date.UTC(2026, 0, 15, 12, 0, added)), ...(random() < 0.3 && { evidence: { kind: 'sample' as const, ref: 'checkout-p95', time: null, value: random() } }) };
    if (random() < 0.25) journal.append(null, pick(workspace)(), note);
    else journal.append(incidentId(1 + Math.floor(random() * 3)), pick(incident)(), note);
    if (random() < 0.12) redactSomething(journal, first + Math.floor(random() * ((journal.head()?.seq ?? 0) - first + 1)), random() < 0.8);
  }
}

function redactSomething(journal: Journal, seq: number, wholly: boolean): void {
  const row = journal.entry(seq);
  const [field, text] = Object.entries(row?.fact.texts ?? {})[0] ?? [];
  if (field === undefined || text === null || journal.about(seq).length > 0) return;
  journal.askRedaction(seq, field, 'personal data', ADA);
  if (wholly) journal.redact(seq, field, BOB);
}
