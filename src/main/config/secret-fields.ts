import type { HoldfastConfig } from '../../shared/model/config.ts';
import { channelTraits, type ChannelConfig } from '../../shared/model/channels/index.ts';
import { traitsOf, type SourceConfig } from '../../shared/model/sources/index.ts';
import type { ConfigPath } from './config-path.ts';
import { partsOfPlans } from './plans/parts.ts';
import { hasReference } from './references.ts';

/** A text of the configuration that may hold references to secrets. */
export interface SecretField {
  readonly path: ConfigPath;
  readonly text: string;
  /** True where the text is meant to be secret as a whole, so that writing it in plain is a mistake worth saying. */
  readonly sensitive: boolean;
}

/** Header names whose value is a credential. */
export const isSensitiveHeader = (name: string): boolean => /auth|token|key|secret|cookie|password/i.test(name);

type Tls = { readonly ca?: string | undefined; readonly cert?: string | undefined; readonly key?: string | undefined };

/** What sources that have one of these keys share, as `sources/parts.ts` has it. */
interface CommonSecrets {
  readonly auth?: { readonly basic?: { readonly password: string } | undefined; readonly bearer?: string | undefined };
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: Tls;
}

/** The same of one source, with paths below its entry. */
export function sourceSecrets(source: SourceConfig): SecretField[] {
  const { auth, headers, tls } = source as CommonSecrets;
  return [
    ...traitsOf(source).secrets(source).flatMap(({ path, text, sensitive }) => field(path, text, sensitive)),
    ...field(['auth', 'basic', 'password'], auth?.basic?.password, true),
    ...field(['auth', 'bearer'], auth?.bearer, true),
    ...headerFields(['headers'], headers),
    ...tlsFields(['tls'], tls),
  ];
}

/** The same of one channel, with paths below its entry. */
export const channelSecrets = (channel: ChannelConfig): SecretField[] => [
  ...channelTraits(channel).secrets(channel).flatMap(([path, text]) => field(path, text, true)),
  ...('headers' in channel ? headerFields(['headers'], channel.headers) : []),
  ...('ca' in channel ? field(['ca'], channel.ca, false) : []),
];

/** Every text of a configuration in which `${env:…}`, `${file:…}` and `${secret:…}` are resolved. */
export function secretFields(config: HoldfastConfig): SecretField[] {
  const fromSources = config.sources.flatMap((source, index) => sourceSecrets(source).map(({ path, ...field }) => ({ path: ['sources', index, ...path], ...field })));
  const fromProbes = config.signals.flatMap(({ http }, index) => [
    ...headerFields(['signals', index, 'http', 'headers'], http?.headers),
    ...tlsFields(['signals', index, 'http', 'tls'], http?.tls),
  ]);
  const fromChains = config.services.flatMap(({ chain = [] }, index) =>
    chain.flatMap((item, link) => ('url' in item ? [...headerFields(['services', index, 'chain', link, 'headers'], item.headers), ...tlsFields(['services', index, 'chain', link, 'tls'], item.tls)] : [])),
  );
  const fromCollections = config.signals.flatMap(({ postman }, index) => Object.entries(postman?.secrets ?? {}).flatMap(([name, text]) => field(['signals', index, 'postman', 'secrets', name], text, true)));
  const fromSteps = config.incidents.escalation.steps.flatMap(({ headers }, index) => headerFields(['incidents', 'escalation', 'steps', index, 'headers'], headers));
  const fromHooks = config.hooks.flatMap(({ token, secret }, index) => [...field(['hooks', index, 'token'], token, true), ...field(['hooks', index, 'secret'], secret, true)]);
  const fromChannels = config.channels.flatMap((channel, index) => channelSecrets(channel).map(({ path, ...rest }) => ({ path: ['channels', index, ...path], ...rest })));
  const fromDnsProviders = config.dnsProviders.flatMap((provider, index) => {
    const path: ConfigPath = ['dnsProviders', index];
    if (provider.type === 'rfc2136') return field([...path, 'key', 'secret'], provider.key.secret, true);
    if (provider.type === 'cloudflare') return field([...path, 'token'], provider.token, true);
    return [...field([...path, 'accessKeyId'], provider.accessKeyId, true), ...field([...path, 'secretAccessKey'], provider.secretAccessKey, true)];
  });
  const { requests, commands } = partsOfPlans(config);
  const fromPlans = [
    ...requests.flatMap(([path, request]) => [...headerFields([...path, 'headers'], request.headers), ...tlsFields([...path, 'tls'], request.tls), ...('body' in request ? field([...path, 'body'], request.body, false) : [])]),
    ...commands.flatMap(([path, { env = {} }]) => Object.entries(env).flatMap(([name, text]) => field([...path, 'env', name], text, isSensitiveHeader(name)))),
  ];
  return [...fromDnsProviders, ...fromPlans, ...fromSources, ...fromProbes, ...fromChains, ...fromCollections, ...fromSteps, ...fromHooks, ...fromChannels];
}

const field = (path: ConfigPath, text: string | undefined, sensitive: boolean): SecretField[] => (text === undefined ? [] : [{ path, text, sensitive }]);

const headerFields = (path: ConfigPath, headers: Readonly<Record<string, string>> = {}): SecretField[] =>
  Object.entries(headers).flatMap(([name, text]) => field([...path, name], text, isSensitiveHeader(name)));

const tlsFields = (path: ConfigPath, tls: Tls = {}): SecretField[] => [
  ...field([...path, 'ca'], tls.ca, false),
  ...field([...path, 'cert'], tls.cert, false),
  ...field([...path, 'key'], tls.key, true),
];

/** Secrets that stand in plain text in spite of the warning: the log must not repeat them either. */
export const plainSecrets = (config: HoldfastConfig): string[] =>
  secretFields(config).flatMap(({ text, sensitive }) => (sensitive && !hasReference(text) ? [text] : []));
