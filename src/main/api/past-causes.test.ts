import { parse } from 'csv-parse/sync';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../shared/contract/contract.ts';
import { PersonId } from '../../shared/model/ids.ts';
import { createManualClock, settle, silentLog } from '../engine/testing/manual-clock.ts';
import { openCore } from './testing/open-core.ts';

const EXAMPLE = readFileSync(new URL('../../../resources/examples/incidents.csv', import.meta.url), 'utf8');
const DAY = 86_400_000;
const TOKENS = { ada: 'a'.repeat(40), bob: 'b'.repeat(40) } as const;
const CONFIG = `version: 1
workspace: { name: Acme }
people:
  - { id: ada, name: Ada, rights: [view, publish, operate, admin] }
  - { id: bob, name: Bob, rights: [view] }
services: [${['checkout', 'login', 'payments', 'edge', 'search', 'queue'].map((id) => `{ id: ${id}, name: ${id} }`).join(', ')}]
`;

async function workspace() {
  const clock = createManualClock(Date.parse('2026-11-26T09:00:00Z'));
  const opened = await openCore(CONFIG, { clock, log: silentLog, presetTokens: (['ada', 'bob'] as const).map((id) => ({ person: PersonId.parse(id), variable: 'HOLDFAST_TOKENS' as const, hash: createHash('sha256').update(TOKENS[id]).digest() })) });
  const call = async <N extends CallName>(name: N, input: CallInput<N>, who: keyof typeof TOKENS = 'ada'): Promise<CallOutput<N>> => {
    const asked = opened.core.call(name, input, { kind: 'bearer', token: TOKENS[who] });
    // An import lets others have their turn, by the clock.
    await settle();
    await clock.advance(1);
    const result = await asked;
    if (!result.ok) throw Object.assign(new Error(result.error.message), result.error);
    return result.value as CallOutput<N>;
  };
  const take = (text: string) => call('incidents.import', { format: 'csv', text, commit: true });
  const recurrence = async () => (await call('scorecard.get', { from: '2025-01-01T00:00:00Z', to: '2026-11-26T00:00:00Z' })).metrics.recurrence;
  return { call, take, recurrence, close: () => opened.close() };
}

interface Row {
  readonly 'Started at': string;
  readonly 'Resolved at': string;
  readonly Cause: string;
}
/** How many of the file repeat an earlier one of it, worked out from the file alone. */
function repeatsIn(text: string): { named: number; repeats: number } {
  const rows: Row[] = parse(text, { columns: true });
  const named = rows.filter(({ Cause }) => Cause !== '');
  const start = (row: Row): number => Date.parse(row['Started at']);
  const repeats = named.filter((later) => named.some((row) => row.Cause === later.Cause && row['Resolved at'] !== '' && Date.parse(row['Resolved at']) < start(later) && Date.parse(row['Resolved at']) >= start(later) - 90 * DAY));
  return { named: named.length, repeats: repeats.length };
}

const rowOf = (title: string, day: string, cause: string): string => `title,started at,resolved at,services,cause\n${title},${day}T10:00:00Z,${day}T11:00:00Z,checkout,"${cause}"\n`;

it('causes that a file names are causes of the register, so that recurrence counts over imported history', async () => {
  const { call, take, recurrence, close } = await workspace();
  expect(await recurrence()).toMatchObject({ rate: null, n: 0 });
  expect((await take(EXAMPLE)).imported).toBe(60);
  const { named, repeats } = repeatsIn(EXAMPLE);
  expect(repeats).toBeGreaterThan(5);
  expect(await recurrence()).toMatchObject({ confirmed: repeats, suspected: 0, n: named, of: 60, notClassifiable: 60 - named, rate: repeats / named });

  const causes = await call('causes.list', { limit: 100 });
  const [card] = causes.items.filter(({ name }) => name === 'Card processor answers 503');
  expect(card).toMatchObject({ category: 'unknown', confirmed: 8, suspected: 0 });
  expect(causes.items).toHaveLength(17);
  // A cause that only private incidents had is told to nobody who may not see these.
  expect([causes.items, (await call('causes.list', { limit: 100 }, 'bob')).items].map((items) => items.some(({ name }) => name.startsWith('Passwords leaked')))).toEqual([true, false]);

  // Where it comes from stands in the timeline, and nobody is asked for a review because of it.
  const [first] = (await call('causes.get', { id: card!.id })).incidents;
  const review = await call('reviews.get', { incident: first!.incident });
  expect(review).toMatchObject({ state: 'none', cause: { id: card!.id, name: 'Card processor answers 503', confidence: 'confirmed', reason: 'Named by the file that the incident was imported from.', by: { id: 'ada' } } });
  expect((await call('reviews.list', {})).counts).toMatchObject({ due: 0, open: 0 });
  await close();
});

it('a cause is the same one across imports, whatever its case, and what people made of it stays', async () => {
  const { call, take, recurrence, close } = await workspace();
  await take(rowOf('Nobody can pay', '2026-09-01', 'Card processor answers 503'));
  const listed = async () => (await call('causes.list', {})).items;
  const [known] = await listed();
  const [earlier] = (await call('causes.get', { id: known!.id })).incidents;
  await call('reviews.put', { incident: earlier!.incident, version: 1, cause: { id: known!.id, category: 'dependency', confidence: 'confirmed' } });
  expect((await call('reviews.list', {})).counts.open).toBe(1);

  await take(rowOf('Nobody can pay again', '2026-10-01', '  CARD processor  answers 503 '));
  expect(await listed()).toMatchObject([{ id: known!.id, category: 'dependency', confirmed: 2 }]);
  expect(await recurrence()).toMatchObject({ confirmed: 1, n: 2 });

  expect(await take(rowOf('Nobody can pay again', '2026-10-01', 'Card processor answers 503'))).toMatchObject({ imported: 0, duplicate: 1 });
  // Where the file names none, nothing is shared.
  for (const [day, cause] of [['2026-10-02', 'unknown'], ['2026-10-03', 'Unknown'], ['2026-10-04', 'n/a'], ['2026-10-05', 'x'.repeat(201)]] as const) expect((await take(rowOf(`Slow on ${day}`, day, cause))).imported).toBe(1);
  expect(await listed()).toHaveLength(1);
  expect(await recurrence()).toMatchObject({ confirmed: 1, n: 2, of: 6, notClassifiable: 4 });
  await take(rowOf('Tax wrong', '2026-10-06', 'Tax table loaded early'));
  expect((await listed()).map(({ id }) => id)).toEqual(['CAUSE-0002', 'CAUSE-0001']);
  await close();
});
