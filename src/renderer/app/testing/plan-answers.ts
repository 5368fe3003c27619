import { contract, type CallName } from '../../../shared/contract/contract.ts';
import type { Plan, PlanPreview } from '../../../shared/model/continuity/plan.ts';
import type { RunMode } from '../../../shared/model/continuity/run.ts';
import { ChangeId } from '../../../shared/model/ids.ts';
import { RIGHTS } from '../../../shared/model/rights.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { ago, HOUR, JON, MINUTE } from './incident-scenes.ts';
import { isPlanScene } from './plan-scene-names.ts';
import { continuityOf, plansOf } from './plan-scenes.ts';

type Step = PlanPreview['steps'][number];

const SECRET = 'Authorization: Bearer ••••••••';
const DNS = { to: 'UPDATE acme.example at 192.0.2.53 (TSIG holdfast)', lines: ['prerequisite  api.acme.example A 192.0.2.10', 'delete        api.acme.example A', 'add           api.acme.example 60 A 198.51.100.20', 'add           api.acme.example 60 A 198.51.100.21'] };
const BATCH = { to: 'POST https://api.cloudflare.com/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/dns_records/batch', lines: [SECRET, '{"deletes":[{"id":"372e67954025e0ba6aaa6d586b9e0b59"}],"posts":[{"type":"A","name":"api.acme.example","content":"198.51.100.20","ttl":60}]}'] };

const exact: Readonly<Record<string, Pick<Step, 'actions' | 'undo' | 'after' | 'notes'> & { readonly live: string | null }>> = {
  switch: { actions: [DNS, BATCH], undo: [{ to: DNS.to, lines: ['prerequisite  api.acme.example A 198.51.100.20, 198.51.100.21', 'add           api.acme.example 60 A 192.0.2.10'] }], live: 'A 192.0.2.10, TTL 60 s, the same at bind and cloudflare', after: 'A 198.51.100.20, 198.51.100.21, TTL 60 s', notes: ['cloudflare: guarded, not atomic; two providers are changed one after the other'] },
  'old-off': { actions: [{ to: '/usr/bin/kubectl', lines: ['--context ber scale deployment/checkout --replicas=0', 'KUBECONFIG=${file:ber.kubeconfig}'] }], undo: null, live: '6 replicas', after: '0 replicas', notes: [] },
  tell: { actions: [{ to: 'Slack #incidents', lines: ['Traffic goes to Frankfurt.'] }], undo: null, live: null, after: null, notes: [] },
};

function previewOf(scene: string, born: EpochMs, plan: Plan, mode: RunMode, looks: number): PlanPreview {
  const moved = scene === 'plansStale' && looks > 1;
  return {
    plan: plan.id, mode, hash: moved ? 'f'.repeat(64) : 'a'.repeat(64), at: ago(born, moved ? -4_000 : 0), parameters: Object.fromEntries(plan.parameters.map(({ name, value }) => [name, value])),
    steps: plan.steps.map((step): Step => {
      const { live, ...rest } = exact[step.id] ?? { actions: [], undo: null, after: null, notes: [], live: null };
      return { ...step, ...rest, live: live === null ? null : { says: moved && step.id === 'switch' ? 'A 203.0.113.7, TTL 300 s, changed at the provider' : live, at: ago(born, 2_000) } };
    }),
    blastRadius: ['services Checkout API, Payments', 'records api.acme.example A at bind and cloudflare', 'program kubectl, context ber', 'channel incidents'],
    dangers: plan.writes ? ['Both sites can accept writes until “Old primary takes no writes” is proven; replication lag 0.4 s', 'What is in flight in Berlin is lost'] : [],
    numbers: [{ says: 'error rate of Checkout API 99.1 %', at: ago(born, 3_000) }, { says: 'p95 of Checkout API 2.41 s', at: ago(born, 3_000) }, { says: 'Frankfurt uses 71 % of its capacity', at: ago(born, 4_000) }, { says: 'replication lag', at: null }],
    propagation: { ttlSeconds: 60, at: ago(born, 2_000), oldAnswersEndAt: ago(born, -61_000), keepOldShare: scene === 'plansBlocked' ? 0.4 : null },
    preflight: plan.preflight, versions: plan.kind === 'rollback' ? { to: '2026-11-20.3', now: '2026-11-27.1', at: ago(born, 9_000), changes: [{ id: ChangeId.parse('CHG-0042'), at: ago(born, 5_400_000), title: 'Deploy checkout 2026-11-27.1', by: 'mira' }, { id: ChangeId.parse('CHG-0041'), at: ago(born, 40_000_000), title: 'Feature flag new-cart on for everybody', by: null }] } : null,
  };
}

