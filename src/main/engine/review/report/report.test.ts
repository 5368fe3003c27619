import { unzipSync, strFromU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ItemId, type IncidentId } from '../../../../shared/model/ids.ts';
import type { Block, Report, ReportPart } from '../../../../shared/model/report.ts';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { ADA } from '../../incidents/testing/open-incidents.ts';
import { openReports } from '../testing/open-reports.ts';
import { HOSTILE } from './testing/hostile.ts';

type World = ReturnType<typeof openReports>;
const textOf = (blocks: readonly Block[]): string => blocks.map((block) => ('runs' in block ? block.runs.map(({ text }) => text).join('') : block.kind === 'table' ? [block.head, ...block.rows.map((row) => row.map((runs) => runs.map(({ text }) => text).join('')))].map((row) => row.join(' | ')).join('\n') : block.kind === 'code' ? block.text : block.kind === 'picture' ? block.picture.alt : '')).join('\n');
const part = (report: Report, section: NonNullable<ReportPart['section']>): ReportPart => report.parts.find((each) => each.section === section) ?? { section, heading: '', blocks: [], source: null };

/** A P1 of 11 minutes, detected 70 s after it began. */
async function outage(world: World): Promise<IncidentId> {
  const id = world.fires('slow', { agoMs: 70_000 });
  if (id === null) throw new Error('no incident');
  await world.clock.advance(durationMs(30_000));
  world.act(id, { type: 'acknowledge' });
  await world.clock.advance(durationMs(570_000));
  world.ends('slow');
  world.act(id, { type: 'mitigate', how: 'failed over' });
  world.act(id, { type: 'resolve', how: 'restarted it' });
  world.froze(id, epochMs(world.clock.nowMs() - 3_600_000), world.clock.nowMs(), (time) => Math.sin(time / 77_777) + 2);
  return id;
}

