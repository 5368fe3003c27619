import { afterEach, describe, expect, it } from 'vitest';
import { GrafanaSourceConfig } from '../../../src/shared/model/sources/grafana.ts';
import { durationMs } from '../../../src/shared/model/units.ts';
import { openChanges } from '../../../src/main/engine/changes/testing/open-changes.ts';
import { createGrafanaSource } from '../../../src/main/engine/sources/grafana/source.ts';
import { GRAFANA_OPERATIONS } from '../../../src/main/engine/sources/grafana/operations.ts';
import type { Fed, Source } from '../../../src/main/engine/sources/source.ts';
import { waitUntil } from '../../../src/main/engine/sources/testing/processes.ts';
import { endpointAt } from '../../../src/main/engine/sources/testing/specs.ts';
import { holdToContract } from '../contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../contracts.ts';
import { GRAFANA_TOKEN, startGrafana, type FakeGrafana } from '../grafana.ts';
import type { GrafanaAnnotation } from './annotations.ts';

const NEVER = new AbortController().signal;
const MINUTE = 60_000;

let grafana: FakeGrafana;
const sources: Source[] = [];
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close();
  await grafana.stop();
  expect(grafana.problems).toEqual([]);
});

/** A Grafana, a Holdfast that reads its annotations, and one clock for both. */
async function open(annotations: object = {}, id = 'graf') {
  const world = openChanges();
  const now = (): number => world.clock.nowMs();
  grafana = await startGrafana({ now });
  const connect = (): Source => {
    const config = GrafanaSourceConfig.parse({ id, type: 'grafana', url: grafana.url, token: GRAFANA_TOKEN, annotations: { read: true, ...annotations } });
    const source = createGrafanaSource(config, endpointAt(grafana.url, { auth: { kind: 'bearer', token: GRAFANA_TOKEN }, timeoutMs: durationMs(5_000) }), { clock: world.clock, services: () => [] });
    sources.push(source);
    return source;
  };
  let source = connect();
  return {
    ...world,
    source: () => source,
    restart: () => void (source = connect()),
    /** `minutes` from now. */
    annotate: (annotationId: number, minutes: number, changed: Partial<GrafanaAnnotation> = {}): void => {
      const time = now() + minutes * MINUTE;
      grafana.annotations.set(annotationId, { id: annotationId, text: `Deploy ${String(annotationId)}`, tags: ['deploy', 'checkout'], time, timeEnd: time, created: time, updated: time, ...changed });
    },
    /** Reads, and takes in what was read, as the engine does. */
    look: async (): Promise<Fed> => {
      const feed = (source.feeds ?? []).find(({ name }) => name === 'annotations');
      if (feed === undefined) throw new Error('annotations are not read');
      const fed = await feed.poll(NEVER);
      world.changes.take(fed.changes ?? [], id);
      return fed;
    },
  };
}

