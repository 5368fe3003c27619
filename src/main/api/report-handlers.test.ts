import { describe, expect, it } from 'vitest';
import { HoldfastConfig } from '../../shared/model/config.ts';
import { resolveConfig } from '../config/resolved.ts';
import { ADA } from '../engine/incidents/testing/open-incidents.ts';
import { openReports } from '../engine/review/testing/open-reports.ts';
import { createReportsOver, type TemplateFiles } from './report-handlers.ts';

const SHIPPED = '## Summary {#summary}\n\nshipped {{severity}}';
const CONFIG = resolveConfig(HoldfastConfig.parse({ version: 1, workspace: { name: 'Acme', timeZone: 'Europe/Berlin' }, services: [{ id: 'checkout', name: 'Checkout API', tier: 1 }] }));

/** The headings of a report, what its first part says, and what was said of the template. */
function reportWith(templates: TemplateFiles) {
  const { db, clock, journal, incidents, reviews, evidence, changes, resolved } = openReports();
  const problems: string[] = [];
  const reports = createReportsOver({ store: db, clock, journal, incidents, reviews, evidence, changes, templates, randomBytes: () => new Uint8Array(32), config: () => CONFIG, version: '0.0.0', onProblem: (message) => void problems.push(message) });
  const { parts } = reports.get(resolved(), ADA);
  return { headings: parts.map(({ heading }) => heading), text: parts[0]?.source?.text, problems };
}

describe('the template of reports', () => {
  it('is the shipped one where there is no other', () => expect(reportWith({ shipped: SHIPPED, own: null })).toMatchObject({ headings: ['Summary'], text: 'shipped P1', problems: [] }));
  it('is one’s own where there is one', () => expect(reportWith({ shipped: SHIPPED, own: '## Kurz {#summary}\n\n{{services}}\n\n## Zahlen\n\n{{figures}}' })).toMatchObject({ headings: ['Kurz', 'Zahlen'], text: 'Checkout API', problems: [] }));
  it('is the shipped one again where one’s own cannot be read, and that is said with its line', () => {
    const { headings, problems } = reportWith({ shipped: SHIPPED, own: 'x\n## A {#nonsense}' });
    expect(headings).toEqual(['Summary']);
    expect(problems).toEqual([expect.stringMatching(/^report-template\.md cannot be used, .* line 2: expected one of summary, /)]);
  });
});
