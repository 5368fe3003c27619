import { parsePrometheusDuration } from '../duration.ts';
import { compare, equal } from './compare.ts';
import { humanize, humanize1024, humanizeDuration, humanizePercentage } from './humanize.ts';
import { parseFloatText } from './number.ts';
import { sprintf } from './printf.ts';
import { matches, replaceAllMatches } from './regexp.ts';
import { escapeHtml, escapeQuery, stripDomain, stripPort, title, upper, lower } from './text-functions.ts';
import { TemplateFault } from './tree.ts';
import { bool, byBytes, float, int, isTrue, NIL, ownLabel, show, sortedNames, text, typeOf, type TemplateSample, type Value } from './values.ts';

/** What functions need beside their arguments. */
export interface FunctionContext {
  /** Evaluation time in milliseconds. */
  readonly atMs: number;
  readonly externalUrl: string;
  /** The answer to a query at the evaluation time; throws where it is not there yet or failed. */
  query(expr: string): readonly TemplateSample[];
}

interface TemplateFunction {
  readonly least: number;
  readonly most: number;
  readonly call: (args: readonly Value[], context: FunctionContext) => Value;
}

const LATEST_NANOSECONDS = 2 ** 63;
/** A text that doubles itself in a range must not fill the memory. */
const LONGEST_TEXT = 65_536;

const arg = (args: readonly Value[], index: number): Value => args[index] ?? NIL;

function textArg(args: readonly Value[], index: number): string {
  const value = arg(args, index);
  if (value.kind !== 'string') throw new TemplateFault(`expected text, found ${describe(value)}`);
  return value.value;
}

function numberArg(args: readonly Value[], index: number): number {
  const value = arg(args, index);
  const number = value.kind === 'float' || value.kind === 'int' ? value.value : value.kind === 'string' ? parseFloatText(value.value) : null;
  if (number === null) throw new TemplateFault(`expected a number, found ${describe(value)}`);
  return number;
}

function samplesArg(args: readonly Value[], index: number): readonly TemplateSample[] {
  const value = arg(args, index);
  if (value.kind !== 'samples') throw new TemplateFault(`expected the result of a query, found ${describe(value)}`);
  return value.value;
}

function sampleArg(args: readonly Value[], index: number): TemplateSample {
  const value = arg(args, index);
  if (value.kind !== 'sample') throw new TemplateFault(`expected a sample, found ${describe(value)}`);
  return value.value;
}

const describe = (value: Value): string => (value.kind === 'string' ? JSON.stringify(value.value.slice(0, 40)) : `${typeOf(value)} ${show(value).slice(0, 40)}`);

const fixedArgs = (count: number, call: TemplateFunction['call']): TemplateFunction => ({ least: count, most: count, call });
const manyArgs = (least: number, call: TemplateFunction['call']): TemplateFunction => ({ least, most: 100, call });
const ofText = (call: (value: string) => string): TemplateFunction => fixedArgs(1, (args) => text(call(textArg(args, 0))));
const ofNumber = (call: (value: number) => string): TemplateFunction => fixedArgs(1, (args) => text(call(numberArg(args, 0))));
const ordering = (accepts: (order: number) => boolean): TemplateFunction => fixedArgs(2, (args) => bool(accepts(compare(arg(args, 0), arg(args, 1)))));

