import type { SyntaxNode } from '@lezer/common';
import { childrenOf, functionName, parsePromql, typeOf, type Expression } from '../../sources/prometheus/promql/ast.ts';
import { isRegexp } from './template/regexp.ts';
import { TemplateFault } from './template/tree.ts';
import { unquote } from './template/unquote.ts';

/** What is wrong with an expression, and where in its text. */
export interface ExpressionFault {
  readonly message: string;
  readonly offset: number;
}

const MAX_CHARACTERS = 20_000;
/** Functions of samples over a range whose names do not end in `_over_time`. */
const RANGE_FUNCTIONS = new Set(['rate', 'irate', 'increase', 'delta', 'idelta', 'deriv', 'predict_linear', 'changes', 'resets', 'holt_winters', 'double_exponential_smoothing']);
const COMPARISONS = new Set(['Eql', 'Neq', 'Gtr', 'Lss', 'Gte', 'Lte']);
const SET_OPERATORS = new Set(['And', 'Or', 'Unless']);

/**
 * Whether an expression can be the condition of an alert: right PromQL whose parts fit each other and whose result is one value
 * per series. What only the data can tell is left to the evaluation. Null where nothing is wrong.
 */
export function faultOfExpression(text: string): ExpressionFault | null {
  if (text.length > MAX_CHARACTERS) return { message: `expected at most ${MAX_CHARACTERS.toLocaleString('en-US')} characters, found ${text.length.toLocaleString('en-US')}`, offset: 0 };
  const expression = parsePromql(text);
  if (expression.root === null) return syntaxFault(expression);
  const inside = firstFault(expression.root, text);
  if (inside !== null) return inside;
  if (expression.type === 'range') return { message: 'expected one value per series, found samples over a range; apply a function such as rate()', offset: 0 };
  return expression.type === 'string' ? { message: 'expected one value per series, found a text', offset: 0 } : null;
}

function syntaxFault({ tree, text }: Expression): ExpressionFault {
  let offset = text.trimEnd().length;
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) offset = Math.min(offset, from);
    },
  });
  const before = text.slice(0, offset);
  const rest = text.slice(offset);
  const called = /([A-Za-z_][\w:]*)\s*$/.exec(before)?.[1];
  if (called !== undefined && /^\s*\(/.test(rest)) return { message: `there is no function ${JSON.stringify(called.slice(0, 60))}`, offset: before.lastIndexOf(called) };
  const found = /^\s*(\S+)/.exec(rest)?.[1];
  return { message: found === undefined ? 'it ends too early' : `${JSON.stringify(found.slice(0, 30))} was not expected here`, offset };
}

function firstFault(node: SyntaxNode, text: string): ExpressionFault | null {
  const message = faultOf(node, text);
  if (message !== null) return { message, offset: node.from };
  for (const child of childrenOf(node)) {
    const fault = firstFault(child, text);
    if (fault !== null) return fault;
  }
  return null;
}

function faultOf(node: SyntaxNode, text: string): string | null {
  if (node.name === 'FunctionCall') return faultOfCall(functionName(node, text), argumentTypes(node, text));
  if (node.name === 'AggregateExpr') {
    const last = argumentTypes(node, text).at(-1);
    return last === 'vector' ? null : `${text.slice(node.firstChild?.from, node.firstChild?.to)} takes one value per series, found ${nameOf(last)}`;
  }
  if (node.name === 'BinaryExpr') return faultOfOperator(node, text);
  return node.name === 'StringLiteral' ? faultOfText(node, text) : null;
}

const argumentTypes = (call: SyntaxNode, text: string): readonly string[] => {
  const body = call.getChild('FunctionCallBody');
  return body === null ? [] : childrenOf(body).map((argument) => typeOf(argument, text));
};

const NAMES: Readonly<Record<string, string>> = { vector: 'one value per series', scalar: 'a single number', string: 'a text', range: 'samples over a range' };
const nameOf = (type: string | undefined): string => (type === undefined ? 'nothing' : (NAMES[type] ?? 'something else'));

function faultOfCall(name: string, types: readonly string[]): string | null {
  const wantsRange = RANGE_FUNCTIONS.has(name) || name.endsWith('_over_time');
  if (!wantsRange) return types.includes('range') ? `${name} takes one value per series, found samples over a range` : null;
  const type = types[name === 'quantile_over_time' ? 1 : 0];
  return type === 'range' ? null : `${name} takes samples over a range, such as x[5m], found ${nameOf(type)}`;
}

function faultOfOperator(node: SyntaxNode, text: string): string | null {
  const children = childrenOf(node);
  const [left, right] = [children.at(0), children.at(-1)].map((side) => (side ? typeOf(side, text) : 'unknown'));
  const operator = children.find(({ name }, index) => index > 0 && name !== 'BoolModifier');
  const sign = operator ? text.slice(operator.from, operator.to) : '';
  for (const type of [left, right]) if (type === 'range' || type === 'string') return `${sign} takes values, found ${nameOf(type)}`;
  const scalars = left === 'scalar' && right === 'scalar';
  if (scalars && operator && COMPARISONS.has(operator.name) && node.getChild('BoolModifier') === null) return `two single numbers are compared with ${sign} bool`;
  if ((left === 'scalar' || right === 'scalar') && operator && SET_OPERATORS.has(operator.name)) return `${sign} takes one value per series on both sides, found a single number`;
  return null;
}

/** A text that is not closed is a fault of the syntax; here its escapes are looked at, and whether it is a regular expression where one is meant. */
function faultOfText(node: SyntaxNode, text: string): string | null {
  const quoted = text.slice(node.from, node.to);
  try {
    const value = quoted.startsWith('`') ? quoted.slice(1, -1) : unquote(quoted);
    const isPattern = node.parent?.getChild('MatchOp')?.firstChild?.name.endsWith('Regex') === true;
    return isPattern && !isRegexp(value) ? `${JSON.stringify(value.slice(0, 60))} is not a regular expression` : null;
  } catch (error) {
    return error instanceof TemplateFault ? error.message : String(error);
  }
}
