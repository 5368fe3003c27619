import { SourceId } from '../../../../shared/model/ids.ts';
import { SOURCE_TYPES, SourceConfig, traitsOf, type SourceType } from '../../../../shared/model/sources/index.ts';
import type { FormField, SourceForm } from '../../../../shared/model/sources/traits.ts';

/** A secret as the form holds it: typed once, named by where the engine finds it, or left as it is. */
export interface SecretDraft {
  readonly kind: 'typed' | 'env' | 'file' | 'kept';
  readonly text: string;
}

export interface HeaderDraft {
  /** Keeps the row's identity while others come and go. */
  readonly key: number;
  readonly name: string;
  readonly value: SecretDraft;
}

/** The form as a person left it, valid or not. What another type of source has no use for stays, and is not read. */
export interface SetupDraft {
  readonly type: SourceType;
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly auth: 'none' | 'basic' | 'bearer';
  readonly username: string;
  readonly password: SecretDraft;
  readonly token: SecretDraft;
  readonly headers: readonly HeaderDraft[];
  readonly ca: 'system' | 'pem' | 'file';
  readonly caPem: string;
  readonly caFile: string;
  readonly timeoutSeconds: string;
  /** Of the fields that a type has of its own, by their key. */
  readonly texts: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretDraft>>;
}

/** By field; own fields of a type by their key. */
export type DraftProblems = Readonly<Record<string, string | undefined>>;

export const NO_SECRET: SecretDraft = { kind: 'typed', text: '' };
export const EMPTY_DRAFT: SetupDraft = {
  type: 'prometheus',
  id: '',
  name: '',
  url: '',
  auth: 'none',
  username: '',
  password: NO_SECRET,
  token: NO_SECRET,
  headers: [],
  ca: 'system',
  caPem: '',
  caFile: '',
  timeoutSeconds: '10',
  texts: {},
  secrets: {},
};

const formOf = (type: SourceType): SourceForm | null => traitsOf({ type }).form;

/** Types that a person can connect here, in the order in which they are offered. */
export const CONNECTABLE = SOURCE_TYPES.flatMap((type) => {
  const form = formOf(type);
  return form === null ? [] : [{ type, label: traitsOf({ type }).label, form }];
});

export const draftForm = ({ type }: Pick<SetupDraft, 'type'>): SourceForm => {
  const form = formOf(type);
  if (form === null) throw new Error(`a source of type ${type} has no form`);
  return form;
};

/** What a field of the kind `yesNo` holds where it is chosen. */
export const YES = 'yes';

export const textOf = (draft: SetupDraft, { key, options }: FormField): string => draft.texts[key] ?? options?.[0]?.value ?? '';
export const secretOf = (draft: SetupDraft, { key }: FormField): SecretDraft => draft.secrets[key] ?? NO_SECRET;

/** Header names whose value is a credential: hidden while typed, and stored rather than written. The engine decides alike. */
export const isSensitiveHeader = (name: string): boolean => /auth|token|key|secret|cookie|password/i.test(name);

/** What the engine is told: the text itself, or a reference that it resolves. */
export const secretText = ({ kind, text }: SecretDraft): string => (kind === 'typed' || kind === 'kept' ? text : text === '' ? '' : `\${${kind}:${text}}`);

export function secretProblem({ kind, text }: SecretDraft, what: string): string | null {
  if (text === '') return kind === 'typed' ? `Type ${what}` : kind === 'env' ? 'Type the name of the environment variable' : 'Type the path of the file';
  if (kind === 'env' && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return 'Expected the name of a variable, such as PROM_TOKEN';
  if (kind === 'file' && /[}\n\r]/.test(text)) return 'Expected the path of a file, in one line and without “}”';
  return null;
}

function urlProblem(url: string, placeholder: string): string | null {
  if (url === '') return `Type the address, for example ${placeholder}`;
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return `Expected an http:// or https:// address, for example ${placeholder}`;
  if (parsed.username !== '' || parsed.password !== '') return 'Leave the user name and password out of the address; they have fields of their own below';
  return null;
}

function headersProblem(headers: readonly HeaderDraft[]): string | null {
  const names = headers.map(({ name }) => name.trim().toLowerCase());
  const bad = headers.find(({ name }) => !/^[A-Za-z0-9-]{1,100}$/.test(name.trim()));
  if (bad !== undefined) return `Expected a header name of letters, digits and “-”${bad.name === '' ? '' : `, not “${bad.name}”`}`;
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `The header ${twice} stands there twice`;
  const empty = headers.find(({ value }) => secretProblem(value, 'a value') !== null);
  return empty === undefined ? null : `The header ${empty.name.trim()} has no value`;
}

function caProblem({ ca, caPem, caFile }: SetupDraft): string | null {
  if (ca === 'pem' && !/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----[\s\S]+-----END [A-Z0-9 ]*CERTIFICATE-----/.test(caPem)) return 'Expected PEM text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----';
  return ca === 'file' ? secretProblem({ kind: 'file', text: caFile }, 'a path') : null;
}

const timeoutMsOf = (text: string): number | null => {
  const seconds = Number(text.trim().replace(',', '.'));
  const ms = Math.round(seconds * 1_000);
  return text.trim() !== '' && ms >= 100 && ms <= 120_000 ? ms : null;
};

