import type { LintFinding } from '../../../../../shared/model/update.ts';
import { adviceOf } from './advice.ts';
import type { Linted } from './finding.ts';
import { stopsOf } from './stops.ts';

export type { Linted } from './finding.ts';

/** What is wrong with a message before it is sent: stops first, then advice, each with its place and what to do. Pure. */
export const lintUpdate = (linted: Linted): LintFinding[] => [...stopsOf(linted), ...adviceOf(linted)];
