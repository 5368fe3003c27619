import { describe, expect, it } from 'vitest';
import { readArgo } from './argo.ts';
import type { ChangeDraft, ReadBody } from './draft.ts';
import { readGithub } from './github.ts';
import { readAnnotation } from './grafana.ts';
import { readTerraform } from './terraform.ts';

const only = (read: ReadBody): ChangeDraft => {
  if (!('changes' in read) || read.changes.length !== 1 || read.changes[0] === undefined) throw new Error(`expected one change, found ${JSON.stringify(read)}`);
  return read.changes[0];
};
const reason = (read: ReadBody): string => ('ignored' in read ? read.ignored : `taken: ${JSON.stringify(read.changes)}`);
const ms = (text: string): number => Date.parse(text);

const SHA = '7fd1a60b01f91b314f59955a4e4d4e80d8edf11d';
const repository = { id: 1, full_name: 'acme/checkout', default_branch: 'main', private: true, pushed_at: 1_768_478_400 };
const ada = { login: 'ada', id: 7, type: 'User' };

describe('GitHub', () => {
  const push = (changed: object = {}, files: readonly string[] = ['src/index.ts']) => ({
    ref: 'refs/heads/main', before: '0123456789abcdef0123456789abcdef01234567', after: SHA, created: false, deleted: false, forced: false, compare: 'https://github.com/acme/checkout/compare/0123456...7fd1a60', repository, pusher: { name: 'ada', email: 'a@acme.test' }, sender: ada,
    head_commit: { id: SHA, message: 'Take cards again\n\nSigned-off-by: ada', timestamp: '2025-12-01T10:00:00+01:00', author: { name: 'Ada' } },
    commits: [{ id: SHA, message: 'x', added: [], removed: [], modified: files }],
    ...changed,
  });

  it('a push to the default branch is a change at the time of the push, with its commit and where to compare', () => {
    expect(only(readGithub('push', push()))).toEqual({
      from: 'github', externalId: `push acme/checkout main ${SHA}`, kind: 'other', title: 'Push to main of acme/checkout: Take cards again', status: 'succeeded', about: ['acme/checkout'], by: 'ada', link: 'https://github.com/acme/checkout/compare/0123456...7fd1a60',
      at: 1_768_478_400_000, endedAt: 1_768_478_400_000, toldAt: 1_768_478_400_000, before: '0123456', after: '7fd1a60',
    });
  });

  it.each([
    [['dns/zones/acme.test.zone', 'README.md'], 'dns'],
    [['db.acme.test.db'], 'dns'],
    [['modules/lb/main.tf'], 'infrastructure'],
    [['flags.yaml'], 'flag'],
    [['values-prod.yaml', 'app.json'], 'config'],
    [['values-prod.yaml', 'src/a.ts'], 'other'],
    [[], 'other'],
  ] as const)('the files %j make it a change of kind %s', (files, kind) => {
    expect(only(readGithub('push', push({}, files))).kind).toBe(kind);
  });

  it('other branches, tags and deletions are left out, and it is said why', () => {
    expect(reason(readGithub('push', push({ ref: 'refs/heads/fix-17' })))).toContain('"fix-17" is neither the default one');
    expect(only(readGithub('push', push({ ref: 'refs/heads/production' }))).title).toContain('production');
    expect(reason(readGithub('push', push({ ref: 'refs/heads/producer' })))).toContain('neither');
    expect(reason(readGithub('push', push({ ref: 'refs/tags/v1' })))).toBe('a tag, not a branch');
    expect(reason(readGithub('push', push({ deleted: true, head_commit: null })))).toContain('was deleted');
    expect(only(readGithub('push', push({ before: '0'.repeat(40) }))).before).toBeNull();
  });

  const deployment = { id: 42, sha: SHA, ref: 'main', task: 'deploy', environment: 'production', description: null, creator: ada, created_at: '2026-01-15T11:40:00Z', updated_at: '2026-01-15T11:40:00Z', payload: {} };
  const status = (state: string, at: string) => ({ action: 'created', deployment_status: { id: 9, state, created_at: at, updated_at: at, target_url: '', log_url: 'https://github.com/acme/checkout/actions/runs/1', environment: 'production', creator: ada }, deployment, repository, sender: ada });

  it('a deployment and each of its states are one change', () => {
    const begun = only(readGithub('deployment', { action: 'created', deployment, repository, sender: ada }));
    const done = only(readGithub('deployment_status', status('success', '2026-01-15T11:44:00Z')));
    expect(begun).toMatchObject({ status: 'started', title: 'Deploy of acme/checkout main to production', by: 'ada', at: ms('2026-01-15T11:40:00Z'), after: '7fd1a60' });
    expect(done).toMatchObject({ externalId: begun.externalId, status: 'succeeded', at: begun.at, endedAt: ms('2026-01-15T11:44:00Z'), link: 'https://github.com/acme/checkout/actions/runs/1' });
    expect(only(readGithub('deployment_status', status('error', '2026-01-15T11:44:00Z'))).status).toBe('failed');
    expect(reason(readGithub('deployment_status', status('inactive', '2026-01-15T12:44:00Z')))).toContain('changes nothing by itself');
  });

  const run = (changed: object = {}, action = 'completed') => ({
    action, repository, sender: ada, workflow: { id: 3 },
    workflow_run: { id: 1_296_269, name: 'Deploy', path: '.github/workflows/deploy.yml', display_title: 'Take cards again', event: 'push', status: 'completed', conclusion: 'success', head_branch: 'main', head_sha: SHA, html_url: 'https://github.com/acme/checkout/actions/runs/1296269', run_attempt: 1, run_started_at: '2026-01-15T11:40:00Z', created_at: '2026-01-15T11:39:00Z', updated_at: '2026-01-15T11:45:00Z', actor: ada, triggering_actor: { login: 'mira' }, ...changed },
  });

  it('a workflow that deploys is a change; each attempt is one of its own', () => {
    const begun = only(readGithub('workflow_run', run({ status: 'in_progress', conclusion: null, updated_at: '2026-01-15T11:40:30Z' }, 'in_progress')));
    const done = only(readGithub('workflow_run', run()));
    expect(done).toMatchObject({ externalId: begun.externalId, status: 'succeeded', title: 'Deploy of acme/checkout: Take cards again', by: 'mira', at: ms('2026-01-15T11:40:00Z'), endedAt: ms('2026-01-15T11:45:00Z') });
    expect(begun).toMatchObject({ status: 'started', endedAt: null });
    expect(only(readGithub('workflow_run', run({ run_attempt: 2, conclusion: 'failure' })))).toMatchObject({ status: 'failed', externalId: 'run acme/checkout 1296269 2', title: 'Deploy of acme/checkout: Take cards again (attempt 2)' });
  });

  it('a workflow that only tests is none, nor is one that was cancelled', () => {
    expect(reason(readGithub('workflow_run', run({ name: 'CI', path: '.github/workflows/test.yml' })))).toBe('the workflow "CI" does not say in its name that it deploys');
    expect(only(readGithub('workflow_run', run({ name: 'CI', path: '.github/workflows/test.yml', event: 'workflow_dispatch' }))).kind).toBe('deploy');
    expect(reason(readGithub('workflow_run', run({ event: 'pull_request' })))).toContain('pull request');
    expect(reason(readGithub('workflow_run', run({ conclusion: 'cancelled' })))).toBe('the run was cancelled');
  });

  it('a published release is a change, a draft is none', () => {
    const release = { id: 5, tag_name: 'v4.1.0', name: 'Spring', html_url: 'https://github.com/acme/checkout/releases/tag/v4.1.0', published_at: '2026-01-15T11:00:00Z', draft: false, author: ada };
    expect(only(readGithub('release', { action: 'published', release, repository }))).toMatchObject({ title: 'Release v4.1.0 of acme/checkout: Spring', at: ms('2026-01-15T11:00:00Z'), after: 'v4.1.0' });
    expect(reason(readGithub('release', { action: 'edited', release, repository }))).toContain('edited');
  });

  it('says of other events that they tell nothing, and of a broken one what was expected', () => {
    expect(reason(readGithub('ping', { zen: 'x' }))).toBe('GitHub tried whether somebody is here');
    expect(reason(readGithub('issues', {}))).toContain('expected push, deployment, deployment_status, workflow_run, release');
    expect(reason(readGithub('__proto__', {}))).toContain('tells of no change');
    expect(() => readGithub('push', { ref: 7 })).toThrow('expected string');
  });
});