describe('the report of an incident', () => {
  it('is written from its facts: what it was, how long, what was reached when, with a definition of every figure', async () => {
    const world = openReports();
    const id = await outage(world);
    const report = world.reports.get(id, ADA);
    expect(report.parts.map(({ heading }) => heading)).toEqual(['Summary', 'Impact', 'Figures', 'Timeline', 'What was changed', 'Charts', 'Why it happened', 'What went well', 'What went badly', 'Where we were lucky', 'Lessons', 'Corrective actions']);
    const summary = textOf(part(report, 'summary').blocks);
    expect(summary).toContain('P1 incident of Checkout API. Users were affected from 2026-01-15 11:58:50 UTC · 12:58:50 Berlin.');
    expect(summary).toContain('It was detected 1 min 10 s after the impact began (found by a rule), acknowledged after another 30 s, mitigated 11 min 10 s after the impact began and resolved after 11 min 10 s.');
    expect(summary).not.toContain('Cause');
    expect(summary).not.toMatch(/\[\[|\]\]|\{\{/);
    expect(textOf(report.parts[2]?.blocks ?? [])).toContain('Time to detect | 1 min 10 s | Detected − impact started.');
    expect(textOf(part(report, 'timeline').blocks)).toContain('P1 alert slow on Checkout API');
    expect(textOf(part(report, 'charts').blocks)).toMatch(/^Checkout API: p95 latency\. From 2026-01-15 11:53 to 2026-01-15 12:15 UTC: lowest 1\.00 s at .*, highest 3\.00 s at /);
    const [picture] = part(report, 'charts').blocks;
    expect(picture?.kind === 'picture' ? picture.picture.limits.map(({ label }) => label) : []).toEqual(['limit 0.8\u00a0s']);
    expect(report.head).toEqual(world.journal.head());
  });

  it('has what was changed before it, nearest first, with what was different; where nobody tells changes it says so', async () => {
    const world = openReports();
    const changedIn = (id: IncidentId): string => textOf(world.reports.get(id, ADA).parts.find(({ heading }) => heading === 'What was changed')?.blocks ?? []);
    const quiet = await outage(world);
    expect(changedIn(quiet)).toBe('Nobody reports changes to Holdfast, so nothing is known of what was changed.');
    await world.clock.advance(durationMs(7_200_000));
    const at = epochMs(world.clock.nowMs() - 300_000);
    const base = { externalId: null, by: null, link: null, endedAt: null, toldAt: null, before: null, after: null } as const;
    world.changes.take([
      { ...base, from: 'ci', kind: 'flag', title: 'Dark <mode>', status: 'unknown', about: [], at: epochMs(at - 600_000), by: 'mira' },
      { ...base, from: 'dns', kind: 'dns', title: 'DNS records of api.acme.test changed', status: 'succeeded', about: ['checkout'], at, before: 'A 203.0.113.10\nMX 10 mail', after: 'A 203.0.113.66\nMX 10 mail' },
    ], 'Holdfast');
    const id = await outage(world);
    expect(changedIn(id).split('\n')).toEqual([
      'When | What was changed | Of',
      '2026-01-15 14:05:00 UTC', '15:05:00 Berlin', '3 min before | DNS: DNS records of api.acme.test changed', 'seen by Holdfast’s DNS watch', '− A 203.0.113.10', '+ A 203.0.113.66 | Checkout API',
      '2026-01-15 13:55:00 UTC', '14:55:00 Berlin', '13 min before | Feature flag: Dark <mode>', 'mira, by CI, outcome not said | not said',
    ]);
    expect(changedIn(quiet)).toBe('Nothing was reported in the two hours before it, nor while it lasted.');
    const { data } = await world.reports.export(id, 'json', ADA);
    expect(JSON.parse(data)).toMatchObject({ shown: { changes: [{ title: 'DNS records of api.acme.test changed' }, { title: 'Dark <mode>' }] } });
  });

  it('says what is not recorded, and leaves out what nobody knows', () => {
    const world = openReports();
    const { id } = world.open({ title: 'Customers say it is slow', services: [], origin: 'customer' });
    const report = world.reports.get(id, ADA);
    const summary = textOf(part(report, 'summary').blocks);
    expect(summary).toContain('P1 incident of no service.');
    expect(summary).not.toContain('Users were affected');
    expect(textOf(report.parts[2]?.blocks ?? [])).toContain('Time to resolve | not recorded | ');
    expect(textOf(part(report, 'charts').blocks)).toBe('No series was kept for this incident.');
    expect(report.facts).toContainEqual({ name: 'Resolved', text: 'not recorded' });
  });

  it('keeps what people wrote, and says when the facts have changed since', async () => {
    const world = openReports();
    const id = await outage(world);
    world.put(id, { sections: { summary: 'Nobody could pay for **eleven** minutes.\n\n{{figures}}' } });
    const written = part(world.reports.get(id, ADA), 'summary');
    expect(written.blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'table']);
    expect(written.source).toMatchObject({ text: 'Nobody could pay for **eleven** minutes.\n\n{{figures}}', edited: { by: { name: 'Ada' } }, changed: [] });
    expect(written.source?.fresh).toContain('P1 incident of Checkout API');

    const { version } = world.incidents.get(id, ADA);
    world.incidents.edit(id, version, { instants: [{ instant: 'impactStartedAt', to: '2026-01-15T11:50:00.000Z', reason: 'Customers noticed first' }] }, ADA);
    const { changed } = part(world.reports.get(id, ADA), 'summary').source ?? { changed: [] };
    expect(changed.some((line) => line.startsWith('- ') && line.includes('11:58:50'))).toBe(true);
    expect(changed.some((line) => line.startsWith('+ ') && line.includes('11:50:00'))).toBe(true);
    // What was written since then is no change of the facts; writing it again settles it.
    world.put(id, { sections: { summary: 'Nobody could pay for nineteen minutes.' } });
    expect(part(world.reports.get(id, ADA), 'summary').source?.changed).toEqual([]);
    world.put(id, { sections: { summary: null } });
    expect(part(world.reports.get(id, ADA), 'summary').source).toMatchObject({ fresh: null, edited: null });
  });

  it('tells the tree of whys with what each answer rests on', async () => {
    const world = openReports();
    const id = await outage(world);
    world.put(id, { whys: [{ id: ItemId.parse('a'), question: 'Why?', answer: 'Because', evidence: { kind: 'link', ref: 'https://x.test/', time: null, value: null } }, { id: ItemId.parse('b'), parent: ItemId.parse('a'), question: 'And why that?', answer: 'Somebody said so' }, { id: ItemId.parse('c'), question: 'Another branch?' }] });
    const blocks = part(world.reports.get(id, ADA), 'whys').blocks.filter(({ kind }) => kind === 'item');
    expect(blocks.map((block) => [block.kind === 'item' ? block.depth : -1, textOf([block])])).toEqual([[0, 'Why?\nBecause (see https://x.test/)'], [1, 'And why that?\nSomebody said so (from memory)'], [0, 'Another branch?\nNot answered yet.']]);
  });
});

describe('a report as a file', () => {
  it('in Markdown is an archive of the text and every chart that it shows', async () => {
    const world = openReports();
    const id = await outage(world);
    const file = await world.reports.export(id, 'md', ADA);
    expect(file).toMatchObject({ name: `${id} report`, kind: 'zip', encoding: 'base64' });
    const files = unzipSync(Buffer.from(file.data, 'base64'));
    expect(Object.keys(files)).toEqual(['report.md', 'images/chart-01.svg']);
    const text = strFromU8(files['report.md'] ?? new Uint8Array());
    expect(text).toMatch(new RegExp(`^# ${id} `));
    expect(text).toContain('](images/chart-01.svg)');
    expect(text).toContain('| Time to detect | 1 min 10 s | Detected − impact started. |');
    expect(text).toContain(`hash ${world.journal.head()?.hash}`);
    expect(strFromU8(files['images/chart-01.svg'] ?? new Uint8Array())).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 720 220"/);
  });

  it('in HTML is one page that needs nothing and runs nothing', async () => {
    const world = openReports();
    const { data } = await world.reports.export(await outage(world), 'html', ADA);
    expect(data).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-`);
    expect(data).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|url\(|@import|style="/i);
    expect(data).toContain('<svg xmlns="http://www.w3.org/2000/svg"');
  });

  it.each(HOSTILE.map((each) => [each.slice(0, 40), each] as const))('takes %j as the words that it is', async (_name, hostile) => {
    const world = openReports();
    const words = hostile.trim() === '' ? 'x' : hostile;
    const id = await outage(world);
    const { version } = world.incidents.get(id, ADA);
    world.incidents.edit(id, version, { title: words.slice(0, 200).trim() }, ADA);
    world.act(id, { type: 'note', text: words.slice(0, 4_000).trim() });
    world.act(id, { type: 'setImpact', field: 'cannotDo', text: words.slice(0, 500).trim(), source: words.slice(0, 300).trim() });
    world.put(id, { sections: { lessons: words.slice(0, 50_000) }, factors: [{ id: ItemId.parse('f'), text: words.slice(0, 1_000).trim() }] });
    const html = (await world.reports.export(id, 'html', ADA)).data;
    // Of tags there are ours alone, and none of them acts.
    const tags = new Set([...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag?.toLowerCase()));
    for (const tag of ['script', 'img', 'iframe', 'base', 'link', 'object', 'form']) expect(tags.has(tag), tag).toBe(false);
    expect(html).not.toMatch(/<[^>]*\son\w+\s*=/i);
    for (const [, url] of html.matchAll(/href="([^"]*)"/g)) expect(url).toMatch(/^https?:\/\//);
    expect(html).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B\uFEFF]/);
    const zip = unzipSync(Buffer.from((await world.reports.export(id, 'md', ADA)).data, 'base64'));
    const text = strFromU8(zip['report.md'] ?? new Uint8Array());
    // Every "<" that could begin a tag is escaped, outside code, or begins an address of ours.
    for (const [, before, after] of text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '').matchAll(/(.?)<([a-z/!].{0,5})/gi)) expect(before === '\\' || after?.startsWith('http'), `${before}<${after}`).toBe(true);
    expect(text).not.toMatch(/(?<!\\)\]\(<?(?:javascript|data|vbscript):/i);
  });
});
