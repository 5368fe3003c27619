import type { LintFinding } from '../../../../../shared/model/update.ts';
import { adviceOf } from './advice.ts';
import type { Linted } from './finding.ts';
import { namesIn } from './names.ts';
import { secretsIn } from './secrets.ts';
import { stopsOf } from './stops.ts';

export type { Linted } from './finding.ts';

/** A link can give away as much as a text; it has no place in it. */
function linksOf(linted: Linted): LintFinding[] {
  const text = { title: '', body: linted.links.map(({ label, url }) => `${label} ${url}`).join('\n') };
  return [...secretsIn({ ...linted, text }), ...namesIn({ ...linted, text })].map((finding) => ({ ...finding, at: null }));
}

/** What is wrong with a message before it is sent: stops first, then advice, each with its place and what to do. Pure. */
export const lintUpdate = (linted: Linted): LintFinding[] => [...stopsOf(linted), ...adviceOf(linted), ...linksOf(linted)];
