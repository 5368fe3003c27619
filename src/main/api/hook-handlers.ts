import { createHash } from 'node:crypto';
import { HookConfig } from '../../shared/model/hook-config.ts';
import type { HookProof, HookView } from '../../shared/model/hook-view.ts';
import type { Service } from '../../shared/model/entities.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { toRfc3339, type EpochMs } from '../../shared/model/units.ts';
import { removeHook, writeHook } from '../config/edit-items.ts';
import type { SecretStore } from '../config/secret-store.ts';
import type { ConfigService } from '../config/service.ts';
import { byOf } from '../engine/incidents/view.ts';
import { previewMapping } from '../engine/hooks/preview.ts';
import type { Hooks } from '../engine/hooks/service.ts';
import type { TalliedReason } from '../engine/hooks/tally.ts';
import type { Audit } from '../engine/journal/audit.ts';
import type { Handlers } from './engine-port.ts';

type HookCall = 'hooks.list' | 'hooks.sample' | 'hooks.preview' | 'hooks.write' | 'hooks.remove';

export interface HookSubject {
  readonly hooks: Pick<Hooks, 'all' | 'forgetSecrets'>;
  readonly config: ConfigService;
  readonly secrets: SecretStore;
  readonly audit: Pick<Audit, 'secretSet'>;
  readonly services: () => readonly Pick<Service, 'id' | 'name'>[];
  readonly randomBytes: (count: number) => Uint8Array;
  readonly startedAt: EpochMs;
}

type Listed = ReturnType<Hooks['all']>[number];

const SECRET_BYTES = 32;
const MAX_NAME = 64;
/** The name under which the secret of a webhook is kept that was made here: another for every id, of the characters that such a name may have. */
function secretName(id: string): string {
  const name = `hook-${id.replaceAll('_', '__').replaceAll('.', '_-')}`;
  return name.length <= MAX_NAME ? name : `hook-${createHash('sha256').update(id).digest('hex').slice(0, 32)}`;
}

const told = ({ reason, count, lastAt }: TalliedReason): HookView['refusals'][number] => ({ reason, count, lastAt: toRfc3339(lastAt) });

function viewOf({ hook, configured, tally }: Listed, proof: HookProof): HookView {
  const { received, taken, repeated, ignored, refused, lastReceivedAt, refusals, ignoredFor, lastBody } = tally;
  return {
    id: hook.id, kind: hook.kind, configured, proof,
    source: hook.source ?? null,
    service: hook.service ?? null,
    severity: hook.severity ?? null,
    reportedBy: hook.reportedBy,
    map: hook.map ?? null,
    received, taken, repeated, ignored, refused,
    lastReceivedAt: lastReceivedAt === null ? null : toRfc3339(lastReceivedAt),
    refusals: refusals.map(told),
    ignoredFor: ignoredFor.map(told),
    hasSample: lastBody !== null,
  };
}

/** The calls of the contract about webhooks: how they fare, and the way into holdfast.yaml. */
export function createHookHandlers({ hooks, config, secrets, audit, services, randomBytes, startedAt }: HookSubject): Pick<Handlers, HookCall> {
  const written = (id: string): HookConfig | undefined => config.written?.hooks.find((hook) => hook.id === id);
  const proofOf = (id: string): HookProof => {
    const hook = written(id);
    return hook === undefined ? 'person' : hook.token === undefined ? 'secret' : 'token';
  };
  /** As it stands in the file: a reference, or what somebody wrote there in plain. */
  const keptProof = (id: string, proof: 'token' | 'secret'): string => {
    const kept = written(id)?.[proof];
    if (kept === undefined) throw new HoldfastError('invalid_input', `secret: expected "made" or "env", because "${id}" has no ${proof === 'token' ? 'token' : 'key for signatures'} yet`);
    return kept;
  };
  return {
    'hooks.list': () => ({ items: hooks.all().map((each) => viewOf(each, proofOf(each.hook.id))), since: toRfc3339(startedAt) }),
    'hooks.sample': ({ id }) => {
      const found = hooks.all().find(({ hook }) => hook.id === id);
      if (found === undefined) throw new HoldfastError('not_found', `There is no webhook "${id}".`);
      const { lastBody } = found.tally;
      return { text: lastBody === null ? null : new TextDecoder().decode(lastBody) };
    },
    'hooks.preview': (asked) => previewMapping(asked, services()),
    'hooks.write': async ({ id, hook, proof, secret, env, isNew }, actor) => {
      if (isNew && written(id) !== undefined) throw new HoldfastError('conflict', `There is a webhook "${id}" already; choose another id.`);
      if (secret === 'env' && env === undefined) throw new HoldfastError('invalid_input', 'env: expected the name of the environment variable that holds the secret');
      if (secret === 'made') {
        const { canStore, how } = await secrets.describe();
        if (!canStore) throw new HoldfastError('unavailable', how);
      }
      const made = secret === 'made' ? Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url') : null;
      const name = secretName(id);
      const reference = secret === 'made' ? `\${secret:${name}}` : secret === 'env' ? `\${env:${env}}` : keptProof(id, proof);
      const item = HookConfig.safeParse({ id, ...hook, [proof]: reference });
      if (!item.success) throw new HoldfastError('invalid_input', item.error.issues.map(({ path, message }) => `${path.length === 0 ? '' : `${path.join('.')}: `}${message}`).join('; '));
      // What it was called before is of no use to a sender; what is refused here leaves the old one as it was.
      writeHook(config.state.text, id, item.data);
      if (made !== null) {
        await secrets.set(name, made);
        hooks.forgetSecrets();
        audit.secretSet(name, byOf(actor).actor);
      }
      await config.edit((text) => writeHook(text, id, item.data), actor);
      return { secret: made };
    },
    'hooks.remove': async ({ id }, actor) => {
      const before = written(id);
      const { found } = await config.edit((text) => removeHook(text, id), actor);
      if (!found) throw new HoldfastError('not_found', `There is no webhook "${id}" in holdfast.yaml.`);
      const name = secretName(id);
      if (before?.token === `\${secret:${name}}` || before?.secret === `\${secret:${name}}`) await secrets.delete(name);
      return {};
    },
  };
}
