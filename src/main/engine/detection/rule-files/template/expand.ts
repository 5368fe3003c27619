import { assertNever } from '../../../../../shared/model/result.ts';
import { callFunction, elementsOf, type FunctionContext } from './functions.ts';
import { TemplateFault, type Command, type Operand, type Pipeline, type Template, type TemplateNode } from './tree.ts';
import { float, isTrue, NIL, ownLabel, show, text, typeOf, type AlertData, type TemplateSample, type Value } from './values.ts';

/** Answers to the queries of templates, by expression, all for one evaluation time; a text instead of samples says why it failed. */
export type QueryAnswers = ReadonlyMap<string, readonly TemplateSample[] | string>;

/** What became of a template. `query`: it asks Prometheus something first; expand it again with the answer. */
export type Expansion =
  | { readonly outcome: 'text'; readonly text: string }
  | { readonly outcome: 'failed'; readonly message: string }
  | { readonly outcome: 'query'; readonly expr: string };

/** A label or annotation longer than this is an accident. */
const MAX_OUTPUT = 65_536;
/** Enough for a range within a range over a hundred samples each. */
const MAX_STEPS = 50_000;

class NeedsQuery extends Error {
  readonly expr: string;
  constructor(expr: string) {
    super('a query is needed');
    this.expr = expr;
  }
}

/** Expands the template of a label or an annotation for one alert. Never throws. */
export function expandTemplate(template: Template, data: AlertData, atMs: number, answers: QueryAnswers): Expansion {
  if (template.unsupported !== null) return { outcome: 'failed', message: template.unsupported };
  const query = (expr: string): readonly TemplateSample[] => {
    const answer = answers.get(expr);
    if (answer === undefined) throw new NeedsQuery(expr);
    if (typeof answer === 'string') throw new TemplateFault(answer);
    return answer;
  };
  try {
    return { outcome: 'text', text: new Expander(data, { atMs, externalUrl: data.externalUrl, query }).run(template.nodes) };
  } catch (error) {
    if (error instanceof NeedsQuery) return { outcome: 'query', expr: error.expr };
    return { outcome: 'failed', message: error instanceof TemplateFault ? error.message : `the template cannot be expanded (${String(error)})` };
  }
}

interface Variable {
  readonly name: string;
  value: Value;
}

type Flow = 'on' | 'break' | 'continue';

class Expander {
  private readonly context: FunctionContext;
  private readonly variables: Variable[];
  private readonly root: Value;
  private output = '';
  private steps = 0;

  constructor(data: AlertData, context: FunctionContext) {
    this.context = context;
    this.root = { kind: 'alert', value: data };
    this.variables = [
      { name: '$', value: this.root },
      { name: '$labels', value: { kind: 'labels', value: data.labels } },
      { name: '$externalLabels', value: { kind: 'labels', value: data.externalLabels } },
      { name: '$externalURL', value: text(data.externalUrl) },
      { name: '$value', value: float(data.value) },
    ];
  }

  run(nodes: readonly TemplateNode[]): string {
    this.list(nodes, this.root);
    return this.output;
  }

  private list(nodes: readonly TemplateNode[], dot: Value): Flow {
    for (const node of nodes) {
      const flow = this.node(node, dot);
      if (flow !== 'on') return flow;
    }
    return 'on';
  }

  private node(node: TemplateNode, dot: Value): Flow {
    this.step();
    switch (node.type) {
      case 'text':
        this.write(node.text);
        return 'on';
      case 'action': {
        const value = this.pipeline(node.pipeline, dot);
        if (node.pipeline.names.length === 0) this.write(show(value));
        return 'on';
      }
      case 'if':
      case 'with':
        return this.scoped(() => {
          const value = this.pipeline(node.pipeline, dot);
          return isTrue(value) ? this.list(node.body, node.type === 'with' ? value : dot) : this.list(node.otherwise, dot);
        });
      case 'range':
        return this.scoped(() => this.range(node.pipeline, node.body, node.otherwise, dot));
      case 'break':
      case 'continue':
        return node.type;
      default:
        return assertNever(node, 'part of a template');
    }
  }

  private range({ names, declares, commands }: Pipeline, body: readonly TemplateNode[], otherwise: readonly TemplateNode[], dot: Value): Flow {
    const elements = elementsOf(this.pipeline({ names: [], declares: false, commands }, dot));
    if (elements.length === 0) return this.list(otherwise, dot);
    for (const [key, element] of elements) {
      const flow = this.scoped(() => {
        this.assign(names, declares, names.length === 2 ? [key, element] : [element]);
        return this.list(body, element);
      });
      if (flow === 'break') break;
    }
    return 'on';
  }

