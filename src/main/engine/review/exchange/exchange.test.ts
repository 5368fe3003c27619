import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentId } from '../../../../shared/model/ids.ts';
import { ItemId, SignalId } from '../../../../shared/model/ids.ts';
import type { Review } from '../../../../shared/model/review.ts';
import type { TimelineEvent } from '../../../../shared/model/timeline.ts';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { ADA, BOB, COMMS, WALL } from '../../incidents/testing/open-incidents.ts';
import { openReports } from '../testing/open-reports.ts';
import { checkFile, digest } from './check.ts';
import { readFile, type IncidentFile } from './file.ts';
import { openKey } from './key.ts';

const P95 = SignalId.parse('checkout-p95');

type World = ReturnType<typeof openReports>;

/** A P1 with everything a review has: roles, a note that was redacted, evidence, whys, a cause, an action that was proved, an edited part. */
async function lived(world: World): Promise<IncidentId> {
  const { clock } = world;
  const id = world.fires('slow', { agoMs: 70_000 });
  if (id === null) throw new Error('no incident');
  await clock.advance(durationMs(60_000));
  world.act(id, { type: 'acknowledge' });
  world.act(id, { type: 'takeRole', role: 'incidentCommander' });
  const secret = world.act(id, { type: 'note', text: 'The password is hunter2' }).version;
  const note = world.journal.stream(id)[secret - 1];
  world.act(id, { type: 'askRedaction', seq: note?.seq ?? 0, field: 'text', reason: 'A password' }, ADA);
  world.act(id, { type: 'approveRedaction', seq: note?.seq ?? 0, field: 'text' }, BOB);
  world.act(id, { type: 'note', text: 'Database at 90 %\n<script>alert(1)</script>', at: world.now() }, BOB);
  world.act(id, { type: 'setImpact', field: 'customers', number: 1200, source: 'Support' });
  await clock.advance(durationMs(600_000));
  world.ends('slow');
  world.act(id, { type: 'mitigate', how: 'failed over' });
  world.act(id, { type: 'resolve', how: 'restarted it' });
  world.froze(id, epochMs(clock.nowMs() - 3_600_000), clock.nowMs(), (time) => Math.sin(time / 77_777) + 2);
  world.put(id, {
    cause: { name: 'DNS file corrupted', category: 'change', confidence: 'confirmed' },
    whys: [
      { id: ItemId.parse('w1'), question: 'Why did it fail?', answer: 'Names did not resolve', evidence: { kind: 'sample', ref: 'checkout-p95', time: null, value: 2.4 } },
      { id: ItemId.parse('w2'), parent: ItemId.parse('w1'), question: 'Why not?', answer: 'The zone file was truncated' },
    ],
    factors: [{ id: ItemId.parse('f1'), text: 'No check before the reload', category: 'process' }],
    sections: { summary: 'Nobody could pay for **ten** minutes.' },
  });
  const { id: action } = world.add(id);
  world.step(action, { type: 'offerLink', label: 'Dashboard', url: 'https://grafana.acme.test/d/1' }, ADA);
  world.step(action, { type: 'confirmLink' }, BOB);
  return id;
}

const exported = async (world: World, id: IncidentId): Promise<string> => (await world.reports.export(id, 'json', ADA)).data;
const fileOf = (text: string): IncidentFile => JSON.parse(text) as IncidentFile;

/** A review without what names things by the numbers of one workspace. */
const withoutNumbers = (review: Review, strip: (id: string) => string) => ({
  ...review,
  incident: '', cause: review.cause === null ? null : { ...review.cause, id: null, by: review.cause.by.name },
  whys: review.whys.map((why) => ({ ...why, by: why.by.name })),
  factors: review.factors.map((factor) => ({ ...factor, by: factor.by.name })),
  sections: Object.fromEntries(Object.entries(review.sections).map(([name, section]) => [name, { ...section, by: section.by.name }])),
  actions: review.actions.map((action) => ({ ...action, id: '', incident: '', cause: action.cause?.name, by: action.by.name, link: action.link && { ...action.link, by: action.link.by.name }, proved: action.proved && { ...action.proved, by: action.proved.by.name } })),
  used: [], earlier: [], suggestions: [], missing: [], repeats: null,
  lead: strip(review.lead?.name ?? ''),
});
const told = ({ at, recordedAt, actor, type, evidence, fromMemory, redacted, count }: TimelineEvent) => ({ at, recordedAt, actor: actor.name, type, evidence, fromMemory, redacted, count });

