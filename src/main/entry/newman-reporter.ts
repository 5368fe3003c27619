import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What newman is given to write the results of a run. `root`: of the app. */
export const newmanReporter = (root: string): string => readFileSync(join(root, 'resources', 'newman', 'newman-reporter-holdfast.cjs'), 'utf8');
