import { z } from 'zod';
import { call } from './define.ts';
import { IncidentId } from '../model/ids.ts';
import { Instant } from '../model/instant.ts';
import { Block, Report } from '../model/report.ts';
import { Severity } from '../model/severity.ts';

const incident = z.object({ incident: IncidentId });

/** A file that was made: text as it is, anything else in base64. */
const MadeFile = z.object({ name: z.string(), kind: z.enum(['zip', 'html', 'json']), encoding: z.enum(['utf8', 'base64']), data: z.string() });
export type MadeFile = z.infer<typeof MadeFile>;

/** What a file of another workspace holds, what is known of it, and what became of it. */
export const ImportOutcome = z.object({
  workspace: z.string(),
  /** As it is called there. */
  incident: IncidentId,
  title: z.string(),
  severity: Severity,
  madeAt: Instant,
  rows: z.number().int(),
  redacted: z.number().int(),
  series: z.number().int(),
  samples: z.number().int(),
  /** `own`: by this workspace. `known`: by a key that files were imported from before. */
  signature: z.enum(['none', 'new', 'known', 'own']),
  key: z.string().nullable(),
  /** What the check of the whole journal found there, when the file was made. */
  chain: z.object({ checkedTo: z.number().int(), head: z.string(), problem: z.string().nullable() }),
  /** Services that are not in the configuration here. */
  unknownServices: z.array(z.string()),
  /** What this check shows, and what it cannot. */
  says: z.array(z.string()),
  /** Here already, under this number. */
  duplicate: IncidentId.nullable(),
  /** Its number here; null where it was only looked at. */
  imported: IncidentId.nullable(),
});
export type ImportOutcome = z.infer<typeof ImportOutcome>;

/** Calls about the report of an incident and about files that carry one from workspace to workspace. Part of the contract. */
export const reportCalls = {
  'reports.get': call({ method: 'GET', path: '/reports/{incident}', right: 'view', summary: 'The post-incident report: parts made from the incident, parts that people wrote, and what changed since they did. Parts are written through the review.', input: incident, output: Report }),
  'reports.preview': call({
    method: 'POST', path: '/reports/{incident}/preview', right: 'view', summary: 'A part of the report as it would read with this Markdown.',
    input: incident.extend({ text: z.string().max(50_000) }), output: z.object({ blocks: z.array(Block) }),
  }),
  'reports.export': call({
    method: 'GET', path: '/reports/{incident}/export', right: 'view',
    summary: 'The report as a file: `md` a ZIP archive of Markdown and charts, `html` one page, `json` the whole incident with its rows of the journal, evidence and review, for `reports.import`.',
    input: incident.extend({ format: z.enum(['md', 'html', 'json']) }), output: MadeFile,
  }),
  'reports.import': call({
    method: 'POST', path: '/reports/import', right: 'admin',
    summary: 'Checks an incident that another workspace exported as JSON, row by row; imports it only when asked to. One that was altered is refused with its first bad row.',
    input: z.object({ text: z.string().min(1).max(60_000_000), file: z.string().max(200).default('import'), commit: z.boolean().default(false) }), output: ImportOutcome,
  }),
} as const;