const CONFIG = `version: 1
plans:
  - id: to-frankfurt
    name: Fail over to Frankfurt
    kind: failover
    group: checkout
    services: [checkout, payments]
    objective: eight minutes
    writes: true
    lag: replica-lag
    steps:
      - { id: agree, kind: approve, role: incidentCommander, timeout: 15m, aloneAfter: 5m }
      - { id: old-off, kind: fence, command: { program: kubectl, args: [--context, ber, scale, deployment/checkout, --replicas=0] }, proof: { command: { program: kubectl, args: [get, deployment] } } }
      - { id: switch, kind: dns, providers: [bind, cloudflare], record: api.acme.example, to: ["198.51.100.20", "198.51.100.21"] }
      - { id: settle, kind: wait, for: 10s }
`;

/** What the engine of a picture answers about plans; null where it has nothing to say. */
export async function answerPlans(scene: string, born: EpochMs, name: CallName, input: unknown): Promise<Result<unknown> | null> {
  const asked = input as Readonly<Record<string, unknown>>;
  const told = (output: unknown): Result<unknown> => ok(contract[name].output.parse(output));
  if (name === 'session.get' && isPlanScene(scene)) return told({ seat: { id: 'seat1', person: 'jon', personName: JON.name, name: 'Desk 4', kind: 'browser', rights: scene === 'plansViewer' ? RIGHTS.slice(0, 1) : RIGHTS, createdAt: ago(born, HOUR), lastSeenAt: ago(born, 0) }, person: { id: 'jon', name: JON.name, rights: RIGHTS, roles: [] }, needsPin: false });
  if (isPlanScene(scene) && name === 'config.get') return told({ file: '/etc/holdfast/holdfast.yaml', text: CONFIG, revision: 'a', usingLastGood: false, issues: [] });
  if (isPlanScene(scene) && name === 'config.check') return told({ issues: [{ file: 'holdfast.yaml', line: 8, column: 5, path: 'plans[0].objective', message: 'expected a duration such as “8m”', level: 'error' }] });
  if (!/^(plans|lever|triggers|continuity)\./.test(name)) return null;
  if (scene === 'plansLoading') return new Promise(() => undefined);
  if (scene === 'plansFailed') return fail('unavailable', 'Holdfast cannot be reached from this screen.');
  const plans = plansOf(scene, born);
  if (name === 'plans.list') return told({ items: plans, next: null });
  if (name === 'continuity.get') return told(continuityOf(scene, born));
  if (name === 'triggers.list') return told({ items: continuityOf(scene, born).triggers, next: null });
  if (name === 'plans.arm') return told({ seconds: 30 });
  if (name === 'lever.pull') return told({ owner: 'jon', reason: asked['reason'], since: ago(born, -MINUTE) });
  const plan = plans.find(({ id }) => id === asked['id']);
  if (plan === undefined) return fail('not_found', 'There is no such plan.');
  if (name === 'plans.get') return told(plan);
  if (name === 'plans.preview') return told(previewOf(scene, born, plan, asked['mode'] as RunMode, 1));
  if (name === 'plans.run') return fail('conflict', 'What is there now is not what you saw. Nothing was begun; look at it as it is now.', { why: 'stale', preview: previewOf(scene, born, plan, asked['mode'] as RunMode, 2) });
  return null;
}
