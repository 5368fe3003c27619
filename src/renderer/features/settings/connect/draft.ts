import type { PrometheusSetup } from '../../../../shared/model/connect.ts';
import { SourceId } from '../../../../shared/model/ids.ts';

/** A secret as the form holds it: typed once, or named by where the engine finds it. */
export interface SecretDraft {
  readonly kind: 'typed' | 'env' | 'file';
  readonly text: string;
}

export interface HeaderDraft {
  /** Keeps the row's identity while others come and go. */
  readonly key: number;
  readonly name: string;
  readonly value: SecretDraft;
}

/** The form as a person left it, valid or not. */
export interface SetupDraft {
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
}

export type DraftField = 'id' | 'url' | 'username' | 'password' | 'token' | 'headers' | 'ca' | 'timeout';
export type DraftProblems = Partial<Record<DraftField, string>>;

const NO_SECRET: SecretDraft = { kind: 'typed', text: '' };
export const EMPTY_DRAFT: SetupDraft = {
  id: 'prometheus',
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
};

/** Header names whose value is a credential: hidden while typed, and stored rather than written. The engine decides alike. */
export const isSensitiveHeader = (name: string): boolean => /auth|token|key|secret|cookie|password/i.test(name);

/** What the engine is told: the text itself, or a reference that it resolves. */
export const secretText = ({ kind, text }: SecretDraft): string => (kind === 'typed' ? text : text === '' ? '' : `\${${kind}:${text}}`);

function secretProblem({ kind, text }: SecretDraft, what: string): string | null {
  if (text === '') return kind === 'typed' ? `Type ${what}` : kind === 'env' ? 'Type the name of the environment variable' : 'Type the path of the file';
  if (kind === 'env' && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return 'Expected the name of a variable, such as PROM_TOKEN';
  if (kind === 'file' && /[}\n\r]/.test(text)) return 'Expected the path of a file, in one line and without “}”';
  return null;
}

function urlProblem(url: string): string | null {
  if (url === '') return 'Type the address of Prometheus, for example http://prometheus.example:9090';
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return 'Expected an http:// or https:// address, for example http://prometheus.example:9090';
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

function problemsOf(draft: SetupDraft): DraftProblems {
  const found: Record<DraftField, string | null> = {
    id: SourceId.safeParse(draft.id).success ? null : 'Expected 1 to 63 letters, digits, “.”, “-” or “_”, starting with a letter or digit',
    url: urlProblem(draft.url.trim()),
    username: draft.auth === 'basic' && draft.username === '' ? 'Type the user name' : null,
    password: draft.auth === 'basic' ? secretProblem(draft.password, 'the password') : null,
    token: draft.auth === 'bearer' ? secretProblem(draft.token, 'the token') : null,
    headers: headersProblem(draft.headers),
    ca: caProblem(draft),
    timeout: timeoutMsOf(draft.timeoutSeconds) === null ? 'Expected 0.1 to 120 seconds' : null,
  };
  return Object.fromEntries(Object.entries(found).filter(([, problem]) => problem !== null));
}

function authOf({ auth, username, password, token }: SetupDraft): PrometheusSetup['auth'] {
  if (auth === 'basic') return { kind: 'basic', username, password: secretText(password) };
  return auth === 'bearer' ? { kind: 'bearer', token: secretText(token) } : { kind: 'none' };
}

export type ReadDraft = { readonly ok: true; readonly setup: PrometheusSetup } | { readonly ok: false; readonly problems: DraftProblems };

/** What the form means, or what is missing in it, by field. */
export function readDraft(draft: SetupDraft): ReadDraft {
  const problems = problemsOf(draft);
  const id = SourceId.safeParse(draft.id);
  const timeoutMs = timeoutMsOf(draft.timeoutSeconds);
  if (Object.keys(problems).length > 0 || !id.success || timeoutMs === null) return { ok: false, problems };
  const name = draft.name.trim();
  const setup: PrometheusSetup = {
    id: id.data,
    ...(name === '' ? {} : { name }),
    url: draft.url.trim(),
    auth: authOf(draft),
    headers: Object.fromEntries(draft.headers.map(({ name: header, value }) => [header.trim(), secretText(value)])),
    ...(draft.ca === 'pem' ? { ca: draft.caPem } : draft.ca === 'file' ? { ca: `\${file:${draft.caFile}}` } : {}),
    timeoutMs,
  };
  return { ok: true, setup };
}

/** True where saving must put a secret into the secret store. */
export function typesSecret(draft: SetupDraft): boolean {
  const secrets = [...(draft.auth === 'basic' ? [draft.password] : []), ...(draft.auth === 'bearer' ? [draft.token] : []), ...draft.headers.filter(({ name }) => isSensitiveHeader(name)).map(({ value }) => value)];
  return secrets.some(({ kind, text }) => kind === 'typed' && text !== '' && !/\$\{(?:env|file|secret):[^}]+\}/.test(text));
}

/** `wanted`, or the first of `wanted-2`, `wanted-3` … that is free. */
export function freeId(wanted: string, taken: readonly string[]): string {
  for (let count = 1; ; count++) {
    const id = count === 1 ? wanted : `${wanted}-${count}`;
    if (!taken.includes(id)) return id;
  }
}