describe('an incident that travels to another workspace', () => {
  it('is the same there: instants, timeline, evidence, whys, cause and actions, under a number of its own', async () => {
    const [there, here] = [openReports('Acme Payments'), openReports('Umbrella')];
    const id = await lived(there);
    here.resolved('other');
    here.add(here.resolved('third'));
    await here.clock.advance(durationMs(86_400_000));
    const text = await exported(there, id);

    const looked = here.reports.import({ text, file: 'x.json', commit: false }, ADA);
    expect(looked).toMatchObject({ workspace: 'Acme Payments', incident: id, severity: 'P1', redacted: 1, series: 1, samples: 361, signature: 'new', duplicate: null, imported: null, chain: { problem: null } });
    expect(here.list().items).toHaveLength(2);

    const { imported } = here.reports.import({ text, file: 'x.json', commit: true }, BOB);
    if (imported === null) throw new Error('not imported');
    const [a, b] = [there.incidents.get(id, ADA), here.incidents.get(imported, ADA)];
    expect(imported).not.toBe(id);
    for (const name of ['title', 'severity', 'state', 'services', 'impactStartedAt', 'detectedAt', 'declaredAt', 'acknowledgedAt', 'mitigatedAt', 'resolvedAt', 'impactEndedAt', 'signature', 'origin'] as const) expect(b[name], name).toEqual(a[name]);
    const values = (detail: typeof a) => Object.fromEntries(Object.entries(detail.instants).map(([name, all]) => [name, all.map((value) => ({ ...value, by: value.by.name }))]));
    expect(values(b)).toEqual(values(a));
    const rowsThere = there.timeline(id).items;
    const rowsHere = here.timeline(imported).items.filter(({ type }) => type !== 'importedFrom');
    expect(rowsHere.map(told)).toEqual(rowsThere.map(told));
    expect(here.evidence.points(imported, P95, null, null, 50_000)).toEqual(there.evidence.points(id, P95, null, null, 50_000));
    const same = (each: string): string => each;
    expect(withoutNumbers(here.reviews.get(imported, ADA), same)).toEqual(withoutNumbers(there.reviews.get(id, ADA), same));

    expect(b.importedFrom).toMatchObject({ workspace: 'Acme Payments', incident: id, rows: rowsThere.length, checkedTo: there.journal.head()?.seq, head: there.journal.head()?.hash, actions: [{ there: 'CA-0001', here: 'CA-0002' }] });
    expect(here.journal.entries({ type: 'incidentsImported', order: 'desc', limit: 1 })).toMatchObject([{ actor: { id: 'bob' }, fact: { data: { format: 'holdfast', incidents: 1 }, texts: { file: 'x.json' } } }]);
    expect(here.journal.verify()).toMatchObject({ ok: true, redacted: 1 });
    // People there are not people here, whatever they are called.
    expect(here.journal.entries({ actor: 'ada', stream: imported, order: 'asc', limit: 100 })).toEqual([]);
    const before = here.incidents.record(imported);
    here.incidents.rebuild();
    expect(here.incidents.record(imported)).toEqual(before);
  });

  it('owes nothing here, sounds nowhere and is proved by nothing of the same name here', async () => {
    const [there, here] = [openReports('Acme Payments'), openReports('Umbrella')];
    const id = there.fires('slow') ?? ('' as IncidentId);
    there.act(id, { type: 'recordUpdate', audience: 'public', text: 'We look into it', nextAt: new Date(there.clock.nowMs() + 1_800_000).toISOString() });
    there.ends('slow');
    there.act(id, { type: 'resolve' });
    there.add(id, { proof: { kind: 'rule', rule: 'slow' } });
    here.hasRule('slow');
    const text = await exported(there, id);
    const seen = here.events.length;
    const { imported } = here.reports.import({ text, file: 'x', commit: true }, ADA);
    await here.wait(180_000);
    expect(here.incidents.get(imported ?? id, ADA).clocks).toEqual([]);
    expect(here.reviews.get(imported ?? id, ADA).actions).toMatchObject([{ state: 'open' }]);
    expect(here.events.slice(seen)).toEqual([]);
  });

  it('that has lost its words by the retention settings there is whole all the same, and stays without them', async () => {
    const [there, here] = [openReports('Acme Payments'), openReports('Umbrella')];
    here.resolved('other');
    const id = await lived(there);
    await there.clock.advance(durationMs(86_400_000));
    expect(there.journal.eraseTexts(id, there.clock.nowMs(), 1_000).texts).toBeGreaterThan(5);
    there.incidents.forgetWords(id);
    const text = await exported(there, id);
    expect(text).not.toContain('Database at 90 %');
    const { imported } = here.reports.import({ text, file: 'x', commit: true }, ADA);
    expect(here.timeline(imported ?? id).items.filter(({ type }) => type !== 'importedFrom').map(told)).toEqual(there.timeline(id).items.map(told));
    expect(here.journal.verify()).toMatchObject({ ok: true });
  });

  it('is noticed when it is here already: imported before, or made here', async () => {
    const [there, here] = [openReports('Acme Payments'), openReports('Umbrella')];
    here.resolved('other');
    const text = await exported(there, await lived(there));
    const { imported } = here.reports.import({ text, file: 'x', commit: true }, ADA);
    expect(here.reports.import({ text, file: 'x', commit: false }, ADA)).toMatchObject({ duplicate: imported, signature: 'known', imported: null });
    expect(() => here.reports.import({ text, file: 'x', commit: true }, ADA)).toThrow(`is here already, as ${imported}`);
    expect(there.reports.import({ text, file: 'x', commit: false }, ADA)).toMatchObject({ duplicate: fileOf(text).manifest.incident, signature: 'own' });
    expect(here.list().items).toHaveLength(2);
  });

  it('waits until it is over', async () => {
    const [there, here] = [openReports('Acme Payments'), openReports('Umbrella')];
    const id = there.fires('slow') ?? ('' as IncidentId);
    const text = await exported(there, id);
    expect(() => here.reports.import({ text, file: 'x', commit: true }, ADA)).toThrow('was still open when this file was made');
  });

  it('is exported only for whoever may see it, and stays private', async () => {
    const [there, here] = [openReports('Acme Payments'), openReports('Umbrella')];
    here.resolved('other');
    const id = await lived(there);
    there.incidents.edit(id, there.incidents.get(id, ADA).version, { private: { to: true, reason: 'security' } }, ADA);
    for (const format of ['md', 'html', 'json'] as const) await expect(there.reports.export(id, format, COMMS)).rejects.toThrow('is private');
    expect(() => there.reports.get(id, COMMS)).toThrow('is private');
    expect(() => there.reports.preview(id, 'x {{timeline}}', COMMS)).toThrow('is private');
    const { imported } = here.reports.import({ text: await exported(there, id), file: 'x', commit: true }, ADA);
    expect(here.incidents.get(imported ?? id, WALL)).toMatchObject({ private: true, title: 'Security event', importedFrom: null });
  });

  it('holds no text that was redacted, in no form of the file', async () => {
    const there = openReports();
    const id = await lived(there);
    for (const format of ['md', 'html', 'json'] as const) expect(Buffer.from((await there.reports.export(id, format, ADA)).data, format === 'md' ? 'base64' : 'utf8').includes('hunter2')).toBe(false);
  });
});

