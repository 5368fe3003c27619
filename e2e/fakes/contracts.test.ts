import { describe, expect, it } from 'vitest';
import { cloudflareOperations } from './cloudflare.ts';
import { NEEDS_CONTRACTS, readContract, WITHOUT_CONTRACTS } from './contracts.ts';
import { readOperations } from './openapi.ts';
import { jsonOf, route53Shapes } from './route53.ts';

/** With the number of operations that a client could call. */
const DESCRIPTIONS = [
  ['alertmanager/api-v2.swagger2.yaml', 9],
  ['betterstack/status-reports.transcribed.openapi.json', 15],
  ['datadog/v1.openapi.json', 14],
  ['datadog/v2.openapi.json', 5],
  ['grafana/grafana-13.openapi.json', 16],
  ['jira/platform-v3.openapi.json', 22],
  ['pagerduty/events-v2.openapi.json', 2],
  ['prometheus/openapi-3.1.json', 24],
  ['slack/web-api.swagger2.json', 15],
  ['statuspage/openapi.json', 32],
  ['x-twitter/openapi.json', 6],
] as const;

describe.skipIf(WITHOUT_CONTRACTS)(`vendors' descriptions (${NEEDS_CONTRACTS})`, () => {
  it.each(DESCRIPTIONS)('%s is read, and every schema of its operations can be checked', (file, count) => {
    const operations = readOperations(file.replaceAll(/\W/g, '-'), readContract(file));
    for (const { parameters, bodies, answers } of operations) {
      for (const { check } of [...parameters, ...bodies.values()]) check({});
      for (const check of answers.values()) check?.({});
    }
    expect(operations).toHaveLength(count);
  });

  it('Cloudflare’s two descriptions are read as one, and every schema can be checked', () => {
    for (const { parameters, bodies, answers } of cloudflareOperations()) {
      for (const { check } of [...parameters, ...bodies.values()]) check({});
      for (const check of answers.values()) check?.({});
    }
    expect(cloudflareOperations().map(({ id }) => id).sort()).toEqual(['dns-records-for-a-zone-batch-dns-records', 'dns-records-for-a-zone-list-dns-records', 'user-api-tokens-verify-token', 'zones-get']);
  });

  it('Route 53’s model is read, and a body is held to its shape', () => {
    const { operations, check } = route53Shapes();
    expect(operations).toHaveLength(6);
    const body = (action: string): unknown => jsonOf(`<?xml version="1.0" encoding="UTF-8"?><R xmlns="x"><ChangeBatch><Changes><Change><Action>${action}</Action><ResourceRecordSet><Name>a.</Name><Type>A</Type></ResourceRecordSet></Change></Changes></ChangeBatch></R>`)?.body;
    expect(check('ChangeResourceRecordSetsRequest', body('DELETE'))).toBeNull();
    expect(check('ChangeResourceRecordSetsRequest', body('REMOVE'))).toContain('Action');
  });
});
