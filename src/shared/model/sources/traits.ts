import type { SignalConfig, SignalKind } from '../config.ts';

/** The keys of a signal that say what is asked, of which each type of source reads its own. */
export const CHECK_KEYS = ['query', 'queries', 'formula', 'select', 'http', 'tcp', 'dns', 'authority', 'postman', 'window'] as const satisfies readonly (keyof SignalConfig)[];
export type CheckKey = (typeof CHECK_KEYS)[number];

/** Steps below the source's own entry. */
type Below = readonly (string | number)[];

/** A duration below the source's own entry, and which span makes sense for it. */
type SourceDuration = readonly [path: Below, text: string | undefined, span: 'every' | 'deadMan'];

/** A text of a source that may hold references to secrets, beside `auth`, `headers` and `tls`; `sensitive` where it is secret as a whole. */
export interface SecretText {
  readonly path: Below;
  readonly text: string | undefined;
  readonly sensitive: boolean;
}

/** A field of the form that connects a source: a key of its configuration. */
export interface FormField {
  readonly key: string;
  /** `yesNo`: no unless told. */
  readonly kind: 'text' | 'secret' | 'choice' | 'yesNo';
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  /** Of a choice; the first one is chosen unless told. An empty value leaves the key out. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

/** The form that connects a source of this type in Settings. */
export interface SourceForm {
  /** What is said under its name where a person chooses. */
  readonly lead: string;
  /** Of the key `url`; null where it has none. */
  readonly address: { readonly hint: string; readonly placeholder: string } | null;
  /** Which of the keys of `parts.ts` it has. */
  readonly auth: boolean;
  readonly headers: boolean;
  readonly tls: boolean;
  readonly fields: readonly FormField[];
  /** What its queries are written in; null where its signals, if it has any, are not asked by `query`. */
  readonly queryLanguage: string | null;
  /** Its metrics can be looked through for signals worth having. */
  readonly proposes: boolean;
  /** What it brings without any signal, or how signals of it are written; null where queries say all. */
  readonly after: string | null;
}

/** What the rest of Holdfast must know of a type of source without knowing the type. */
export interface SourceTraits<C> {
  /** What it is called where no name is configured. */
  readonly label: string;
  /** Where it is, for people; null where there is no single address. */
  readonly url: (source: C) => string | null;
  /** Its page about alerts with these labels; left out where it keeps no alerts. `url` is its address as it is shown to people. */
  readonly alertPage?: (url: string, labels: Readonly<Record<string, string>>) => string | null;
  /** Every address it is configured with, which may hold no credentials. */
  readonly addresses: (source: C) => readonly (readonly [path: Below, url: string | undefined])[];
  readonly secrets: (source: C) => readonly SecretText[];
  /** Durations that it is configured with beside `timeout`. */
  readonly durations?: (source: C) => readonly SourceDuration[];
  /** What its signals look like: exactly one of `anyOf`, and what may stand beside it; null where it has no signals. `kinds` null: any. */
  readonly checks: { readonly anyOf: readonly CheckKey[]; readonly also: readonly CheckKey[]; readonly kinds: readonly SignalKind[] | null } | null;
  /** Keys that are taken from the file only, since they name what is started on this machine. */
  readonly onlyInFile?: readonly string[];
  /** Why one that is configured like this can answer neither signals nor rule files, as the end of a sentence; null where it can. */
  readonly lacks?: (source: C) => string | null;
  /** Null where it is written into the configuration only. */
  readonly form: SourceForm | null;
  /** Rule files may be evaluated by it. */
  readonly evaluatesExpressions: boolean;
  /** It keeps samples with times of their own, so that their spacing can be learned; otherwise a sample is made when it is asked. */
  readonly keepsSamples: boolean;
}