  /** Variables that are declared inside end with it. */
  private scoped(run: () => Flow): Flow {
    const known = this.variables.length;
    const flow = run();
    this.variables.length = known;
    return flow;
  }

  private pipeline({ names, declares, commands }: Pipeline, dot: Value): Value {
    let value: Value | null = null;
    for (const command of commands) value = this.command(command, dot, value);
    const result = value ?? NIL;
    this.assign(names, declares, [result]);
    return result;
  }

  private assign(names: readonly string[], declares: boolean, values: readonly Value[]): void {
    for (const [index, name] of names.entries()) {
      const value = values[index] ?? NIL;
      const known = declares ? undefined : this.variables.findLast((variable) => variable.name === name);
      if (known === undefined) this.variables.push({ name, value });
      else known.value = value;
    }
  }

  /** `last` is what comes through the pipe. */
  private command([first, ...rest]: Command, dot: Value, last: Value | null): Value {
    this.step();
    if (first.type === 'function' && first.path.length === 0) return this.call(first.name, rest, dot, last);
    if (rest.length > 0 || last !== null) throw new TemplateFault(`${describe(first)} is no function and takes no arguments`);
    if (first.type === 'literal' && first.literal.kind === 'nil') throw new TemplateFault('nil is no command');
    return this.operand(first, dot);
  }

  private call(name: string, operands: readonly Operand[], dot: Value, last: Value | null): Value {
    if (name !== 'and' && name !== 'or') {
      const args = operands.map((operand) => this.operand(operand, dot));
      return callFunction(name, last === null ? args : [...args, last], this.context);
    }
    for (const operand of operands) {
      const value = this.operand(operand, dot);
      if (isTrue(value) === (name === 'or') || (operand === operands.at(-1) && last === null)) return value;
    }
    return callFunction(name, last === null ? [] : [last], this.context);
  }

  private operand(operand: Operand, dot: Value): Value {
    switch (operand.type) {
      case 'literal':
        return operand.literal;
      case 'dot':
        return fieldsOf(dot, operand.path);
      case 'variable':
        return fieldsOf(this.variables.findLast(({ name }) => name === operand.name)?.value ?? NIL, operand.path);
      case 'function':
        return fieldsOf(callFunction(operand.name, [], this.context), operand.path);
      case 'pipeline':
        return fieldsOf(this.pipeline(operand.pipeline, dot), operand.path);
      default:
        return assertNever(operand, 'operand');
    }
  }

  private step(): void {
    if (++this.steps > MAX_STEPS) throw new TemplateFault(`the template takes more than ${MAX_STEPS.toLocaleString('en-US')} steps`);
  }

  private write(piece: string): void {
    if (this.output.length + piece.length > MAX_OUTPUT) throw new TemplateFault(`the text is longer than ${MAX_OUTPUT.toLocaleString('en-US')} characters`);
    this.output += piece;
  }
}

const describe = (operand: Operand): string => (operand.type === 'variable' ? operand.name : operand.type === 'literal' ? `a ${operand.literal.kind} constant` : operand.type === 'dot' ? `.${operand.path.join('.')}` : 'what stands first');

const fieldsOf = (value: Value, path: readonly string[]): Value => path.reduce(fieldOf, value);

/** A field of a value. A label that is not there is an empty text; a field that cannot be there is a fault. */
function fieldOf(value: Value, name: string): Value {
  if (value.kind === 'labels') return text(ownLabel(value.value, name));
  if (value.kind === 'args') return value.value[/^arg\d+$/.test(name) ? Number(name.slice(3)) : -1] ?? NIL;
  if (value.kind === 'sample') {
    if (name === 'Labels') return { kind: 'labels', value: value.value.labels };
    if (name === 'Value') return float(value.value.value);
  }
  if (value.kind === 'alert') {
    if (name === 'Labels') return { kind: 'labels', value: value.value.labels };
    if (name === 'Value') return float(value.value.value);
    if (name === 'ExternalLabels') return { kind: 'labels', value: value.value.externalLabels };
    if (name === 'ExternalURL') return text(value.value.externalUrl);
  }
  throw new TemplateFault(`there is no field ${name} in ${value.kind === 'alert' ? 'an alert; it has .Labels, .Value, .ExternalLabels and .ExternalURL' : typeOf(value)}`);
}
