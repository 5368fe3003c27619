import { createHash } from 'node:crypto';
import { KEPT_SECRET } from '../../shared/contract/channel-calls.ts';
import type { ChannelConfig } from '../../shared/model/channels/index.ts';
import type { ChannelId } from '../../shared/model/ids.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { durationMs } from '../../shared/model/units.ts';
import { removeChannel, writeChannel } from '../config/edit-items.ts';
import { hasReference } from '../config/references.ts';
import { channelSecrets } from '../config/secret-fields.ts';
import type { SecretStore } from '../config/secret-store.ts';
import type { ConfigService } from '../config/service.ts';
import { referenceSecrets, withText } from '../config/setup-secrets.ts';
import { validConfig } from '../config/valid-config.ts';
import { byOf } from '../engine/incidents/view.ts';
import type { Audit } from '../engine/journal/audit.ts';
import type { ChannelDeps } from '../engine/messaging/channels/kinds.ts';
import type { Proof } from '../engine/messaging/channels/proof.ts';
import { createChannel } from '../engine/messaging/channels/registry.ts';
import { testRefusal } from '../engine/messaging/channels/tests/service.ts';
import type { Handlers } from './engine-port.ts';
import { toldProof, type Messaging } from './messaging-core.ts';

export interface ChannelSubject {
  readonly config: ConfigService;
  readonly secrets: SecretStore;
  readonly audit: Pick<Audit, 'secretSet'>;
  readonly channel: ChannelDeps;
  /** Null where nothing can be written. */
  readonly messaging: Messaging | null;
}

type ChannelCall = Extract<keyof Handlers, `channels.${string}`>;

const TRY_LIMIT_MS = durationMs(30_000);
const PREFIX = 'channel-';

/** Another one as soon as anything of the entry is different. */
const revisionOf = (channel: ChannelConfig): string => createHash('sha256').update(JSON.stringify(channel)).digest('hex').slice(0, 32);

/** With `KEPT_SECRET` in the place of what is written in the file in plain. */
const withoutPlain = (channel: ChannelConfig): ChannelConfig =>
  /* The same entry, one text of it replaced by another. */
  channelSecrets(channel).reduce<unknown>((so, { path, text, sensitive }) => (sensitive && !hasReference(text) ? withText(so, path, KEPT_SECRET) : so), channel) as ChannelConfig;

/** With what stands in the file where the form kept it. */
function withKept(setup: ChannelConfig, before: ChannelConfig | undefined): ChannelConfig {
  const known = new Map((before === undefined ? [] : channelSecrets(before)).map(({ path, text }) => [JSON.stringify(path), text]));
  return channelSecrets(setup).reduce<unknown>((so, { path, text }) => {
    if (text !== KEPT_SECRET) return so;
    const kept = known.get(JSON.stringify(path));
    if (kept === undefined) throw new HoldfastError('invalid_input', `${path.join('.')}: expected the secret, for none stands there that could be kept`);
    return withText(so, path, kept);
  }, setup) as ChannelConfig;
}

/** Names of the store that this entry refers to and that were made for a channel here. */
const ownNames = (channel: ChannelConfig | undefined): string[] => (channel === undefined ? [] : channelSecrets(channel).flatMap(({ text }) => [...text.matchAll(/\$\{secret:([A-Za-z0-9_-]+)\}/g)].flatMap(([, name = '']) => (name.startsWith(PREFIX) ? [name] : []))));