const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  // Go's own. `and` and `or` are expanded where their arguments are, since they leave out what they need not know.
  and: manyArgs(1, (args) => args.find((value) => !isTrue(value)) ?? arg(args, args.length - 1)),
  or: manyArgs(1, (args) => args.find(isTrue) ?? arg(args, args.length - 1)),
  not: fixedArgs(1, (args) => bool(!isTrue(arg(args, 0)))),
  eq: manyArgs(2, (args) => bool(args.slice(1).some((other) => equal(arg(args, 0), other)))),
  ne: fixedArgs(2, (args) => bool(!equal(arg(args, 0), arg(args, 1)))),
  lt: ordering((order) => order < 0),
  le: ordering((order) => order <= 0),
  // As Go has it, NaN is greater than everything.
  gt: ordering((order) => !(order <= 0)),
  ge: ordering((order) => !(order < 0)),
  len: fixedArgs(1, (args) => int(length(arg(args, 0)))),
  index: manyArgs(1, (args) => args.slice(1).reduce(index, arg(args, 0))),
  print: manyArgs(0, (args) => text(print(args))),
  println: manyArgs(0, (args) => text(`${args.map(showInPrint).join(' ')}\n`)),
  printf: manyArgs(1, (args) => text(sprintf(textArg(args, 0), args.slice(1)))),
  html: manyArgs(0, (args) => text(escapeHtml(printed(args)))),
  urlquery: manyArgs(0, (args) => text(escapeQuery(printed(args)))),
  // Prometheus' own.
  query: fixedArgs(1, (args, context) => ({ kind: 'samples', value: context.query(textArg(args, 0)) })),
  first: fixedArgs(1, (args) => ({ kind: 'sample', value: first(samplesArg(args, 0)) })),
  label: fixedArgs(2, (args) => text(ownLabel(sampleArg(args, 1).labels, textArg(args, 0)))),
  value: fixedArgs(1, (args) => float(sampleArg(args, 0).value)),
  strvalue: fixedArgs(1, (args) => text(ownLabel(sampleArg(args, 0).labels, '__value__'))),
  sortByLabel: fixedArgs(2, (args) => ({ kind: 'samples', value: sortByLabel(textArg(args, 0), samplesArg(args, 1)) })),
  args: manyArgs(0, (args) => ({ kind: 'args', value: args })),
  humanize: ofNumber(humanize),
  humanize1024: ofNumber(humanize1024),
  humanizeDuration: ofNumber(humanizeDuration),
  humanizePercentage: ofNumber(humanizePercentage),
  humanizeTimestamp: fixedArgs(1, (args) => (Number.isFinite(numberArg(args, 0)) ? text(show(time(numberArg(args, 0)))) : text(show(float(numberArg(args, 0)))))),
  toTime: fixedArgs(1, (args) => time(numberArg(args, 0))),
  now: fixedArgs(0, (_, { atMs }) => float(atMs / 1_000)),
  parseDuration: fixedArgs(1, (args) => float(duration(textArg(args, 0)))),
  title: ofText(title),
  toUpper: ofText(upper),
  toLower: ofText(lower),
  match: fixedArgs(2, (args) => bool(matches(textArg(args, 0), textArg(args, 1)))),
  reReplaceAll: fixedArgs(3, (args) => text(replaceAllMatches(textArg(args, 0), textArg(args, 1), textArg(args, 2)))),
  stripPort: ofText(stripPort),
  stripDomain: ofText(stripDomain),
  safeHtml: ofText((value) => value),
  urlQueryEscape: ofText(escapeQuery),
  graphLink: ofText((expr) => `/graph?g0.expr=${escapeQuery(expr)}&g0.tab=0`),
  tableLink: ofText((expr) => `/graph?g0.expr=${escapeQuery(expr)}&g0.tab=1`),
  externalURL: fixedArgs(0, (_, { externalUrl }) => text(externalUrl)),
  pathPrefix: fixedArgs(0, (_, { externalUrl }) => text(URL.canParse(externalUrl) ? new URL(externalUrl).pathname.replace(/\/$/, '') : '')),
};

/** What Prometheus or Go know beyond these; a rule that uses one loads, and its text says that it cannot be expanded. */
export const UNSUPPORTED_FUNCTIONS: ReadonlySet<string> = new Set(['call', 'js', 'slice', 'toDuration']);

export const isFunction = (name: string): boolean => Object.hasOwn(FUNCTIONS, name);

