import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { findPrometheus, serviceMetrics, startExporter, startPrometheus, waitUntil } from '../testing/processes.ts';
import { vectorAnswer } from '../testing/fake-http.ts';
import { openEnvelope, readBuildInfo, readLabelValues, readQueryData } from './answer.ts';

const SHARED = process.env['HOLDFAST_SHARED'];
const REQUIRED = process.env['HOLDFAST_REQUIRE_SHARED'] === '1';
const CAN_RUN = SHARED !== undefined && (await findPrometheus()) !== null;

interface OpenApi {
  readonly components: { readonly schemas: Record<string, unknown> };
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, { readonly content: Record<string, { readonly examples: Record<string, { readonly value: unknown }> }> }> }>>;
}

/** Without HOLDFAST_SHARED (a folder with Prometheus' published description of its API) this is skipped. */
describe.skipIf(!CAN_RUN && !REQUIRED)('Prometheus’ own description of its API', () => {
  it('describes what the real server answers, and we read every example in it', async () => {
    const document = JSON.parse(await readFile(path.join(SHARED ?? '', 'contracts/prometheus/openapi-3.1.json'), 'utf8')) as OpenApi;
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'prometheus', components: document.components });
    const validate = (schema: string, body: unknown): void => {
      const check = ajv.compile({ $ref: `prometheus#/components/schemas/${schema}` });
      expect([schema, check(body), check.errors]).toEqual([schema, true, null]);
    };
    const examplesOf = (route: string): readonly unknown[] => Object.values(document.paths[route]?.['get']?.responses['200']?.content['application/json']?.examples ?? {}).map(({ value }) => value);

    for (const route of ['/query', '/query_range']) {
      const examples = examplesOf(route);
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect(readQueryData(openEnvelope(JSON.stringify(example)).data).type).toMatch(/vector|matrix|scalar|string/);
    }
    for (const example of examplesOf('/label/{name}/values')) expect(readLabelValues(openEnvelope(JSON.stringify(example)).data).length).toBeGreaterThan(0);

    const exporter = await startExporter(serviceMetrics(['checkout']));
    const prometheus = await startPrometheus({ targets: { api: [exporter.target] } });
    try {
      const ask = async (route: string, params: Record<string, string>): Promise<unknown> => (await fetch(`${prometheus.url}/api/v1${route}?${new URLSearchParams(params).toString()}`)).json();
      await waitUntil('two scrapes', () => exporter.scrapes() >= 2);
      const now = Date.now() / 1_000;
      /** Not the string result: the description wants two texts there, while every server sends [time, text]. */
      for (const query of ['http_requests_total', 'vector(1) / 0', 'time()', 'up[1m]']) validate('QueryOutputBody', await ask('/query', { query }));
      validate('QueryRangeOutputBody', await ask('/query_range', { query: 'up', start: String(now - 10), end: String(now), step: '1' }));
      validate('LabelValuesOutputBody', await ask('/label/__name__/values', {}));
      const buildInfo = await ask('/status/buildinfo', {});
      expect(readBuildInfo(openEnvelope(JSON.stringify(buildInfo)).data).version).toMatch(/^\d+\./);
      validate('QueryOutputBody', vectorAnswer([{ metric: { __hf: 'v0' }, value: [now, '+Inf'] }]));
      validate('Error', await ask('/query', { query: 'sum(' }));
      const control = ajv.compile({ $ref: 'prometheus#/components/schemas/QueryOutputBody' });
      expect(control({ status: 'success' })).toBe(false);
    } finally {
      await prometheus.remove();
      await exporter.stop();
    }
  });
});
