import { z } from 'zod';
import type { ChangeKind, ChangeStatus } from '../../../shared/model/change.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { readShape } from '../hooks/words.ts';
import type { ChangeDraft, ReadBody } from './draft.ts';

/**
 * Webhooks of GitHub: https://docs.github.com/webhooks/webhook-events-and-payloads. Only what is used here is asked for; everything
 * else that stands in a message, and whatever is added there, is left alone.
 */
const Text = z.string();
const User = z.object({ login: Text }).nullish();
const Repository = z.object({ full_name: z.string().min(1).max(300), default_branch: Text.optional() });
const Files = z.array(Text).nullish();

const Push = z.object({
  ref: Text,
  before: Text,
  after: Text,
  deleted: z.boolean().nullish(),
  compare: Text.nullish(),
  repository: Repository.extend({ pushed_at: z.union([z.number(), Text]).nullish() }),
  pusher: z.object({ name: Text }).nullish(),
  head_commit: z.object({ message: Text, timestamp: Text.nullish() }).nullish(),
  commits: z.array(z.object({ added: Files, removed: Files, modified: Files })).default([]),
});
const Deployed = z.object({ id: z.number(), sha: Text, ref: Text, environment: Text, description: Text.nullish(), created_at: Text, updated_at: Text.nullish(), creator: User });
const Deployment = z.object({ deployment: Deployed, repository: Repository });
const DeploymentStatus = Deployment.extend({ deployment_status: z.object({ state: Text, created_at: Text, updated_at: Text.nullish(), log_url: Text.nullish(), target_url: Text.nullish(), environment_url: Text.nullish() }) });
const WorkflowRun = z.object({
  action: Text,
  workflow_run: z.object({ id: z.number(), name: Text.nullish(), path: Text.nullish(), display_title: Text.nullish(), event: Text, status: Text.nullish(), conclusion: Text.nullish(), head_branch: Text.nullish(), head_sha: Text, html_url: Text, run_attempt: z.number().nullish(), run_started_at: Text.nullish(), created_at: Text, updated_at: Text, actor: User, triggering_actor: User }),
  repository: Repository,
});
const Release = z.object({ action: Text, release: z.object({ id: z.number(), tag_name: Text, name: Text.nullish(), html_url: Text, published_at: Text.nullish(), draft: z.boolean().nullish(), author: User }), repository: Repository });

const READERS: Readonly<Record<string, { readonly schema: z.ZodType; readonly read: (body: never) => ReadBody }>> = {
  push: { schema: Push, read: readPush },
  deployment: { schema: Deployment, read: readDeployment },
  deployment_status: { schema: DeploymentStatus, read: readDeploymentStatus },
  workflow_run: { schema: WorkflowRun, read: readWorkflowRun },
  release: { schema: Release, read: readRelease },
};

/** Events that are read; the rest is ignored, with a reason. */
const GITHUB_EVENTS = Object.keys(READERS);

/** What a message of GitHub tells; `event` is its header `X-GitHub-Event`. Throws `invalid_input` with what was expected where it is not as GitHub sends it. */
export function readGithub(event: string, body: unknown): ReadBody {
  const reader = Object.hasOwn(READERS, event) ? READERS[event] : undefined;
  if (reader === undefined) return { ignored: event === 'ping' ? 'GitHub tried whether somebody is here' : `the event "${event.slice(0, 40)}" tells of no change; expected ${GITHUB_EVENTS.join(', ')}` };
  return reader.read(readShape(reader.schema, body) as never);
}

const short = (sha: string): string => sha.slice(0, 7);
const firstLine = (text: string): string => text.split(/\r?\n/, 1)[0]?.trim() ?? '';
const at = (text: string | null | undefined): EpochMs | null => (text == null ? null : fromRfc3339(text));
const nameOf = (user: z.output<typeof User>): string | null => user?.login ?? null;
const base = { from: 'github', before: null, after: null, endedAt: null } as const;

/** Branches whose state is what runs, whatever is the default one: in a repository of configuration they are the change. */
const LIVE_BRANCH = /^(?:prod|production|live|release|releases|deploy|deployment|env)(?:[/-]|$)/i;

function readPush({ ref, before, after, deleted, compare, repository, pusher, head_commit: head, commits }: z.output<typeof Push>): ReadBody {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined) return { ignored: 'a tag, not a branch' };
  if (deleted === true) return { ignored: `the branch "${branch.slice(0, 60)}" was deleted` };
  if (branch !== repository.default_branch && !LIVE_BRANCH.test(branch)) return { ignored: `the branch "${branch.slice(0, 60)}" is neither the default one nor one that is called prod, production, live, release, deploy or env` };
  const { pushed_at: pushed } = repository;
  const pushedAt = typeof pushed === 'number' ? epochMs(pushed * 1_000) : at(pushed);
  const what = head == null ? '' : `: ${firstLine(head.message)}`;
  return {
    changes: [{
      ...base,
      externalId: `push ${repository.full_name} ${branch} ${after}`,
      kind: kindOfFiles(commits.flatMap(({ added, removed, modified }) => [...(added ?? []), ...(removed ?? []), ...(modified ?? [])])),
      title: `Push to ${branch} of ${repository.full_name}${what}`,
      status: 'succeeded',
      about: [repository.full_name],
      by: pusher?.name ?? null,
      link: compare ?? null,
      // A commit may be weeks old when it is pushed.
      at: pushedAt, endedAt: pushedAt, toldAt: pushedAt,
      before: /^0+$/.test(before) ? null : short(before),
      after: short(after),
    }],
  };
}

