import { CHANNEL_FORMS, type ChannelField, type SignIn } from '../../../../shared/model/channels/form.ts';
import { ChannelConfig, channelTraits, type ConfiguredChannelType } from '../../../../shared/model/channels/index.ts';
import { ChannelId } from '../../../../shared/model/ids.ts';
import type { Audience } from '../../../../shared/model/policy-config.ts';
import { freeId, inSentence, NO_SECRET, secretProblem, secretText, YES, type HeaderDraft, type SecretDraft } from '../connect/draft.ts';
import { getAt, keyOf, setAt, type Group } from './paths.ts';

/** Recipients as somebody writes them: all of it texts. */
export interface ListDraft {
  readonly key: number;
  readonly from: 'addresses' | 'file';
  readonly text: string;
  /** Words, separated by commas. */
  readonly services: string;
  readonly regions: string;
  readonly groups: string;
}

/** A channel as somebody writes it on the screen. What another type has no use for stays, and is not read. */
export interface ChannelDraft {
  readonly type: ConfiguredChannelType;
  readonly id: string;
  readonly name: string;
  readonly audience: Audience;
  /** Ids; none: all who may publish. */
  readonly publishers: readonly string[];
  /** `asIs`: other kinds, chosen in the file. */
  readonly kinds: 'all' | 'factsOnly' | 'asIs';
  readonly keptKinds: ChannelConfig['kinds'];
  readonly signIn: SignIn;
  /** By the field's key. */
  readonly texts: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretDraft>>;
  readonly headers: readonly HeaderDraft[];
  readonly lists: readonly ListDraft[];
}

export type ChannelProblems = Readonly<Record<string, string | undefined>>;
export type ReadChannel = { readonly ok: true; readonly setup: ChannelConfig } | { readonly ok: false; readonly problems: ChannelProblems };

const NEW_LIST: ListDraft = { key: 1, from: 'addresses', text: '', services: '', regions: '', groups: '' };
const LIST_KEYS = ['services', 'regions', 'groups'] as const;
const NO = 'no';

export const newChannel = (type: ConfiguredChannelType, taken: readonly string[]): ChannelDraft => ({
  type, id: freeId(type === 'slackWebhook' ? 'slack' : type, taken), name: '', publishers: [], kinds: 'all', keptKinds: undefined, signIn: 'password', texts: {}, secrets: {}, headers: [], lists: [NEW_LIST],
  audience: type === 'statuspage' || type === 'betterstack' || type === 'x' || type === 'email' ? 'public' : 'internal',
});

export const nextList = (lists: readonly ListDraft[]): ListDraft => ({ ...NEW_LIST, key: Math.max(0, ...lists.map(({ key }) => key)) + 1 });

/** Fields that are asked of this draft. */
export const fieldsOf = ({ type, signIn }: Pick<ChannelDraft, 'type' | 'signIn'>): readonly ChannelField[] => CHANNEL_FORMS[type].fields.filter((field) => field.signIn === undefined || !CHANNEL_FORMS[type].mail || field.signIn === signIn);

const kept = (text: string): SecretDraft => {
  const [, kind, name] = /^\$\{(env|file):([^}]+)\}$/.exec(text) ?? [];
  return kind === undefined || name === undefined ? { kind: 'kept', text } : { kind: kind === 'env' ? 'env' : 'file', text: name };
};
const words = (text: string): string[] => text.split(/[,\n]/).map((word) => word.trim()).filter((word) => word !== '');
const isParts = (value: unknown): value is Readonly<Record<string, string>> => typeof value === 'object' && value !== null;

