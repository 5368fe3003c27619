import { isFunction, UNSUPPORTED_FUNCTIONS } from './functions.ts';
import { lexTemplate, valueOfString, type Token } from './lexer.ts';
import { parseNumber } from './number.ts';
import { TemplateFault, type Command, type Operand, type Pipeline, type Template, type TemplateNode } from './tree.ts';

/** What Prometheus declares before every label and annotation. */
const GIVEN_VARIABLES = ['$', '$labels', '$externalLabels', '$externalURL', '$value'];
const KEYWORDS = new Set(['if', 'else', 'end', 'range', 'with', 'break', 'continue', 'define', 'template', 'block']);
const UNSUPPORTED_KEYWORDS = new Set(['define', 'template', 'block']);
const MAX_CHARACTERS = 20_000;
const MAX_DEPTH = 50;

/** Thrown where a template is right and Holdfast cannot expand it. */
class Unsupported extends Error {}

/**
 * Reads the template of a label or an annotation: the part of Go's text/template that alerting rules use. Throws
 * `TemplateFault` where Prometheus, too, would refuse to load the rule. Source: text/template/parse/parse.go.
 */
export function parseTemplate(source: string): Template {
  if (source.length > MAX_CHARACTERS) throw new TemplateFault(`expected at most ${MAX_CHARACTERS.toLocaleString('en-US')} characters, found ${source.length.toLocaleString('en-US')}`);
  const parser = new Parser(lexTemplate(source));
  try {
    return { source, nodes: parser.all(), unsupported: null };
  } catch (error) {
    if (error instanceof Unsupported) return { source, nodes: [], unsupported: error.message };
    throw error;
  }
}

type Ending = 'end' | 'else' | 'eof';