describe('Terraform', () => {
  const note = (trigger: string, state: string | null, at: string | null = '2026-01-15T11:45:00.000Z') => ({ message: 'x', trigger, run_status: state, run_updated_at: at, run_updated_by: state === null ? null : 'mira' });
  const message = (...notifications: object[]) => ({ payload_version: 1, notification_configuration_id: 'nc-1', run_url: 'https://app.terraform.io/app/acme/net/runs/run-1', run_id: 'run-1', run_message: 'Add a second balancer', run_created_at: '2026-01-15T11:30:00.000Z', run_created_by: 'ada', workspace_id: 'ws-1', workspace_name: 'net-prod', organization_name: 'acme', notifications });

  it('a run is a change from when it applies', () => {
    const begun = only(readTerraform(message(note('run:applying', 'applying', '2026-01-15T11:44:00.000Z'))));
    const done = only(readTerraform(message(note('run:completed', 'applied'))));
    expect(begun).toMatchObject({ status: 'started', at: ms('2026-01-15T11:44:00Z'), endedAt: null });
    expect(done).toMatchObject({ externalId: begun.externalId, kind: 'infrastructure', status: 'succeeded', title: 'Terraform run in net-prod: Add a second balancer', about: ['net-prod', 'acme/net-prod'], by: 'mira', at: null, endedAt: ms('2026-01-15T11:45:00Z') });
    expect(only(readTerraform(message(note('run:errored', 'errored')))).status).toBe('failed');
    expect(only(readTerraform({ ...message(note('run:completed', 'applied')), workspace_name: 'dns-prod' })).kind).toBe('dns');
  });

  it('what only plans is none, nor is one that had nothing to do', () => {
    expect(reason(readTerraform(message(note('run:created', 'pending'))))).toBe('the run is "pending", and has changed nothing yet');
    expect(reason(readTerraform(message(note('run:completed', 'planned_and_finished'))))).toContain('planned_and_finished');
  });

  it('the message that verifies an address is answered, and others are named', () => {
    const verification = { ...message({ message: 'Verification of Holdfast', trigger: 'verification', run_status: null, run_updated_at: null, run_updated_by: null }), run_url: null, run_id: null, run_message: null, run_created_at: null, run_created_by: null, workspace_id: null, workspace_name: null, organization_name: null };
    expect(reason(readTerraform(verification))).toBe('Terraform tried whether somebody is here');
    expect(reason(readTerraform({ payload_version: '2', trigger: 'assessment:drifted', details: {} }))).toContain('"assessment:drifted" tells of no run');
    expect(() => readTerraform({ payload_version: 1, notifications: [] })).toThrow();
  });
});