/** Calls a function that is known to exist. Throws `TemplateFault` that names the function. */
export function callFunction(name: string, args: readonly Value[], context: FunctionContext): Value {
  const known = FUNCTIONS[name];
  if (known === undefined) throw new TemplateFault(`the function ${name} is not defined`);
  if (args.length < known.least || args.length > known.most) {
    const wanted = known.least === known.most ? String(known.least) : `at least ${String(known.least)}`;
    throw new TemplateFault(`${name}: expected ${wanted} ${known.least === 1 ? 'argument' : 'arguments'}, found ${String(args.length)}`);
  }
  try {
    const value = known.call(args, context);
    if (value.kind === 'string' && value.value.length > LONGEST_TEXT) throw new TemplateFault(`its text is longer than ${LONGEST_TEXT.toLocaleString('en-US')} characters`);
    return value;
  } catch (error) {
    throw error instanceof TemplateFault ? new TemplateFault(`${name}: ${error.message}`) : error;
  }
}

function length(value: Value): number {
  if (value.kind === 'string') return Buffer.byteLength(value.value);
  if (value.kind === 'labels') return Object.keys(value.value).length;
  if (value.kind === 'samples' || value.kind === 'args') return value.value.length;
  throw new TemplateFault(`${describe(value)} has no length`);
}

function index(value: Value, key: Value): Value {
  if (value.kind === 'labels' && key.kind === 'string') return text(ownLabel(value.value, key.value));
  if (value.kind === 'samples' && key.kind === 'int') {
    const sample = value.value[key.value];
    if (sample === undefined) throw new TemplateFault(`there is no sample ${String(key.value)} of ${String(value.value.length)}`);
    return { kind: 'sample', value: sample };
  }
  throw new TemplateFault(`${describe(value)} has nothing at ${describe(key)}`);
}

function first(samples: readonly TemplateSample[]): TemplateSample {
  const [sample] = samples;
  if (sample === undefined) throw new TemplateFault('the query gave nothing');
  return sample;
}

const sortByLabel = (name: string, samples: readonly TemplateSample[]): readonly TemplateSample[] =>
  [...samples].sort((a, b) => byBytes(ownLabel(a.labels, name), ownLabel(b.labels, name)));

function time(seconds: number): Value {
  const nanoseconds = seconds * 1e9;
  if (!(Math.abs(nanoseconds) < LATEST_NANOSECONDS)) throw new TemplateFault(`${show(float(seconds))} is no instant in seconds`);
  return { kind: 'time', atMs: Math.trunc(nanoseconds / 1e6) };
}

function duration(written: string): number {
  const ms = parsePrometheusDuration(written);
  if (ms === null) throw new TemplateFault(`expected a duration such as 1h30m, found ${JSON.stringify(written.slice(0, 40))}`);
  return ms / 1_000;
}

const showInPrint = (value: Value): string => (value.kind === 'nil' ? '<nil>' : show(value));

/** Blanks stand only between two values of which neither is text (fmt.Sprint). */
const print = (args: readonly Value[]): string =>
  args.map((value, at) => (at > 0 && value.kind !== 'string' && args[at - 1]?.kind !== 'string' ? ` ${showInPrint(value)}` : showInPrint(value))).join('');

const printed = (args: readonly Value[]): string => (args.length === 1 && args[0]?.kind === 'string' ? args[0].value : print(args));

/** What a range goes over: samples one by one, labels by name. */
export function elementsOf(value: Value): readonly (readonly [key: Value, element: Value])[] {
  if (value.kind === 'samples') return value.value.map((sample, at) => [int(at), { kind: 'sample', value: sample }]);
  if (value.kind === 'labels') return sortedNames(value.value).map((name) => [text(name), text(ownLabel(value.value, name))]);
  if (value.kind === 'nil') return [];
  throw new TemplateFault(`a range goes over the result of a query or over labels, found ${describe(value)}`);
}
