import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TemplateFiles } from '../api/report-handlers.ts';

async function readTemplates(root: string, configFile: string, name: string): Promise<TemplateFiles> {
  const [shipped, own] = await Promise.all([readFile(join(root, 'resources', name), 'utf8'), readFile(join(dirname(configFile), name), 'utf8').catch(() => null)]);
  return { shipped, own };
}

/** The templates that are shipped, and one's own beside the configuration where there are any. `root`: of the app. */
export async function readAllTemplates(root: string, configFile: string): Promise<{ readonly reportTemplates: TemplateFiles; readonly updateTemplates: TemplateFiles }> {
  const [reportTemplates, updateTemplates] = await Promise.all(['report-template.md', 'update-templates.md'].map((name) => readTemplates(root, configFile, name))) as [TemplateFiles, TemplateFiles];
  return { reportTemplates, updateTemplates };
}