describe('a file that was altered', () => {
  const story = openReports();
  const made = lived(story).then((id) => exported(story, id));
  const altered = async (change: (file: { -readonly [K in keyof IncidentFile]: IncidentFile[K] }) => void): Promise<string> => {
    const file = fileOf(await made);
    change(file);
    return JSON.stringify(file);
  };
  const verdict = (text: string): string => {
    try {
      checkFile(readFile(text));
      return 'accepted';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  it('is told from one that was not', async () => expect(verdict(await made)).toBe('accepted'));

  it.each([
    ['who', (row: IncidentFile['entries'][number]) => ({ ...row, actor: { ...row.actor, name: 'Somebody else' } })],
    ['when it happened', (row: IncidentFile['entries'][number]) => ({ ...row, at: row.at - 1 })],
    ['when it was written down', (row: IncidentFile['entries'][number]) => ({ ...row, recordedAt: row.recordedAt + 1 })],
    ['its facts', (row: IncidentFile['entries'][number]) => ({ ...row, data: row.data.replace('{', '{ ') })],
    ['its evidence', (row: IncidentFile['entries'][number]) => ({ ...row, evidence: '{"kind":"record","ref":"x","time":null,"value":null}' })],
    ['its memory', (row: IncidentFile['entries'][number]) => ({ ...row, fromMemory: !row.fromMemory })],
    ['the hash before it', (row: IncidentFile['entries'][number]) => ({ ...row, previous: '0'.repeat(64) })],
    ['its hash', (row: IncidentFile['entries'][number]) => ({ ...row, hash: '0'.repeat(64) })],
  ])('in a row (%s) is refused with that row', async (_what, change) => {
    const rows = fileOf(await made).entries;
    for (const index of [0, 3, rows.length - 1]) {
      const text = await altered((file) => {
        file.entries = file.entries.map((row, at) => (at === index ? change(row) : row));
      });
      expect(verdict(text)).toMatch(new RegExp(`^Row (?:${rows[index]?.seq}|${rows[index + 1]?.seq}) `));
    }
  });

  it('in a text is refused with its row and field', async () => {
    const text = await altered((file) => {
      file.entries = file.entries.map((row) => ({ ...row, texts: row.texts.map((each) => (each.text?.includes('90 %') === true ? { ...each, text: 'Database at 10 %' } : each)) }));
    });
    const row = fileOf(await made).entries.find(({ texts }) => texts.some(({ text: said }) => said?.includes('90 %')));
    expect(verdict(text)).toBe(`Row ${row?.seq} was altered: its text "text" does not match its hash. Nothing was imported.`);
  });

  it('by rows that are gone, moved or added is refused', async () => {
    expect(verdict(await altered((file) => void (file.entries = file.entries.toSpliced(4, 1))))).toMatch(/^Row \d+ speaks of row \d+, which is not in the file/);
    expect(verdict(await altered((file) => void (file.entries = file.entries.toSpliced(8, 1))))).toMatch(/^Rows are missing|^Row \d+ does not follow/);
    expect(verdict(await altered((file) => void (file.entries = file.entries.slice(0, -1))))).toMatch(/^Rows are missing/);
    expect(verdict(await altered((file) => void (file.entries = file.entries.toReversed())))).toMatch(/^Row \d+ does not belong here/);
    expect(verdict(await altered((file) => void (file.entries = [...file.entries, ...file.entries.slice(-1)])))).toMatch(/^Row \d+ does not belong here/);
  });

  it('by a text that was made to vanish is refused: nobody agreed to that', async () => {
    const text = await altered((file) => {
      file.entries = file.entries.map((row) => ({ ...row, texts: row.texts.map((each) => (each.text?.includes('90 %') === true ? { ...each, text: null, salt: null } : each)) }));
    });
    expect(verdict(text)).toContain('is gone, and nothing that is recorded accounts for it');
  });

  it('in its evidence, names or what it says of itself is refused with that part', async () => {
    expect(verdict(await altered((file) => void (file.evidence = file.evidence.map((series) => ({ ...series, name: 'other' })))))).toBe('The evidence in this file was altered after it was made. Nothing was imported.');
    expect(verdict(await altered((file) => void (file.evidence = file.evidence.map((series) => ({ ...series, data: series.data.slice(0, 40) })))))).toContain('The evidence of checkout-p95 cannot be read');
    expect(verdict(await altered((file) => void (file.shown = { ...file.shown, review: {} })))).toBe('What is shown in this file was altered after it was made. Nothing was imported.');
    expect(verdict(await altered((file) => void (file.manifest = { ...file.manifest, workspace: { ...file.manifest.workspace, name: 'Elsewhere' } })))).toContain('The signature does not fit');
    expect(verdict(await altered((file) => void (file.manifest = { ...file.manifest, chain: { ...file.manifest.chain, problem: null, head: { seq: 1, hash: '0'.repeat(64) } } })))).toContain('The signature does not fit');
  });

  it('and made whole again by somebody is accepted, and said to be signed by a key that nobody knows', async () => {
    const here = openReports('Umbrella');
    here.resolved('other');
    const mallory = openKey(openReports('Mallory').db, () => new Uint8Array(32));
    const text = await altered((file) => {
      file.manifest = { ...file.manifest, workspace: { ...file.manifest.workspace, name: 'Acme Payments' }, madeBy: 'Mallory', digests: { ...file.manifest.digests, shown: digest({}) } };
      file.shown = {};
      file.signature = mallory?.sign(file.manifest) ?? null;
    });
    expect(here.reports.import({ text: await made, file: 'x', commit: false }, ADA).key).not.toBe(here.reports.import({ text, file: 'x', commit: false }, ADA).key);
    const outcome = here.reports.import({ text, file: 'x', commit: false }, ADA);
    expect(outcome.signature).toBe('new');
    expect(outcome.says.join(' ')).toContain('Compare its fingerprint');
    expect(here.reports.import({ text: await altered((file) => void (file.signature = null)), file: 'x', commit: false }, ADA).says.join(' ')).toContain('It is not signed');
  });

  it('in any one character never comes through as something else', async () => {
    const whole = await made;
    const meant = JSON.stringify(checkFile(readFile(whole)).entries);
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.constantFrom('0', 'a', '"', '{', '\\', ' ', 'é'), (at, by) => {
        const text = `${whole.slice(0, at)}${by}${whole.slice(at + 1)}`;
        let entries: string;
        try {
          entries = JSON.stringify(checkFile(readFile(text)).entries);
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_input' });
          return;
        }
        expect(entries).toBe(meant);
      }),
      { numRuns: 300 },
    );
  });

  it.each([['', 'no JSON'], ['[]', 'Expected an incident'], ['{"format":"holdfast-incident-2"}', 'format'], ['null', 'Expected an incident'], ['{"format":"holdfast-incident-1"}', 'manifest']])('%j is refused in words', (text, words) => expect(verdict(text)).toContain(words));

  it('that swells when it is unpacked is refused before it does', async () => {
    const { deflateRawSync } = await import('node:zlib');
    const bomb = deflateRawSync(Buffer.alloc(64 * 1024 * 1024)).toString('base64');
    const text = await altered((file) => void (file.evidence = file.evidence.map((series) => ({ ...series, samples: 10, data: bomb }))));
    expect(verdict(text)).toContain('cannot be read');
  });
});
