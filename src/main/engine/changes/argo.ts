import { z } from 'zod';
import type { ChangeStatus } from '../../../shared/model/change.ts';
import { fromRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { readShape } from '../hooks/words.ts';
import type { ReadBody } from './draft.ts';

/**
 * What the template of Argo CD Notifications in docs/changes.md sends: the operation of an application, as
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/services/webhook/ lets one write it. What an application
 * does not have is empty or null.
 */
const Text = z.string().nullish();
const Message = z.object({
  app: z.string({ error: 'expected the name of the application, as the template in docs/changes.md sends it' }).min(1).max(300),
  project: Text,
  namespace: Text,
  phase: z.string().max(60),
  startedAt: Text,
  finishedAt: Text,
  revision: Text,
  previous: Text,
  repo: Text,
  by: Text,
  message: Text,
  url: Text,
});

/** Phases of an operation: https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/ */
const STATUS: Readonly<Record<string, ChangeStatus>> = { Running: 'started', Terminating: 'started', Succeeded: 'succeeded', Failed: 'failed', Error: 'failed' };

const filled = (text: string | null | undefined): string | null => (text == null || text === '' || text === '<no value>' ? null : text);
const short = (revision: string | null): string | null => (revision !== null && /^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, 7) : revision);
/** Without host and ".git": "acme/checkout". */
const repositoryOf = (url: string): string => url.replace(/^.*?(?:\/\/[^/]*\/|@[^:]*:)/, '').replace(/\.git$/, '');

/** What a message tells. Throws `invalid_input` for one that the template has not sent. */
export function readArgo(body: unknown): ReadBody {
  const told = readShape(Message, body);
  const status = Object.hasOwn(STATUS, told.phase) ? STATUS[told.phase] : undefined;
  if (status === undefined) return { ignored: `the operation is "${told.phase}", which is no sync` };
  const at = (text: string | null | undefined): EpochMs | null => {
    const known = filled(text);
    return known === null ? null : fromRfc3339(known);
  };
  const revision = short(filled(told.revision));
  const [startedAt, finishedAt] = [at(told.startedAt), at(told.finishedAt)];
  const words = status === 'failed' ? filled(told.message) : null;
  const [project, repo] = [filled(told.project), filled(told.repo)];
  return {
    changes: [{
      from: 'argo',
      // An operation has no id of its own: an application has one at a time.
      externalId: startedAt === null ? null : `sync ${filled(told.namespace) ?? ''} ${told.app} ${startedAt}`,
      kind: 'deploy',
      title: `Sync of ${told.app}${revision === null ? '' : ` to ${revision}`}${words === null ? '' : `: ${words}`}`,
      status,
      about: [told.app, ...(project === null || project === 'default' ? [] : [`${project}/${told.app}`]), ...(repo === null ? [] : [repositoryOf(repo)])],
      by: filled(told.by),
      link: filled(told.url),
      at: startedAt,
      endedAt: status === 'started' ? null : finishedAt,
      toldAt: status === 'started' ? startedAt : (finishedAt ?? startedAt),
      before: short(filled(told.previous)),
      after: revision,
    }],
  };
}