describe('Argo CD', () => {
  const message = (changed: object = {}) => ({ app: 'checkout-prod', project: 'shop', namespace: 'argocd', phase: 'Succeeded', startedAt: '2026-01-15T11:40:00Z', finishedAt: '2026-01-15T11:42:00Z', revision: SHA, previous: '0123456789abcdef0123456789abcdef01234567', repo: 'https://github.com/acme/deploy.git', by: 'mira', message: 'successfully synced', url: 'https://argo.acme.test/applications/checkout-prod', ...changed });

  it('a sync is one change from its start to its end', () => {
    const begun = only(readArgo(message({ phase: 'Running', finishedAt: '' })));
    const done = only(readArgo(message()));
    expect(begun).toMatchObject({ status: 'started', endedAt: null, toldAt: begun.at });
    expect(done).toMatchObject({ externalId: begun.externalId, status: 'succeeded', title: 'Sync of checkout-prod to 7fd1a60', about: ['checkout-prod', 'shop/checkout-prod', 'acme/deploy'], by: 'mira', before: '0123456', after: '7fd1a60', endedAt: ms('2026-01-15T11:42:00Z') });
  });

  it('one that failed says why; what an application does not have is left out', () => {
    expect(only(readArgo(message({ phase: 'Failed', message: 'one or more objects failed to apply' }))).title).toBe('Sync of checkout-prod to 7fd1a60: one or more objects failed to apply');
    expect(only(readArgo({ app: 'a', phase: 'Succeeded', startedAt: '<no value>', by: '', repo: null }))).toMatchObject({ externalId: null, by: null, at: null, about: ['a'] });
    expect(only(readArgo(message({ repo: 'git@github.com:acme/deploy.git' }))).about).toContain('acme/deploy');
    expect(reason(readArgo(message({ phase: 'Unknown' })))).toContain('no sync');
    expect(() => readArgo({ phase: 'Running' })).toThrow('expected the name of the application, as the template in docs/changes.md sends it');
  });
});

describe('annotations of Grafana', () => {
  const annotation = (changed: object = {}) => ({ id: 11, alertId: 0, dashboardUID: 'abc', panelId: 2, userId: 1, newState: '', prevState: '', created: 1_768_478_400_500, updated: 1_768_478_400_500, time: 1_768_478_400_000, timeEnd: 1_768_478_460_000, text: 'Deploy 4.1\n\n<a href="https://ci.acme.test/1">run</a>', tags: ['deploy', 'service:checkout', 'eu'], login: 'mira', data: {}, ...changed });
  const read = (changed: object = {}) => readAnnotation(annotation(changed), (uid) => `https://grafana.acme.test/d/${uid}`);

  it('with a tag are changes', () => {
    expect(only(read())).toMatchObject({ externalId: 'annotation 11', kind: 'deploy', title: 'Deploy 4.1 · run', about: ['checkout', 'eu'], by: 'mira', link: 'https://grafana.acme.test/d/abc', at: 1_768_478_400_000, endedAt: 1_768_478_460_000, toldAt: 1_768_478_400_500 });
    expect(only(read({ tags: ['feature-flag'], timeEnd: 0, text: '', dashboardUID: null }))).toMatchObject({ kind: 'flag', title: 'feature-flag', endedAt: null, link: null });
    expect(only(read({ tags: ['eu'] })).kind).toBe('other');
  });

  it('that Holdfast wrote, that tell of alerts, or that are a remark are none', () => {
    expect(reason(read({ tags: ['holdfast', 'deploy'] }))).toBe('Holdfast wrote it');
    expect(reason(read({ alertId: 3, newState: 'alerting' }))).toContain('alert');
    expect(reason(read({ tags: [] }))).toContain('no tag');
  });
});