/** "Application key" becomes "application key"; "API key" stays. */
export const inSentence = (label: string): string => (/^[A-Z][a-z]/.test(label) ? `${label.charAt(0).toLowerCase()}${label.slice(1)}` : label);

function ownProblem(draft: SetupDraft, field: FormField): string | null {
  if (field.kind === 'secret') {
    const secret = secretOf(draft, field);
    return secret.text === '' && field.required !== true ? null : secretProblem(secret, `the ${inSentence(field.label)}`);
  }
  return field.required === true && textOf(draft, field).trim() === '' ? `Type the ${inSentence(field.label)}` : null;
}

function problemsOf(draft: SetupDraft): DraftProblems {
  const form = draftForm(draft);
  const found: Record<string, string | null> = {
    id: SourceId.safeParse(draft.id).success ? null : 'Expected 1 to 63 letters, digits, “.”, “-” or “_”, starting with a letter or digit',
    url: form.address === null ? null : urlProblem(draft.url.trim(), form.address.placeholder),
    username: form.auth && draft.auth === 'basic' && draft.username === '' ? 'Type the user name' : null,
    password: form.auth && draft.auth === 'basic' ? secretProblem(draft.password, 'the password') : null,
    token: form.auth && draft.auth === 'bearer' ? secretProblem(draft.token, 'the token') : null,
    headers: form.headers ? headersProblem(draft.headers) : null,
    ca: form.tls ? caProblem(draft) : null,
    timeout: timeoutMsOf(draft.timeoutSeconds) === null ? 'Expected 0.1 to 120 seconds' : null,
    ...Object.fromEntries(form.fields.map((field) => [field.key, ownProblem(draft, field)])),
  };
  return Object.fromEntries(Object.entries(found).flatMap(([key, problem]) => (problem === null ? [] : [[key, problem]])));
}

function authOf({ auth, username, password, token }: SetupDraft): object {
  if (auth === 'basic') return { auth: { basic: { username, password: secretText(password) } } };
  return auth === 'bearer' ? { auth: { bearer: secretText(token) } } : {};
}

const tlsOf = ({ ca, caPem, caFile }: SetupDraft): object => (ca === 'pem' ? { tls: { ca: caPem } } : ca === 'file' ? { tls: { ca: `\${file:${caFile}}` } } : {});

const durationOf = (ms: number): string => (ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`);

export type ReadDraft = { readonly ok: true; readonly setup: SourceConfig } | { readonly ok: false; readonly problems: DraftProblems };

/** What the form means, or what is missing in it, by field. */
export function readDraft(draft: SetupDraft): ReadDraft {
  const problems = problemsOf(draft);
  const timeoutMs = timeoutMsOf(draft.timeoutSeconds);
  if (Object.keys(problems).length > 0 || timeoutMs === null) return { ok: false, problems };
  const form = draftForm(draft);
  const name = draft.name.trim();
  const headers = Object.fromEntries(draft.headers.map(({ name: header, value }) => [header.trim(), secretText(value)]));
  const own = form.fields.flatMap((field): [string, string | boolean][] => {
    if (field.kind === 'yesNo') return textOf(draft, field) === YES ? [[field.key, true]] : [];
    const text = field.kind === 'secret' ? secretText(secretOf(draft, field)) : textOf(draft, field).trim();
    return text === '' ? [] : [[field.key, text]];
  });
  const read = SourceConfig.safeParse({
    id: draft.id,
    type: draft.type,
    ...(name === '' ? {} : { name }),
    ...(form.address === null ? {} : { url: draft.url.trim() }),
    ...(form.auth ? authOf(draft) : {}),
    ...(form.headers && draft.headers.length > 0 ? { headers } : {}),
    ...(form.tls ? tlsOf(draft) : {}),
    ...Object.fromEntries(own),
    timeout: durationOf(timeoutMs),
  });
  if (read.success) return { ok: true, setup: read.data };
  return { ok: false, problems: Object.fromEntries(read.error.issues.map(({ path, message }) => [String(path[0] ?? 'id'), message])) };
}

/** True where saving must put a secret into the secret store. */
export function typesSecret(draft: SetupDraft): boolean {
  const form = draftForm(draft);
  const secrets = [
    ...(form.auth && draft.auth === 'basic' ? [draft.password] : []),
    ...(form.auth && draft.auth === 'bearer' ? [draft.token] : []),
    ...(form.headers ? draft.headers.filter(({ name }) => isSensitiveHeader(name)).map(({ value }) => value) : []),
    ...form.fields.filter(({ kind }) => kind === 'secret').map((field) => secretOf(draft, field)),
  ];
  return secrets.some(({ kind, text }) => kind === 'typed' && text !== '' && !/\$\{(?:env|file|secret):[^}]+\}/.test(text));
}

/** `wanted`, or the first of `wanted-2`, `wanted-3` … that is free. */
export function freeId(wanted: string, taken: readonly string[]): string {
  for (let count = 1; ; count++) {
    const id = count === 1 ? wanted : `${wanted}-${count}`;
    if (!taken.includes(id)) return id;
  }
}
