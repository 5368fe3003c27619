import type { CallInput } from '../../../../shared/contract/contract.ts';
import { DEFAULT_RESOLVED_WHEN, HOOK_PROOFS, type HookKindName } from '../../../../shared/model/hook-config.ts';
import { MAPPED_PATHS, type HookMapDraft, type HookView, type MappedPath } from '../../../../shared/model/hook-view.ts';
import { HookId, ServiceId } from '../../../../shared/model/ids.ts';
import { Severity } from '../../../../shared/model/severity.ts';
import { readPath } from '../../../../shared/text/json-path.ts';

/** A webhook as somebody writes it on the screen: all of it texts. */
export interface HookDraft {
  readonly id: string;
  readonly kind: HookKindName;
  readonly proof: 'token' | 'secret';
  /** `made`: a new one is made here; `env`: it stands in a variable; `kept`: as it is. */
  readonly secret: 'made' | 'env' | 'kept';
  readonly env: string;
  /** Empty = none. */
  readonly service: string;
  /** Empty = P2. */
  readonly severity: '' | Severity;
  readonly reportedBy: 'monitoring' | 'customers';
  readonly paths: Readonly<Record<MappedPath, string>>;
  /** Words, separated by commas. */
  readonly resolvedWhen: string;
  /** `urgent = P1, high = P2`. */
  readonly severities: string;
  /** Not on this form, but not to be lost by it. */
  readonly source: HookView['source'];
}

export type DraftProblems = Readonly<Partial<Record<'id' | 'env' | 'severities' | 'resolvedWhen' | MappedPath, string>>>;
export type ReadDraft = { readonly ok: true; readonly input: CallInput<'hooks.write'> } | { readonly ok: false; readonly problems: DraftProblems };

const NO_PATHS = Object.fromEntries(MAPPED_PATHS.map((name) => [name, ''])) as Record<MappedPath, string>;

/** A first webhook of a kind, under an id that nothing has. */
export function newDraft(kind: HookKindName, taken: readonly string[]): HookDraft {
  const wanted = kind === 'alert' ? 'support' : kind === 'change' ? 'pipelines' : kind;
  const id = [wanted, ...Array.from({ length: taken.length + 1 }, (_, index) => `${wanted}-${index + 2}`)].find((each) => !taken.includes(each)) ?? wanted;
  return {
    id, kind,
    proof: HOOK_PROOFS[kind][0] ?? 'token',
    secret: 'made', env: '', service: '', severity: '',
    reportedBy: kind === 'alert' ? 'customers' : 'monitoring',
    paths: NO_PATHS, resolvedWhen: DEFAULT_RESOLVED_WHEN.join(', '), severities: '', source: null,
  };
}

export const draftOf = ({ id, kind, proof, source, service, severity, reportedBy, map }: HookView): HookDraft => ({
  ...newDraft(kind, []),
  id, source, reportedBy,
  proof: proof === 'person' ? (HOOK_PROOFS[kind][0] ?? 'token') : proof,
  secret: proof === 'person' ? 'made' : 'kept',
  service: service ?? '',
  severity: severity ?? '',
  ...(map === null
    ? {}
    : {
        paths: Object.fromEntries(MAPPED_PATHS.map((name) => [name, map[name] ?? ''])) as Record<MappedPath, string>,
        resolvedWhen: map.resolvedWhen.join(', '),
        severities: Object.entries(map.severities ?? {}).map(([word, severity_]) => `${word} = ${severity_}`).join(', '),
      }),
});

const wordsOf = (text: string): string[] => text.split(',').map((word) => word.trim()).filter((word) => word !== '');

/** What the sender's words for severity mean; a sentence where that is not understood. */
export function readSeverities(text: string): Record<string, Severity> | string {
  const found: [string, Severity][] = [];
  for (const pair of wordsOf(text)) {
    const equals = pair.lastIndexOf('=');
    const severity = Severity.safeParse(pair.slice(equals + 1).trim().toUpperCase());
    const word = pair.slice(0, Math.max(0, equals)).trim();
    if (equals < 1 || word === '' || !severity.success) return `Expected a word and P0, P1 or P2, such as urgent = P1; found “${pair.slice(0, 40)}”`;
    found.push([word, severity.data]);
  }
  return Object.fromEntries(found);
}

/** The mapping for a preview: whatever of it can be read. */
export function mapOf({ paths, resolvedWhen, severities }: HookDraft): HookMapDraft {
  const read = readSeverities(severities);
  return { paths, resolvedWhen: wordsOf(resolvedWhen).slice(0, 20).map((word) => word.slice(0, 100)), ...(typeof read === 'string' ? {} : { severities: read }) };
}

const NEEDED = { identity: 'Say where the id of the ticket or alert stands: by it two messages are known to speak of the same', title: 'Say where the words stand that are shown' } as const;

function pathProblems({ paths }: HookDraft): DraftProblems {
  const problems: Partial<Record<MappedPath, string>> = {};
  for (const name of MAPPED_PATHS) {
    const text = paths[name].trim();
    if (text === '') {
      if (name === 'identity' || name === 'title') problems[name] = NEEDED[name];
      continue;
    }
    const path = readPath(text);
    if ('problem' in path) problems[name] = path.problem;
  }
  return problems;
}

/** The form as what is written into holdfast.yaml, or what is missing in it. */
export function readDraft(draft: HookDraft, { isNew, taken }: { readonly isNew: boolean; readonly taken: readonly string[] }): ReadDraft {
  const { kind, proof, secret, service, severity, reportedBy, source } = draft;
  const id = HookId.safeParse(draft.id.trim());
  const severities = readSeverities(draft.severities);
  const resolvedWhen = wordsOf(draft.resolvedWhen);
  const env = draft.env.trim();
  const problems: DraftProblems = {
    ...(!id.success ? { id: 'Expected letters, digits, “-”, “_” or “.”, such as support: it is the end of the address' } : {}),
    ...(isNew && id.success && taken.includes(id.data) ? { id: `There is a webhook “${id.data}” already` } : {}),
    ...(secret === 'env' && !/^[A-Za-z_]\w{0,99}$/.test(env) ? { env: 'Expected the name of a variable, such as SUPPORT_TOKEN' } : {}),
    ...(kind !== 'alert' ? {} : { ...pathProblems(draft), ...(typeof severities === 'string' ? { severities } : {}), ...(draft.paths.state.trim() !== '' && resolvedWhen.length === 0 ? { resolvedWhen: 'Say which words mean that it is over, or nothing ever ends' } : {}) }),
  };
  if (Object.keys(problems).length > 0 || !id.success || typeof severities === 'string') return { ok: false, problems };
  const written = Object.fromEntries(MAPPED_PATHS.flatMap((name) => (draft.paths[name].trim() === '' ? [] : [[name, draft.paths[name].trim()]]))) as { identity: string; title: string };
  return {
    ok: true,
    input: {
      id: id.data, proof, secret, isNew,
      ...(secret === 'env' ? { env } : {}),
      hook: {
        kind, reportedBy,
        ...(source === null ? {} : { source }),
        ...(service === '' ? {} : { service: ServiceId.parse(service) }),
        ...(severity === '' ? {} : { severity }),
        ...(kind === 'alert' ? { map: { ...written, resolvedWhen, ...(Object.keys(severities).length === 0 ? {} : { severities }) } } : {}),
      },
    },
  };
}