const FILES: readonly (readonly [ChangeKind, RegExp])[] = [
  ['dns', /\.(?:zone|db)$|(?:^|\/)(?:dns|zones?|named|bind|octodns|dnscontrol)(?:\/|[^/]*\.(?:ya?ml|conf|js|tf)$)|(?:^|\/)dnsconfig\.js$/i],
  ['infrastructure', /\.(?:tf|tfvars|hcl|bicep)$|(?:^|\/)(?:terraform|pulumi|ansible|cloudformation|infra|infrastructure)\//i],
  ['flag', /(?:^|\/)(?:feature-?)?flags?(?:\/|\.(?:ya?ml|json|toml)$)/i],
  ['config', /\.(?:ya?ml|json|toml|ini|conf|cfg|properties|env)$/i],
];

/** What the files of a push say that it changes: DNS if any does, configuration only where all do. */
function kindOfFiles(files: readonly string[]): ChangeKind {
  const kinds = files.map((file) => FILES.find(([, pattern]) => pattern.test(file))?.[0] ?? 'other');
  for (const kind of ['dns', 'infrastructure', 'flag'] as const) if (kinds.includes(kind)) return kind;
  return kinds.length > 0 && kinds.every((kind) => kind === 'config') ? 'config' : 'other';
}

const deploymentOf = ({ deployment, repository }: z.output<typeof Deployment>): Omit<ChangeDraft, 'status' | 'toldAt' | 'link'> => ({
  ...base,
  externalId: `deployment ${repository.full_name} ${deployment.id}`,
  kind: 'deploy',
  title: `Deploy of ${repository.full_name} ${/^[0-9a-f]{40}$/.test(deployment.ref) ? short(deployment.ref) : deployment.ref} to ${deployment.environment}`,
  about: [repository.full_name, deployment.environment],
  by: nameOf(deployment.creator),
  at: at(deployment.created_at),
  after: short(deployment.sha),
});

function readDeployment(message: z.output<typeof Deployment>): ReadBody {
  return { changes: [{ ...deploymentOf(message), status: 'started', link: null, toldAt: at(message.deployment.created_at) }] };
}

const DEPLOYMENT_STATE: Readonly<Record<string, ChangeStatus>> = { pending: 'started', queued: 'started', in_progress: 'started', waiting: 'started', success: 'succeeded', failure: 'failed', error: 'failed' };

function readDeploymentStatus(message: z.output<typeof DeploymentStatus>): ReadBody {
  const { state, created_at: created, log_url: log, target_url: target } = message.deployment_status;
  const status = Object.hasOwn(DEPLOYMENT_STATE, state) ? DEPLOYMENT_STATE[state] : undefined;
  // A deployment becomes inactive when the next one has taken its place, which tells of itself.
  if (status === undefined) return { ignored: `the deployment is "${state.slice(0, 40)}", which changes nothing by itself` };
  return { changes: [{ ...deploymentOf(message), status, link: log || target || null, endedAt: status === 'started' ? null : at(created), toldAt: at(created) }] };
}

/** Most workflows only test; what deploys says so in its name or its file. */
const DEPLOYS = /deploy|release|rollout|roll-?back|publish|promote|terraform|apply|provision|migrat|infra|dns|helm|kustom|argo|\bcd\b/i;
const ASKED_FOR = new Set(['deployment', 'release', 'workflow_dispatch', 'repository_dispatch']);

function readWorkflowRun({ action, workflow_run: run, repository }: z.output<typeof WorkflowRun>): ReadBody {
  const name = run.name ?? run.path ?? 'workflow';
  if (!ASKED_FOR.has(run.event) && !DEPLOYS.test(name) && !DEPLOYS.test(run.path ?? '')) return { ignored: `the workflow "${name.slice(0, 60)}" does not say in its name that it deploys` };
  if (run.event === 'pull_request') return { ignored: 'a run for a pull request changes nothing that runs' };
  const isDone = action === 'completed';
  if (isDone && (run.conclusion === 'skipped' || run.conclusion === 'cancelled' || run.conclusion === 'neutral')) return { ignored: `the run was ${run.conclusion}` };
  const attempt = run.run_attempt ?? 1;
  return {
    changes: [{
      ...base,
      externalId: `run ${repository.full_name} ${run.id} ${attempt}`,
      kind: 'deploy',
      title: `${name} of ${repository.full_name}${run.display_title == null ? '' : `: ${firstLine(run.display_title)}`}${attempt > 1 ? ` (attempt ${attempt})` : ''}`,
      status: !isDone ? 'started' : run.conclusion === 'success' ? 'succeeded' : 'failed',
      about: [repository.full_name],
      by: nameOf(run.triggering_actor) ?? nameOf(run.actor),
      link: run.html_url,
      at: at(run.run_started_at ?? run.created_at),
      endedAt: isDone ? at(run.updated_at) : null,
      toldAt: at(run.updated_at),
      after: short(run.head_sha),
    }],
  };
}

function readRelease({ action, release, repository }: z.output<typeof Release>): ReadBody {
  if (action !== 'published') return { ignored: `the release was ${action.slice(0, 40)}; only published ones are changes` };
  const published = at(release.published_at);
  return {
    changes: [{
      ...base,
      externalId: `release ${repository.full_name} ${release.id}`,
      kind: 'deploy',
      title: `Release ${release.tag_name} of ${repository.full_name}${release.name == null || release.name === '' || release.name === release.tag_name ? '' : `: ${firstLine(release.name)}`}`,
      status: 'succeeded',
      about: [repository.full_name],
      by: nameOf(release.author),
      link: release.html_url,
      at: published, endedAt: published, toldAt: published,
      after: release.tag_name,
    }],
  };
}
