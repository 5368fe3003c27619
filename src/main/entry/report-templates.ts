import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ReportTemplates } from '../api/report-handlers.ts';

/** The template that is shipped, and one's own beside the configuration where there is one. `root`: of the app. */
export async function readReportTemplates(root: string, configFile: string): Promise<ReportTemplates> {
  const [shipped, own] = await Promise.all([readFile(join(root, 'resources', 'report-template.md'), 'utf8'), readFile(join(dirname(configFile), 'report-template.md'), 'utf8').catch(() => null)]);
  return { shipped, own };
}