/** The calls of the contract about channels. */
export function createChannelHandlers({ config, secrets, audit, channel: deps, messaging }: ChannelSubject): Pick<Handlers, ChannelCall> {
  const parts = (): Messaging => {
    if (messaging === null) throw new HoldfastError('unavailable', 'Nothing can be written now, so that no update can be kept or sent.');
    return messaging;
  };
  const written = (id: ChannelId): ChannelConfig | undefined => config.written?.channels.find((channel) => channel.id === id);
  const opened = (id: ChannelId): ChannelConfig => {
    const standing = parts().channels.list().find((each) => each.config.id === id);
    if (standing === undefined) throw new HoldfastError('not_found', `There is no channel "${id}".`);
    return standing.config;
  };
  const forget = async (names: readonly string[], text: string): Promise<void> => {
    for (const name of names) if (!text.includes(`\${secret:${name}}`)) await secrets.delete(name);
  };
  return {
    'channels.list': () => ({ items: parts().views() }),
    'channels.prove': async ({ id }) => {
      opened(id);
      await parts().channels.prove(id);
      return parts().view(id);
    },
    'channels.test': async ({ id, key, to, readersSee }, actor) => {
      const channel = opened(id);
      const refusal = testRefusal(channel, { to, readersSee, person: actor.person?.id ?? null });
      if (refusal !== null) throw new HoldfastError(refusal.code, refusal.message);
      return parts().tests.send(channel, { key, to, by: byOf(actor).actor });
    },
    'channels.confirmPosting': ({ id }, actor) => {
      const { publishers } = opened(id);
      if (publishers !== undefined && !actor.rights.includes('admin') && !publishers.some((person) => person === actor.person?.id)) throw new HoldfastError('forbidden', 'Only who may publish there, or change settings, confirms who may post there.');
      parts().confirmPosting(id, byOf(actor).actor);
      return parts().view(id);
    },
    'channels.setup': ({ id }) => {
      const channel = written(id);
      if (channel === undefined) throw new HoldfastError('not_found', `There is no channel "${id}" in holdfast.yaml.`);
      return { setup: withoutPlain(channel), revision: revisionOf(channel) };
    },
    'channels.try': async ({ setup, was }) => {
      const found = await tried(withKept(setup, was === null ? undefined : written(was)), deps);
      return { ...toldProof(found), key: found.ok ? null : (found.key ?? null) };
    },
    'channels.write': async ({ setup, revision }, actor) => {
      const before = written(setup.id);
      const { setup: referenced, toStore } = referenceSecrets(withKept(setup, before), typedSecrets(setup), { prefix: PREFIX, taken: (await secrets.describe()).names });
      const edit = (text: string): { readonly text: string } => {
        const now = text.trim() === '' ? undefined : validConfig(text).channels.find(({ id }) => id === setup.id);
        if (revision === null && now !== undefined) throw new HoldfastError('conflict', `There is a channel "${setup.id}" already; choose another id.`);
        if (revision !== null && (now === undefined || revisionOf(now) !== revision)) throw new HoldfastError('conflict', `The channel "${setup.id}" was ${now === undefined ? 'removed from' : 'changed in'} holdfast.yaml meanwhile. What you typed is not written; open it again to see how it stands now.`);
        return writeChannel(text, setup.id, referenced);
      };
      /* What is refused is refused before a secret is stored; under a new name, so that the file never means another one than it says. */
      edit(config.state.text);
      for (const { name, value } of toStore) {
        await secrets.set(name, value);
        audit.secretSet(name, byOf(actor).actor);
      }
      try {
        await config.edit(edit, actor);
      } catch (error) {
        await forget(toStore.map(({ name }) => name), config.state.text);
        throw error;
      }
      await forget(ownNames(before), config.state.text);
      return {};
    },
    'channels.remove': async ({ id }, actor) => {
      const before = written(id);
      const { found } = await config.edit((text) => removeChannel(text, id), actor);
      if (!found) throw new HoldfastError('not_found', `There is no channel "${id}" in holdfast.yaml.`);
      await forget(ownNames(before), config.state.text);
      return {};
    },
  };
}

/** What was kept stands in the file already, in whatever way somebody chose. */
const typedSecrets = (setup: ChannelConfig) => channelSecrets(setup).filter(({ text }) => text !== KEPT_SECRET);

/** Opens it, asks, closes it. Never throws for what a person can mend. */
async function tried(setup: ChannelConfig, deps: ChannelDeps): Promise<Proof> {
  const limit = new AbortController();
  const cancel = deps.clock.after(TRY_LIMIT_MS, () => limit.abort());
  try {
    const open = await createChannel(setup, deps).catch((error: unknown): Proof => ({ ok: false, certain: true, says: error instanceof Error ? error.message : String(error) }));
    if ('says' in open) return open;
    try {
      return await open.prove(limit.signal);
    } finally {
      open.close();
    }
  } finally {
    cancel();
  }
}
