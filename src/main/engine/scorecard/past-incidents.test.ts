import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ServiceId } from '../../../shared/model/ids.ts';
import { epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import { createImporter } from '../importing/service.ts';
import { ADA } from '../incidents/testing/open-incidents.ts';
import { openScorecard } from './testing/open-scorecard.ts';

const PAST = process.env['HOLDFAST_SHARED'] === undefined ? undefined : join(process.env['HOLDFAST_SHARED'], 'data', 'incidents');
const EPOCH = Date.UTC(2019, 0, 1);

interface Golden {
  readonly n: number;
  readonly mttr_s: number;
  readonly ttr_p50_s: number;
  readonly ttr_p90_s: number;
}

describe.skipIf(PAST === undefined || !existsSync(PAST))('public status histories in one workspace (HOLDFAST_SHARED names a folder with data/incidents)', () => {
  it('give the figures that they should, service by service and month by month', async () => {
    const folder = PAST ?? '';
    const golden = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Golden>;
    const opened = openScorecard();
    const files = readdirSync(folder).filter((name) => name.endsWith('.csv'));
    const services = new Map<string, ServiceId>();
    for (const file of files) {
      const [, ...rows] = readFileSync(join(folder, file), 'utf8').trim().split('\n');
      const items = rows.map((row, index) => {
        const [start = '', end = '', , service = ''] = row.split(',');
        services.set(file, ServiceId.parse(service));
        const at = (seconds: string): string => toRfc3339(epochMs(EPOCH + Number(seconds) * 1_000));
        return { id: `${file} ${index}`, title: service, severity: 'P1', services: service, impactStartedAt: at(start), resolvedAt: at(end) };
      });
      const importPast = createImporter({
        clock: { ...opened.clock, after: (_, run) => (queueMicrotask(run), () => {}) },
        services: () => [...services.values()].map((id) => ({ id, name: id })),
        known: (signature, title, startedAt) => opened.incidents.known(signature, title, startedAt),
        write: (past, actor) => opened.incidents.importPast(past, actor),
        note: () => {},
      });
      const report = await importPast({ format: 'json', text: JSON.stringify(items), file, mapping: undefined, commit: true }, ADA.actor);
      expect(report.imported).toBe(golden[file]?.n);
    }
    const period = { from: toRfc3339(epochMs(EPOCH)), to: toRfc3339(epochMs(EPOCH + 5 * 365 * 86_400_000)) };
    for (const file of files) {
      const expected = golden[file]!;
      const { metrics } = await opened.get({ ...period, service: services.get(file)! });
      expect(metrics.mttr, file).toMatchObject({ n: expected.n, of: expected.n, mean: expect.closeTo(expected.mttr_s, 3) as number, median: expected.ttr_p50_s, p90: expected.ttr_p90_s });
      const months = await opened.scorecard.trend(opened.query({ ...period, service: services.get(file)! }), ADA);
      expect(months.items.reduce((sum, { mttr }) => sum + mttr.n, 0), file).toBe(expected.n);
    }
    expect((await opened.get(period)).metrics.mttr.n).toBe(Object.values(golden).reduce((sum, { n }) => sum + n, 0));
  });
});
