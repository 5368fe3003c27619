import { assertNever } from '../../../../../shared/model/result.ts';
import { general } from './float-text.ts';
import type { Literal } from './tree.ts';

/** Labels by name, without a prototype or as a copy of one; only own keys count. */
export type LabelMap = Readonly<Record<string, string>>;

export interface TemplateSample {
  readonly labels: LabelMap;
  readonly value: number;
}

/** What `.` is at the start of every label and annotation. */
export interface AlertData {
  /** Labels of the sample, `__name__` among them; not those of the rule. */
  readonly labels: LabelMap;
  readonly value: number;
  readonly externalLabels: LabelMap;
  readonly externalUrl: string;
}

/** A value while a template is expanded, by its Go type. */
export type Value =
  | Literal
  | { readonly kind: 'labels'; readonly value: LabelMap }
  | { readonly kind: 'args'; readonly value: readonly Value[] }
  | { readonly kind: 'sample'; readonly value: TemplateSample }
  | { readonly kind: 'samples'; readonly value: readonly TemplateSample[] }
  | { readonly kind: 'alert'; readonly value: AlertData }
  | { readonly kind: 'time'; readonly atMs: number };

export const text = (value: string): Value => ({ kind: 'string', value });
export const float = (value: number): Value => ({ kind: 'float', value });
export const int = (value: number): Value => ({ kind: 'int', value });
export const bool = (value: boolean): Value => ({ kind: 'bool', value });
export const NIL: Value = { kind: 'nil' };

const TYPES: Readonly<Record<Value['kind'], string>> = {
  string: 'string',
  int: 'int',
  float: 'float64',
  bool: 'bool',
  nil: '<nil>',
  labels: 'map[string]string',
  args: 'map[string]interface {}',
  sample: 'sample',
  samples: 'queryResult',
  alert: 'alert',
  time: 'time.Time',
};

/** The name that Go gives the type, for `%T` and for messages. */
export const typeOf = (value: Value): string => TYPES[value.kind];

export const ownLabel = (labels: LabelMap, name: string): string => (Object.hasOwn(labels, name) ? (labels[name] ?? '') : '');

/** Names in Go's order, which is that of the bytes. */
export const sortedNames = (labels: LabelMap): readonly string[] => Object.keys(labels).sort(byBytes);
export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** How Go prints a value in a text (`%v`). */
export function show(value: Value): string {
  switch (value.kind) {
    case 'string':
      return value.value;
    case 'int':
    case 'bool':
      return String(value.value);
    case 'float':
      return general(value.value, null);
    case 'nil':
      return '<no value>';
    case 'labels':
      return showLabels(value.value);
    case 'args':
      return `map[${value.value.map((item, index) => `arg${String(index)}:${show(item)}`).join(' ')}]`;
    case 'sample':
      return showSample(value.value);
    case 'samples':
      return `[${value.value.map(showSample).join(' ')}]`;
    case 'alert':
      return `{${showLabels(value.value.labels)} ${showLabels(value.value.externalLabels)} ${value.value.externalUrl} ${general(value.value.value, null)}}`;
    case 'time':
      return showTime(value.atMs);
    default:
      return assertNever(value, 'value');
  }
}

const showLabels = (labels: LabelMap): string => `map[${sortedNames(labels).map((name) => `${name}:${ownLabel(labels, name)}`).join(' ')}]`;
const showSample = ({ labels, value }: TemplateSample): string => `{${showLabels(labels)} ${general(value, null)}}`;

/** As Go prints an instant in UTC: `2015-06-23 13:19:44.128 +0000 UTC`. */
function showTime(atMs: number): string {
  const [date = '', clock = ''] = new Date(atMs).toISOString().slice(0, -1).split('T');
  return `${date} ${clock.replace(/\.?0*$/, '')} +0000 UTC`;
}

/** Whether `if` takes it for true. */
export function isTrue(value: Value): boolean {
  switch (value.kind) {
    case 'string':
      return value.value !== '';
    case 'int':
    case 'float':
      return value.value !== 0;
    case 'bool':
      return value.value;
    case 'nil':
      return false;
    case 'labels':
      return Object.keys(value.value).length > 0;
    case 'args':
    case 'samples':
      return value.value.length > 0;
    case 'sample':
    case 'alert':
    case 'time':
      return true;
    default:
      return assertNever(value, 'value');
  }
}
