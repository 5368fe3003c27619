import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { parseDuration } from '../../../../../shared/model/units.ts';

/** What an expression gives; `unknown` where the grammar does not know it, such as the extensions of other vendors. */
export type ExpressionType = 'vector' | 'scalar' | 'string' | 'range' | 'unknown';

/** A parsed expression. Positions in `tree` are positions in `text`. */
export interface Expression {
  readonly text: string;
  readonly tree: Tree;
  readonly root: SyntaxNode | null;
  readonly type: ExpressionType;
}

const SCALAR_FUNCTIONS = new Set(['time', 'scalar', 'pi']);
const TYPE_OF_NODE: Readonly<Record<string, ExpressionType>> = {
  NumberDurationLiteral: 'scalar',
  StringLiteral: 'string',
  VectorSelector: 'vector',
  AggregateExpr: 'vector',
  MatrixSelector: 'range',
  SubqueryExpr: 'range',
};
const WRAPPERS = new Set(['ParenExpr', 'UnaryExpr', 'OffsetExpr', 'StepInvariantExpr']);

/** Children that stand for themselves, without comments. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== 'LineComment') found.push(child);
  return found;
}

export function parsePromql(text: string): Expression {
  const tree = parser.parse(text);
  const [root = null, ...rest] = childrenOf(tree.topNode);
  const broken = root === null || rest.length > 0 || hasError(tree);
  return { text, tree, root: broken ? null : root, type: broken ? 'unknown' : typeOf(root, text) };
}

function hasError(tree: Tree): boolean {
  let found = false;
  tree.iterate({ enter: ({ type }) => !(found ||= type.isError) });
  return found;
}

export function typeOf(node: SyntaxNode, text: string): ExpressionType {
  const known = TYPE_OF_NODE[node.name];
  if (known !== undefined) return known;
  const children = childrenOf(node);
  if (WRAPPERS.has(node.name)) {
    const inner = children.find((child) => child.name !== 'UnaryOp');
    return inner ? typeOf(inner, text) : 'unknown';
  }
  if (node.name === 'FunctionCall') return SCALAR_FUNCTIONS.has(functionName(node, text)) ? 'scalar' : 'vector';
  if (node.name !== 'BinaryExpr') return 'unknown';
  const [left, right] = [children.at(0), children.at(-1)].map((side) => (side ? typeOf(side, text) : 'unknown'));
  if (left === 'unknown' || right === 'unknown') return 'unknown';
  return left === 'scalar' && right === 'scalar' ? 'scalar' : 'vector';
}

export const functionName = (node: SyntaxNode, text: string): string => {
  const name = node.getChild('FunctionIdentifier');
  return name ? text.slice(name.from, name.to) : '';
};

/** Every vector selector, in the order of the text. */
export function selectorsOf(expression: Expression): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  expression.tree.iterate({
    enter: (node) => {
      if (node.name !== 'VectorSelector') return true;
      found.push(node.node);
      return false;
    },
  });
  return found;
}

/**
 * Expressions that give the newest raw sample behind each selector, in seconds: `timestamp(selector)` with the selector's
 * own `offset` and `@`, evaluated inside the same subquery where it stands in one. A rate's matrix selector ends at the
 * same instant as its vector selector. Not asked: what stands inside `absent()`, which is about samples that are not there,
 * and selectors without one fixed metric name, since `timestamp()` drops the name and may then find two equal label sets.
 */
export function timestampExpressions(expression: Expression): readonly string[] {
  if (expression.root === null) return [];
  const modifiers = modifiersByEnd(expression);
  const found = selectorsOf(expression).flatMap((selector) => {
    const asked = timestampOf(selector, expression.text, modifiers);
    return asked === null ? [] : [asked];
  });
  return [...new Set(found)];
}

type Modifiers = ReadonlyMap<number, { readonly text: string; readonly end: number }>;

/** `offset` and `@` clauses by where the operand ends: the grammar hangs them above binary expressions at times, the position is sure. */
function modifiersByEnd({ tree, text }: Expression): Modifiers {
  const found = new Map<number, { text: string; end: number }>();
  tree.iterate({
    enter: ({ name, node, to }) => {
      if (name !== 'OffsetExpr' && name !== 'StepInvariantExpr') return;
      const operand = node.firstChild;
      if (operand) found.set(operand.to, { text: text.slice(operand.to, to), end: to });
    },
  });
  return found;
}

function modifiersFrom(end: number, modifiers: Modifiers): string {
  let text = '';
  /** With a blank: in `up[5m]offset 1m` only the bracket, which is not repeated, keeps them apart. */
  for (let next = modifiers.get(end); next; next = modifiers.get(next.end)) text += ` ${next.text.trim()}`;
  return text;
}

function timestampOf(selector: SyntaxNode, text: string, modifiers: Modifiers): string | null {
  if (!hasFixedName(selector, text)) return null;
  const end = selector.parent?.name === 'MatrixSelector' ? selector.parent.to : selector.to;
  let asked = `timestamp(${text.slice(selector.from, selector.to)}${modifiersFrom(end, modifiers)})`;
  for (let node: SyntaxNode | null = selector.parent; node; node = node.parent) {
    if (node.name === 'FunctionCall' && functionName(node, text).startsWith('absent')) return null;
    if (node.name !== 'SubqueryExpr' || !node.firstChild) continue;
    asked = `max_over_time(${asked}${lastStep(text.slice(node.firstChild.to, node.to))}${modifiersFrom(node.to, modifiers)})`;
  }
  return asked;
}

function hasFixedName(selector: SyntaxNode, text: string): boolean {
  const matchers = selector.getChild('LabelMatchers');
  const inBraces = matchers ? text.slice(matchers.from, matchers.to) : '';
  return selector.getChild('Identifier') !== null || matchers?.getChild('QuotedLabelName') !== null || /__name__\s*=\s*["'`]/.test(inBraces);
}

/** Only the newest step of a subquery matters here: `[6h:1m]` is asked as `[1m:1m]`, which costs one step instead of 360. */
function lastStep(brackets: string): string {
  const [, range = '', step = ''] = /^\s*\[\s*(\w+)\s*:\s*(\w+)\s*\]$/.exec(brackets) ?? [];
  const [rangeMs, stepMs] = [parseDuration(range), parseDuration(step)];
  return rangeMs !== null && stepMs !== null && stepMs < rangeMs ? `[${step}:${step}]` : brackets;
}