function textIn(setup: Group, { key, kind, yes = false }: ChannelField): string {
  const value = getAt(setup, key);
  if (kind === 'yesNo') return value === true ? YES : value === false ? NO : yes ? YES : NO;
  if (kind === 'parts') return isParts(value) ? Object.entries(value).map(([service, part]) => `${service} = ${part}`).join('\n') : '';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The form of a channel that is there. */
export function draftOf(setup: ChannelConfig): ChannelDraft {
  const group = setup as unknown as Group;
  const { fields } = CHANNEL_FORMS[setup.type];
  const { id, type, name = '', audience, publishers = [], kinds } = setup;
  const secrets = fields.flatMap((field): [string, SecretDraft][] => {
    const text = field.kind === 'secret' ? getAt(group, field.key) : undefined;
    return typeof text === 'string' ? [[field.key, kept(text)]] : [];
  });
  const isFacts = kinds?.length === 1 && kinds[0] === 'factsOnly';
  return {
    ...newChannel(type, []),
    id, name, audience, publishers: publishers.map(String),
    kinds: kinds === undefined ? 'all' : isFacts ? 'factsOnly' : 'asIs',
    keptKinds: isFacts ? undefined : kinds,
    signIn: setup.type !== 'email' ? 'password' : setup.oauth2 !== undefined ? 'oauth2' : setup.password === undefined ? 'none' : 'password',
    texts: Object.fromEntries(fields.filter(({ kind }) => kind !== 'secret').map((field) => [field.key, textIn(group, field)])),
    secrets: Object.fromEntries(secrets),
    headers: setup.type === 'webhook' ? Object.entries(setup.headers ?? {}).map(([header, value], index) => ({ key: index + 1, name: header, value: kept(value) })) : [],
    lists: setup.type === 'email' ? setup.to.map((list, index): ListDraft => ({ key: index + 1, from: list.file === undefined ? 'addresses' : 'file', text: list.file ?? (list.addresses ?? []).join('\n'), ...Object.fromEntries(LIST_KEYS.map((each) => [each, (list[each] ?? []).join(', ')])) as Pick<ListDraft, (typeof LIST_KEYS)[number]> })) : [NEW_LIST],
  };
}

export const textOf = (draft: ChannelDraft, field: ChannelField): string => draft.texts[field.key] ?? (field.kind === 'yesNo' ? (field.yes === true ? YES : NO) : (field.options?.[0]?.value ?? ''));
export const secretOf = (draft: ChannelDraft, { key }: ChannelField): SecretDraft => draft.secrets[key] ?? NO_SECRET;

function partsIn(text: string): Readonly<Record<string, string>> | string {
  const pairs = text.split('\n').map((line) => line.trim()).filter((line) => line !== '').map((line) => [line.slice(0, Math.max(0, line.indexOf('='))).trim(), line.slice(line.indexOf('=') + 1).trim()] as const);
  const bad = pairs.find(([service, part]) => service === '' || part === '');
  return bad === undefined ? Object.fromEntries(pairs) : `Expected a service and an id in each line, such as checkout-api = ${bad[1] === '' ? '8613742' : bad[1].slice(0, 40)}`;
}

/** What the form says of a field, for the configuration; undefined where it says nothing. A text in `problem` says what is wrong. */
function valueOf(draft: ChannelDraft, field: ChannelField): { readonly value?: unknown; readonly problem?: string } {
  const { kind, label, required = false, yes = false, usual } = field;
  if (kind === 'secret') {
    const secret = secretOf(draft, field);
    if (secret.text === '' && !required) return {};
    const problem = secret.kind === 'kept' ? null : secretProblem(secret, `the ${inSentence(label)}`);
    return problem === null ? { value: secretText(secret) } : { problem };
  }
  const text = textOf(draft, field).trim();
  if (kind === 'yesNo') return (text === YES) === yes ? {} : { value: !yes };
  if (text === '') return required ? { problem: `Type the ${inSentence(label)}` } : {};
  if (kind === 'parts') {
    const parts = partsIn(text);
    return typeof parts === 'string' ? { problem: parts } : { value: parts };
  }
  if (text === usual) return {};
  if (kind === 'number') return /^\d{1,6}$/.test(text) ? { value: Number(text) } : { problem: `Expected a number, such as ${usual ?? '1'}` };
  return { value: text };
}

function listsIn(lists: readonly ListDraft[]): { readonly value: unknown; readonly problem?: string } {
  const empty = lists.findIndex(({ from, text }) => (from === 'file' ? text.trim() === '' : words(text).length === 0));
  return {
    value: lists.map((list) => ({ ...(list.from === 'file' ? { file: list.text.trim() } : { addresses: words(list.text) }), ...Object.fromEntries(LIST_KEYS.flatMap((key) => (words(list[key]).length === 0 ? [] : [[key, words(list[key])]]))) })),
    ...(lists.length === 0 ? { problem: 'Say who gets it' } : empty === -1 ? {} : { problem: `Recipients ${String(empty + 1)}: type ${lists[empty]?.from === 'file' ? 'the name of the file' : 'at least one address'}` }),
  };
}

/** What the form means, or what is missing in it, by field. */
export function readChannel(draft: ChannelDraft, { isNew, taken }: { readonly isNew: boolean; readonly taken: readonly string[] }): ReadChannel {
  const form = CHANNEL_FORMS[draft.type];
  const fields = fieldsOf(draft);
  const problems: Record<string, string> = {};
  const id = ChannelId.safeParse(draft.id.trim());
  if (!id.success) problems['id'] = 'Expected 1 to 63 letters, digits, “.”, “-” or “_”, starting with a letter or digit';
  else if (isNew && taken.includes(id.data)) problems['id'] = `There is a channel “${id.data}” already`;
  const name = draft.name.trim();
  let setup: Group = {
    id: draft.id.trim(), type: draft.type, audience: draft.audience,
    ...(name === '' ? {} : { name }),
    ...(draft.publishers.length === 0 ? {} : { publishers: draft.publishers }),
    ...(draft.kinds === 'factsOnly' ? { kinds: ['factsOnly'] } : draft.kinds === 'asIs' && draft.keptKinds !== undefined ? { kinds: draft.keptKinds } : {}),
  };
  for (const field of fields) {
    const { value, problem } = valueOf(draft, field);
    if (problem !== undefined) problems[field.key] = problem;
    if (value !== undefined) setup = setAt(setup, field.key, value);
  }
  if (form.headers && draft.headers.length > 0) {
    const bad = draft.headers.find((header) => header.name.trim() === '' || secretText(header.value) === '');
    if (bad !== undefined) problems['headers'] = bad.name.trim() === '' ? 'A header has no name' : `The header ${bad.name.trim()} has no value`;
    setup = setAt(setup, 'headers', Object.fromEntries(draft.headers.map((header) => [header.name.trim(), secretText(header.value)])));
  }
  if (form.mail) {
    const { value, problem } = listsIn(draft.lists);
    if (problem !== undefined) problems['to'] = problem;
    setup = setAt(setup, 'to', value);
  }
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const read = ChannelConfig.safeParse(setup);
  if (read.success) return { ok: true, setup: read.data };
  const known = knownKeys(draft);
  return { ok: false, problems: Object.fromEntries(read.error.issues.map(({ path, message }) => {
    const key = keyOf(path.join('.'), known);
    const field = fields.find((each) => each.key === key);
    return [key, getAt(setup, path.join('.')) === undefined && field !== undefined ? `Type the ${inSentence(field.label)}` : sentence(message)];
  })) };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
/** Keys that have a place of their own in the form. */
export const knownKeys = (draft: ChannelDraft): readonly string[] => ['id', 'name', 'audience', 'publishers', 'kinds', 'to', 'headers', ...fieldsOf(draft).map(({ key }) => key)];

/** True where saving must put a secret into the secret store. */
export function typesSecret(draft: ChannelDraft): boolean {
  const read = readChannel(draft, { isNew: false, taken: [] });
  return read.ok && channelTraits(read.setup).secrets(read.setup).some(([, text]) => text !== undefined && !text.includes('${') && !Object.values(draft.secrets).some((secret) => secret.kind === 'kept' && secret.text === text));
}
