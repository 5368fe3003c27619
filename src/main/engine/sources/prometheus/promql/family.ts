import type { SyntaxNode } from '@lezer/common';
import { childrenOf, functionName, selectorsOf, typeOf, type Expression } from './ast.ts';

/** One way to see a query as a member of a family: queries that are the same but for the value of one label. */
export interface Membership {
  readonly label: string;
  readonly value: string;
  /** Equal for exactly the queries that can be asked together over this label. */
  readonly key: string;
}

/** A family of queries as one: what to ask, and whether each single query's answer would have carried the label. */
export interface FamilyQuery {
  readonly text: string;
  readonly keepsLabel: boolean;
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Values that need no escaping in a string and, but for the dot, none in a regular expression. */
const PLAIN_VALUE = /^[\w\-:/ .]+$/;

const RANGE_FUNCTIONS = ['rate', 'irate', 'increase', 'delta', 'idelta', 'deriv', 'changes', 'resets', 'predict_linear'];
const OVER_TIME = ['avg', 'min', 'max', 'sum', 'count', 'last', 'present', 'stddev', 'stdvar', 'quantile'].map((name) => `${name}_over_time`);
const ELEMENTWISE = ['abs', 'ceil', 'floor', 'exp', 'ln', 'log2', 'log10', 'sqrt', 'sgn', 'round', 'clamp', 'clamp_min', 'clamp_max', 'timestamp'];
/** Functions that work on each series by itself (or, for the quantile, on the series that differ only in `le`) and keep its labels. */
const SAFE_FUNCTIONS = new Set([...RANGE_FUNCTIONS, ...OVER_TIME, ...ELEMENTWISE, 'histogram_quantile']);
/** Aggregations that make one series of each group and look at nothing outside it. */
const SAFE_AGGREGATIONS = new Set(['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar', 'quantile']);
const SET_OPERATORS = new Set(['And', 'Or', 'Unless']);
/** Labels with a meaning of their own to Prometheus. */
const SPECIAL_LABELS = new Set(['__name__', 'le', 'quantile']);

class NotExact extends Error {}
const refuse = (): never => {
  throw new NotExact();
};

/** Every family that the query could belong to; empty where asking it together with others is not provably the same. */
export function membershipsOf(expression: Expression): readonly Membership[] {
  const [first, ...others] = selectorsOf(expression).map((selector) => equalities(selector, expression.text));
  if (expression.type !== 'vector' || !first) return [];
  const found: Membership[] = [];
  for (const [label, { value }] of first) {
    if (SPECIAL_LABELS.has(label) || !PLAIN_VALUE.test(value) || others.some((selector) => selector.get(label)?.value !== value)) continue;
    if (analyse(expression, label) === null) continue;
    const blanks = [first, ...others].map((selector): Edit => ({ ...span(selector.get(label)?.node), text: '\0' }));
    found.push({ label, value, key: `${label}\0${applyEdits(expression.text, blanks)}` });
  }
  return found;
}

/**
 * The query of a whole family, made from any of its members: the matcher takes all values and every aggregation keeps the
 * label, so that the part of the answer that carries one value is the answer of that value's query.
 * Exact because every selector fixes the label, so every intermediate vector falls apart by its value, and each operation
 * allowed here (`visit`) acts within those parts. Call only with a membership of the expression.
 */
export function familyQuery(expression: Expression, label: string, values: readonly string[]): FamilyQuery {
  const analysed = analyse(expression, label);
  if (analysed === null) throw new Error(`the query is no member of a family over ${label}`);
  const pattern = [...values].sort().map((value) => value.replaceAll('.', String.raw`\\.`)).join('|');
  const matchers = selectorsOf(expression).flatMap((selector): readonly Edit[] => {
    const found = equalities(selector, expression.text).get(label);
    return found ? [{ ...span(found.matcher), text: `${label}=~"${pattern}"` }] : [];
  });
  return { text: applyEdits(expression.text, [...matchers, ...analysed.edits]), keepsLabel: analysed.keepsLabel };
}

function analyse(expression: Expression, label: string): { readonly keepsLabel: boolean; readonly edits: readonly Edit[] } | null {
  const edits: Edit[] = [];
  try {
    return expression.root ? { keepsLabel: visit(expression.root, { text: expression.text, label, edits }), edits } : null;
  } catch (error) {
    if (error instanceof NotExact) return null;
    throw error;
  }
}

interface Visit {
  readonly text: string;
  readonly label: string;
  readonly edits: Edit[];
}

/** Returns whether the single query's result carries the label at this point; notes what must change for the family's to carry it. */
function visit(node: SyntaxNode, context: Visit): boolean {
  const children = childrenOf(node);
  switch (node.name) {
    case 'VectorSelector':
      return true;
    case 'MatrixSelector':
    case 'SubqueryExpr':
    case 'ParenExpr':
    case 'OffsetExpr':
    case 'StepInvariantExpr':
      return visit(children[0] ?? refuse(), context);
    case 'UnaryExpr':
      return visit(children.at(-1) ?? refuse(), context);
    case 'FunctionCall':
      return SAFE_FUNCTIONS.has(functionName(node, context.text)) ? visit(onlyVector(node, context), context) : refuse();
    case 'AggregateExpr':
      return visitAggregate(node, context);
    case 'BinaryExpr':
      return visitBinary(children, context);
    default:
      return refuse();
  }
}

const isConstant = (node: SyntaxNode, { text }: Visit): boolean => typeOf(node, text) === 'scalar' && !containsSelector(node);

function containsSelector(node: SyntaxNode): boolean {
  let found = false;
  node.cursor().iterate(({ name }) => !(found ||= name === 'VectorSelector'));
  return found;
}

/** The one argument that is a vector; every other must be a number that does not depend on any series. */
function onlyVector(node: SyntaxNode, context: Visit): SyntaxNode {
  const body = node.getChild('FunctionCallBody');
  const args = body ? childrenOf(body) : [];
  const vectors = args.filter((arg) => !isConstant(arg, context));
  return vectors.length === 1 && vectors[0] ? vectors[0] : refuse();
}

function visitAggregate(node: SyntaxNode, context: Visit): boolean {
  const { text, label, edits } = context;
  const operator = node.getChild('AggregateOp') ?? refuse();
  if (!SAFE_AGGREGATIONS.has(text.slice(operator.from, operator.to).toLowerCase())) return refuse();
  const inner = visit(onlyVector(node, context), context);
  const modifier = node.getChild('AggregateModifier');
  if (!modifier) {
    edits.push({ from: operator.to, to: operator.to, text: ` by (${label}) ` });
    return false;
  }
  const grouping = modifier.getChild('GroupingLabels') ?? refuse();
  const names = namesOf(grouping, text);
  const listed = names.includes(label);
  if (modifier.getChild('By')) {
    if (!listed) edits.push({ ...span(grouping), text: `(${[...names, label].join(', ')})` });
    return listed && inner;
  }
  if (listed) edits.push({ ...span(grouping), text: `(${names.filter((name) => name !== label).join(', ')})` });
  return !listed && inner;
}

/** Vector matching, PromQL's `on` and `ignoring`; one-to-many matching is left out, its result takes labels from both sides. */
function visitBinary(children: readonly SyntaxNode[], context: Visit): boolean {
  const [left, right] = [children[0] ?? refuse(), children.at(-1) ?? refuse()];
  const clause = children.find(({ name }) => name === 'MatchingModifierClause');
  const known = children.slice(1, -1).every(({ name }) => name !== 'FillModifier');
  if (!known) return refuse();
  if (isConstant(left, context)) return visit(right, context);
  if (isConstant(right, context)) return visit(left, context);
  const [inLeft, inRight] = [visit(left, context), visit(right, context)];
  const isSet = children.some(({ name }) => SET_OPERATORS.has(name));
  if (!clause) return inLeft === inRight ? inLeft : refuse();
  if (clause.getChild('GroupLeft') ?? clause.getChild('GroupRight')) return refuse();
  const grouping = clause.getChild('GroupingLabels') ?? refuse();
  const names = namesOf(grouping, context.text);
  const listed = names.includes(context.label);
  if (clause.getChild('Ignoring')) return !listed && inLeft === inRight ? inLeft : refuse();
  if (listed || isSet) return inLeft === inRight ? addOn(listed, grouping, names, context, inLeft) : refuse();
  return addOn(false, grouping, names, context, false);
}

function addOn(listed: boolean, grouping: SyntaxNode, names: readonly string[], { edits, label }: Visit, keepsLabel: boolean): boolean {
  if (!listed) edits.push({ ...span(grouping), text: `(${[...names, label].join(', ')})` });
  return keepsLabel;
}

const namesOf = (grouping: SyntaxNode, text: string): readonly string[] => childrenOf(grouping).map(({ from, to }) => text.slice(from, to));

interface Equality {
  readonly value: string;
  readonly matcher: SyntaxNode;
  /** The value's literal. */
  readonly node: SyntaxNode;
}

/** `label="value"` matchers of a selector; a label that is matched more than once is left out. */
function equalities(selector: SyntaxNode, text: string): ReadonlyMap<string, Equality> {
  const found = new Map<string, Equality>();
  const repeated = new Set<string>();
  for (const matcher of selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []) {
    const [name, operator, node] = [matcher.getChild('LabelName'), matcher.getChild('MatchOp'), matcher.getChild('StringLiteral')];
    if (!name || !operator || !node) continue;
    const label = text.slice(name.from, name.to);
    if (found.has(label) || repeated.has(label)) {
      found.delete(label);
      repeated.add(label);
    } else if (operator.getChild('EqlSingle')) found.set(label, { value: text.slice(node.from + 1, node.to - 1), matcher, node });
    else repeated.add(label);
  }
  return found;
}

const span = (node: SyntaxNode | undefined): { readonly from: number; readonly to: number } => (node ? { from: node.from, to: node.to } : refuse());

function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.from - b.from)) {
    result += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return result + text.slice(at);
}