class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;
  private ranges = 0;
  private readonly variables: string[] = [...GIVEN_VARIABLES];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  all(): readonly TemplateNode[] {
    const { nodes, ending } = this.list();
    if (ending !== 'eof') throw new TemplateFault(`found {{${ending}}} without if, with or range`);
    return nodes;
  }

  private list(): { readonly nodes: readonly TemplateNode[]; readonly ending: Ending } {
    const nodes: TemplateNode[] = [];
    for (let token = this.next(); token !== null; token = this.next()) {
      if (token.type === 'text') {
        nodes.push({ type: 'text', text: token.text });
        continue;
      }
      this.skipSpace();
      const word = this.peek();
      const keyword = word?.type === 'word' && KEYWORDS.has(word.text) ? word.text : null;
      if (keyword !== null) this.at += 1;
      if (keyword === 'end' || keyword === 'else') {
        if (keyword === 'end') this.close('end');
        return { nodes, ending: keyword };
      }
      nodes.push(keyword === null ? { type: 'action', pipeline: this.pipeline('close', 'an action') } : this.control(keyword));
    }
    return { nodes, ending: 'eof' };
  }

  private control(keyword: string): TemplateNode {
    if (UNSUPPORTED_KEYWORDS.has(keyword)) throw new Unsupported(`{{${keyword}}} is not supported by Holdfast`);
    if (keyword === 'if' || keyword === 'with' || keyword === 'range') return this.branch(keyword);
    if (this.ranges === 0) throw new TemplateFault(`found {{${keyword}}} outside a range`);
    this.close(keyword);
    return { type: keyword === 'break' ? 'break' : 'continue' };
  }

  private branch(type: 'if' | 'with' | 'range'): TemplateNode {
    if (++this.depth > MAX_DEPTH) throw new TemplateFault(`expected at most ${String(MAX_DEPTH)} levels of nesting, found more`);
    const known = this.variables.length;
    const pipeline = this.pipeline('close', `{{${type}}}`, type === 'range');
    if (type === 'range') this.ranges += 1;
    const { nodes: body, ending } = this.list();
    if (type === 'range') this.ranges -= 1;
    const otherwise = ending === 'else' ? this.otherwise(type) : [];
    if (ending === 'eof') throw new TemplateFault(`{{${type}}} has no {{end}}`);
    this.variables.length = known;
    this.depth -= 1;
    return { type, pipeline, body, otherwise };
  }

  /** Behind `else`: an `if` of its own that shares the `end`, or the rest of the branch. */
  private otherwise(type: 'if' | 'with' | 'range'): readonly TemplateNode[] {
    this.skipSpace();
    const word = this.peek();
    if (word?.type === 'word' && word.text === type && type !== 'range') {
      this.at += 1;
      return [this.branch(type)];
    }
    this.close('else');
    const { nodes, ending } = this.list();
    if (ending === 'else') throw new TemplateFault('found a second {{else}}');
    if (ending === 'eof') throw new TemplateFault(`{{${type}}} has no {{end}}`);
    return nodes;
  }

  private pipeline(until: 'close' | ')', what: string, isRange = false): Pipeline {
    if (++this.depth > MAX_DEPTH) throw new TemplateFault(`expected at most ${String(MAX_DEPTH)} levels of nesting, found more`);
    const { names, declares } = this.declaration(isRange);
    const commands: Command[] = [];
    for (;;) {
      this.skipSpace();
      const token = this.peek();
      if (token === null) throw new TemplateFault(`${what} is not closed`);
      if (token.type === until) {
        this.at += 1;
        break;
      }
      commands.push(this.command(commands.length));
    }
    const [first, ...rest] = commands;
    if (first === undefined) throw new TemplateFault(`${what} is empty: expected a value`);
    this.depth -= 1;
    return { names, declares, commands: [first, ...rest] };
  }

  /** `$x :=`, `$x =` and, in a range, `$i, $x :=` before the commands. */
  private declaration(isRange: boolean): { readonly names: readonly string[]; readonly declares: boolean } {
    const start = this.at;
    const names: string[] = [];
    for (let more = true; more; ) {
      this.skipSpace();
      const variable = this.next();
      this.skipSpace();
      const mark = this.next();
      more = isRange && mark?.type === ',' && names.length === 0;
      if (variable?.type !== 'variable' || (!more && mark?.type !== ':=' && mark?.type !== '=')) break;
      names.push(variable.text);
      if (more) continue;
      const declares = mark?.type === ':=';
      if (declares) this.variables.push(...names);
      else for (const name of names) this.known(name);
      return { names, declares };
    }
    this.at = start;
    return { names: [], declares: false };
  }

  private command(stage: number): Command {
    const operands: Operand[] = [];
    for (;;) {
      this.skipSpace();
      const token = this.peek();
      if (token === null || token.type === 'close' || token.type === ')') break;
      if (token.type === '|') {
        this.at += 1;
        break;
      }
      operands.push(this.operand());
      const behind = this.peek();
      if (behind !== null && behind.type !== 'space' && behind.type !== 'close' && behind.type !== ')' && behind.type !== '|')
        throw new TemplateFault(`found ${JSON.stringify(behind.text)} where a blank, "|" or the end was expected`);
    }
    const [first, ...rest] = operands;
    if (first === undefined) throw new TemplateFault('found "|" with nothing before it');
    if (stage > 0 && (first.type === 'literal' || (first.type === 'dot' && first.path.length === 0))) throw new TemplateFault('behind "|" a function is expected');
    return [first, ...rest];
  }

  private operand(): Operand {
    const token = this.next();
    if (token === null) throw new TemplateFault('expected a value');
    const found = this.term(token);
    const path: string[] = [];
    for (let field = this.peek(); field?.type === 'field'; field = this.peek()) {
      path.push(field.text.slice(1));
      this.at += 1;
    }
    if (path.length === 0) return found;
    if (found.type === 'literal') throw new TemplateFault(`found ".${path[0] ?? ''}" behind ${JSON.stringify(token.text)}, which has no fields`);
    // `..x` is no field of the dot.
    if (found.type === 'dot' && found.path.length === 0) throw new TemplateFault('found ".." where a field was expected');
    return { ...found, path: [...found.path, ...path] };
  }

  private term(token: Token): Operand {
    if (token.type === 'dot') return { type: 'dot', path: [] };
    if (token.type === 'field') return { type: 'dot', path: [token.text.slice(1)] };
    if (token.type === 'word') return word(token.text);
    if (token.type === 'string') return { type: 'literal', literal: { kind: 'string', value: valueOfString(token.text) } };
    if (token.type === 'number') return { type: 'literal', literal: parseNumber(token.text) };
    if (token.type === 'rune') return { type: 'literal', literal: { kind: 'int', value: token.code } };
    if (token.type === '(') return { type: 'pipeline', pipeline: this.pipeline(')', 'a pair of brackets'), path: [] };
    if (token.type !== 'variable') throw new TemplateFault(`found ${JSON.stringify(token.text)} where a value was expected`);
    this.known(token.text);
    return { type: 'variable', name: token.text, path: [] };
  }

  private known(name: string): void {
    if (!this.variables.includes(name)) throw new TemplateFault(`the variable ${name} is not defined`);
  }

  private close(what: string): void {
    this.skipSpace();
    const token = this.next();
    if (token?.type !== 'close') throw new TemplateFault(`found ${JSON.stringify(token?.text ?? 'the end')} behind {{${what}`);
  }

  private skipSpace(): void {
    while (this.tokens[this.at]?.type === 'space') this.at += 1;
  }

  private peek(): Token | null {
    return this.tokens[this.at] ?? null;
  }

  private next(): Token | null {
    const token = this.peek();
    this.at += 1;
    return token;
  }
}

function word(name: string): Operand {
  if (name === 'true' || name === 'false') return { type: 'literal', literal: { kind: 'bool', value: name === 'true' } };
  if (name === 'nil') return { type: 'literal', literal: { kind: 'nil' } };
  if (KEYWORDS.has(name)) throw new TemplateFault(`found {{${name}}} where a value was expected`);
  if (UNSUPPORTED_FUNCTIONS.has(name)) throw new Unsupported(`the function ${name} is not supported by Holdfast`);
  if (!isFunction(name)) throw new TemplateFault(`the function ${JSON.stringify(name)} is not defined`);
  return { type: 'function', name, path: [] };
}