describe.skipIf(WITHOUT_CONTRACTS)(`annotations of Grafana as changes (${NEEDS_CONTRACTS})`, () => {
  it('with a tag are changes of the services that they name, points and regions; those of Holdfast, of alerts and remarks are none', async () => {
    const { annotate, look, all, minute } = await open();
    annotate(1, -30, { text: 'Deploy 4.1<br><a href="https://ci.test">run</a>', timeEnd: minute(-20), dashboardUID: 'a b/c', panelId: 2 });
    annotate(2, -10, { tags: ['flag'] });
    annotate(3, -9, { tags: ['holdfast', 'INC-2026-0042', 'deploy'] });
    annotate(4, -8, { tags: [] });
    expect(await look()).toMatchObject({ warnings: [] });
    expect(all().items).toMatchObject([
      { kind: 'flag', at: '2026-01-15T11:50:00.000Z', endedAt: null, services: [], by: 'sa-1-holdfast', from: 'grafana', toldBy: 'graf', externalId: 'graf annotation 2' },
      { kind: 'deploy', title: 'Deploy 4.1 · run', at: '2026-01-15T11:30:00.000Z', endedAt: '2026-01-15T11:40:00.000Z', services: ['checkout'], link: `${grafana.url}/d/a%20b%2Fc` },
    ]);
    expect(grafana.refused).toEqual([]);
  });

  it('only those with one of the tags that are configured', async () => {
    const { annotate, look, titles } = await open({ tags: ['deploy', 'release notes & more'] });
    annotate(1, -3);
    annotate(2, -2, { tags: ['release notes & more'] });
    annotate(3, -1, { tags: ['flag'] });
    await look();
    expect(titles()).toEqual(['Deploy 2', 'Deploy 1']);
  });

  it('read again and again are told once, edited ones anew, also after a restart; of two Grafanas each counts by itself', async () => {
    const { annotate, look, all, changes, told, minute, restart, clock } = await open();
    annotate(1, -30);
    await look();
    changes.tick();
    expect(told).toHaveLength(1);
    await look();
    restart();
    await look();
    changes.tick();
    expect(told).toHaveLength(1);

    await clock.advance(MINUTE);
    annotate(1, -30, { text: 'Deploy 1, rolled back', time: minute(-31), timeEnd: minute(-5), updated: minute(0) });
    await look();
    changes.tick();
    expect(told).toHaveLength(2);
    expect(all().items).toMatchObject([{ title: 'Deploy 1, rolled back', at: '2026-01-15T11:30:00.000Z', endedAt: '2026-01-15T11:56:00.000Z', status: 'unknown' }]);
    changes.take((await look()).changes?.map((draft) => ({ ...draft, externalId: 'other annotation 1' })) ?? [], 'other');
    expect(all().items).toHaveLength(2);
  });

  it('a deleted one stays as deleted, and last among what may have caused an incident; one that is no change any more too', async () => {
    const { annotate, look, all } = await open();
    annotate(1, -30);
    annotate(2, -20);
    annotate(3, -10);
    await look();
    grafana.annotations.delete(1);
    annotate(2, -20, { tags: [] });
    await look();
    const statuses = (): string[] => all().items.map(({ title, status }) => `${title} ${status}`);
    expect(statuses()).toEqual(['Deploy 3 unknown', 'Deploy 2 withdrawn', 'Deploy 1 withdrawn']);
    const asked = grafana.calls(GRAFANA_OPERATIONS.oneAnnotation).length;
    expect(asked).toBe(2);
    await look();
    expect(grafana.calls(GRAFANA_OPERATIONS.oneAnnotation)).toHaveLength(asked);
    expect(statuses()).toEqual(['Deploy 3 unknown', 'Deploy 2 withdrawn', 'Deploy 1 withdrawn']);
  });

  it('one that is not shown any more is not taken for deleted, nor is anything while Grafana fails', async () => {
    const { annotate, look, all, clock } = await open();
    annotate(1, -30);
    await look();
    const [hidden] = [...grafana.annotations.values()];
    grafana.annotations.clear();
    grafana.fail({ kind: 'forbidden', permission: 'annotations:read' }, { only: [GRAFANA_OPERATIONS.oneAnnotation.id] });
    await look();
    expect(all().items).toMatchObject([{ status: 'unknown' }]);
    grafana.mend();
    if (hidden !== undefined) grafana.annotations.set(1, hidden);
    await look();
    grafana.annotations.clear();
    grafana.fail({ kind: 'status', status: 500 }, { only: [GRAFANA_OPERATIONS.oneAnnotation.id] });
    await expect(look()).rejects.toThrow('Grafana answers with an error of its own (500');
    grafana.fail({ kind: 'html' }, { only: [GRAFANA_OPERATIONS.oneAnnotation.id] });
    await expect(look()).rejects.toThrow('a web page answers there');
    expect(all().items).toMatchObject([{ status: 'unknown' }]);
    // Control: as soon as Grafana itself says that there is none, it is.
    grafana.mend();
    await clock.advance(1_000);
    await look();
    expect(all().items).toMatchObject([{ status: 'withdrawn' }]);
  });

  it('what is planned is no change before it begins, and one that goes on has no end before it ends', async () => {
    const { annotate, look, all, clock, minute } = await open();
    annotate(1, 30);
    annotate(2, -5, { timeEnd: minute(5) });
    await look();
    expect(all().items).toMatchObject([{ title: 'Deploy 2', endedAt: null, claimedAt: null }]);
    await clock.advance(31 * MINUTE);
    await look();
    expect(all().items).toMatchObject([{ title: 'Deploy 1', at: '2026-01-15T12:30:00.000Z' }, { title: 'Deploy 2', endedAt: '2026-01-15T12:05:00.000Z', claimedAt: null }]);
  });

  it('an exchange that took an odd time asks for whole milliseconds all the same', async () => {
    const { annotate, look, titles, clock } = await open();
    annotate(1, -1);
    grafana.fail({ kind: 'held' });
    const first = look();
    await waitUntil('it is asked', () => grafana.seen.length > 0);
    await clock.advance(1_001);
    grafana.mend();
    expect((await first).clockOffsetMs).not.toSatisfy(Number.isInteger);
    await look();
    expect(titles()).toEqual(['Deploy 1']);
    expect(grafana.refused).toEqual([]);
  });

  it.each([5 * MINUTE, -5 * MINUTE])('a clock of Grafana that is %i ms apart hides nothing', async (skewMs) => {
    const { annotate, look, all } = await open();
    grafana.skewMs = skewMs;
    annotate(1, skewMs / MINUTE);
    expect(Math.abs(((await look()).clockOffsetMs ?? 0) - skewMs)).toBeLessThan(1_000);
    await look();
    expect(all().items).toMatchObject([skewMs > 0 ? { at: '2026-01-15T12:00:00.000Z', claimedAt: '2026-01-15T12:05:00.000Z' } : { at: '2026-01-15T11:55:00.000Z', claimedAt: null }]);
  });

  it('says which permission the token lacks, when it is connected and when it reads, and reads on when it has it', async () => {
    const { annotate, look, source, titles } = await open();
    annotate(1, -1);
    grafana.permissions.delete('annotations:read');
    expect((await source().identify?.(NEVER))?.notes).toContain('The token lacks the permission annotations:read, which is needed to read annotations as changes.');
    await expect(look()).rejects.toThrow('the token lacks the permission annotations:read (403)');
    grafana.permissions.add('annotations:read');
    await look();
    expect(titles()).toEqual(['Deploy 1']);
  });

  it('what cannot be read among them is said, and what nobody could have written is no harm', async () => {
    const { annotate, look, all } = await open();
    annotate(1, -1);
    await look();
    const right = { id: 1, text: 'Deploy 1', tags: ['deploy'], time: Date.parse('2026-01-15T11:59:00Z') };
    grafana.fail({ kind: 'shape', body: [right, { ...right, id: 2, time: 9e99 }, { ...right, id: 3, tags: 'deploy' }, 7] });
    expect((await look()).warnings).toEqual(['3 of its annotations cannot be read, and are no change here.']);
    grafana.fail({ kind: 'shape', body: [7] });
    await expect(look()).rejects.toThrow('none of its annotations can be read');
    grafana.fail({ kind: 'shape', body: { items: [] } });
    await expect(look()).rejects.toThrow('the answer to its annotations is not as Grafana writes it');
    grafana.fail({ kind: 'shape', body: Array.from({ length: 1_000 }, (_, index) => ({ ...right, id: 10 + index, text: `<b>${'x'.repeat(9_000)}</b>` })) });
    expect((await look()).warnings).toEqual(['It has 1,000 annotations or more of the last hours; only the newest are read. Name the tags of changes under annotations.tags.']);
    const { items } = all({ limit: 2_000 });
    expect(items).toHaveLength(1_001);
    expect(items.every(({ title, status }) => title.length <= 300 && status === 'unknown')).toBe(true);
  });

  it('makes each request as Grafana describes it, and each that is changed is refused', async () => {
    const { annotate, look } = await open();
    annotate(1, -1);
    await look();
    grafana.annotations.delete(1);
    await look();
    const report = await holdToContract(grafana, [GRAFANA_OPERATIONS.findAnnotations, GRAFANA_OPERATIONS.oneAnnotation], { Authorization: `Bearer ${GRAFANA_TOKEN}` });
    /* Any text is a type. */
    expect(report.problems.filter((each) => !each.endsWith('with a mistyped parameter type'))).toEqual([]);
    expect(report.refused).toBeGreaterThan(8);
  });
});
