import { HoldfastError } from '../../shared/model/result.ts';

/** What a name stands for: text, null where it is not known, or a list whose items have names of their own. */
export type TemplateValue = string | null | readonly TemplateValues[];
export type TemplateValues = Readonly<{ [name: string]: TemplateValue }>;

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'optional'; readonly nodes: readonly Node[] }
  | { readonly kind: 'section'; readonly name: string; readonly inverted: boolean; readonly nodes: readonly Node[] };
export type TextTemplate = readonly Node[];

const TOKEN = /\{\{([#^/]?)(\w{1,40})\}\}|\[\[|\]\]/g;
const LONGEST = 200_000;
const DEEPEST = 10;
/** Everything that a template makes, with the longest facts there may be, is far shorter. */
const LONGEST_OUT = 200_000;
/** A list inside of itself, several times, would take for ever and write nothing. */
const MOST_STEPS = 100_000;

interface Frame {
  readonly kind: 'root' | 'optional' | 'section';
  readonly name: string;
  readonly inverted: boolean;
  readonly line: number;
  /** Whether it begins its line, so that the line goes with it when it ends it too. */
  readonly first: boolean;
  readonly nodes: Node[];
}

/**
 * Reads a template. There is no code in it: `{{name}}` is a value, `[[…]]` is left out where a value in it is not known,
 * `{{#name}}…{{/name}}` is written for each item of a list or once for text that is known, `{{^name}}…{{/name}}` where there is
 * none. What stands alone on its line takes the line with it. Brackets that belong to nothing are text. Throws with the line where a section does not end, or ends without a beginning.
 */
export function parseTextTemplate(text: string): TextTemplate {
  if (text.length > LONGEST) throw new HoldfastError('invalid_input', `expected a template of at most ${LONGEST} characters, found ${text.length}`);
  const root: Frame = { kind: 'root', name: '', inverted: false, line: 1, first: false, nodes: [] };
  const open: Frame[] = [root];
  const top = (): Frame => open.at(-1) ?? root;
  const push = (node: Node): void => void top().nodes.push(node);
  /** Brackets that were opened and never closed were text after all. */
  const giveUp = (): void => {
    const frame = open.pop();
    push({ kind: 'text', text: '[[' });
    for (const node of frame?.nodes ?? []) push(node);
  };
  const begin = (frame: Omit<Frame, 'nodes'>): void => {
    if (open.length > DEEPEST) throw new HoldfastError('invalid_input', `line ${frame.line}: expected at most ${DEEPEST} sections inside each other`);
    open.push({ ...frame, nodes: [] });
  };
  let [from, line] = [0, 1];
  for (const match of text.matchAll(TOKEN)) {
    const [token, mark, name = ''] = match;
    const before = text.slice(from, match.index);
    if (before !== '') push({ kind: 'text', text: before });
    line += before.split('\n').length - 1;
    const first = match.index === 0 || text[match.index - 1] === '\n';
    from = match.index + token.length;
    const rest = /^\r?\n/.exec(text.slice(from, from + 2))?.[0] ?? null;
    const takeLine = (): void => {
      from += rest?.length ?? 0;
      line += rest === null ? 0 : 1;
    };
    if (token === '[[') {
      if (top().kind === 'optional') giveUp();
      begin({ kind: 'optional', name: '', inverted: false, line, first });
    } else if (token === ']]') {
      const ended = top();
      if (ended.kind === 'optional') {
        open.pop();
        const alone = ended.first && rest !== null;
        push({ kind: 'optional', nodes: alone ? [...ended.nodes, { kind: 'text', text: rest }] : ended.nodes });
        if (alone) takeLine();
      } else push({ kind: 'text', text: token });
    } else if (mark === '') push({ kind: 'variable', name });
    else if (mark === '/') {
      while (top().kind === 'optional') giveUp();
      const { kind, name: begun, inverted, nodes } = top();
      if (kind !== 'section' || begun !== name) throw new HoldfastError('invalid_input', `line ${line}: found {{/${name}}}, expected ${kind === 'section' ? `{{/${begun}}}` : `{{#${name}}} before it`}`);
      open.pop();
      push({ kind: 'section', name, inverted, nodes });
      if (first) takeLine();
    } else {
      begin({ kind: 'section', name, inverted: mark === '^', line, first });
      if (first) takeLine();
    }
  }
  if (from < text.length) push({ kind: 'text', text: text.slice(from) });
  while (top().kind === 'optional') giveUp();
  if (top() !== root) throw new HoldfastError('invalid_input', `line ${top().line}: expected {{/${top().name}}} after {{#${top().name}}}`);
  return root.nodes;
}

export interface Expanding {
  /** Makes a value harmless where it is put. */
  readonly escape: (value: string) => string;
  /** What is written for a value that is not known; null leaves the variable as it is, and names it in `missing`. */
  readonly unknown: string | null;
}

export interface Expanded {
  readonly text: string;
  /** Variables that stand in the text as they are written, because there is nothing to put in; each once. */
  readonly missing: readonly string[];
  /** True where the text would have been longer than anybody reads. */
  readonly cut: boolean;
}

/**
 * Puts values in. A name that is none of the values stays as it is written and is named in `missing`: nothing is ever left empty in
 * silence. Values are put in as text; what looks like a variable in one is not looked at again.
 */
export function expandTemplate(template: TextTemplate, values: TemplateValues, { escape, unknown }: Expanding): Expanded {
  const out: string[] = [];
  const missing = new Set<string>();
  let length = 0;
  let steps = 0;
  let cut = false;
  const write = (text: string): void => {
    if (length + text.length > LONGEST_OUT) cut = true;
    if (cut) return;
    length += text.length;
    out.push(text);
  };
  const variable = (name: string, scope: TemplateValues): void => {
    const value = valueOf(scope, name);
    if (value === undefined || Array.isArray(value) || (value === null && unknown === null)) {
      missing.add(name);
      write(`{{${name}}}`);
    } else write(escape((value as string | null) ?? unknown ?? ''));
  };
  const walk = (nodes: readonly Node[], scope: TemplateValues): void => {
    for (const node of nodes) {
      steps += 1;
      cut ||= steps > MOST_STEPS;
      if (cut) return;
      if (node.kind === 'text') write(node.text);
      else if (node.kind === 'variable') variable(node.name, scope);
      else if (node.kind === 'optional') {
        if (!node.nodes.some((inner) => inner.kind === 'variable' && valueOf(scope, inner.name) === null)) walk(node.nodes, scope);
      } else section(node, scope);
    }
  };
  const section = ({ name, inverted, nodes }: Extract<Node, { kind: 'section' }>, scope: TemplateValues): void => {
    const value = valueOf(scope, name);
    if (value === undefined) {
      missing.add(name);
      write(`{{${inverted ? '^' : '#'}${name}}}`);
      return;
    }
    const items = typeof value === 'string' ? [{}] : (value ?? []);
    if (inverted) {
      if (items.length === 0) walk(nodes, scope);
    } else for (const item of items) walk(nodes, { ...scope, ...item });
  };
  walk(template, values);
  return { text: out.join(''), missing: [...missing], cut };
}

const valueOf = (values: TemplateValues, name: string): TemplateValue | undefined => (Object.hasOwn(values, name) ? values[name] : undefined);

/** Takes away what left-out parts leave behind: a space before the end of a line, three empty lines. */
export const tidied = (text: string): string => text.replaceAll(/(?<![ \t])[ \t]+$/gm, '').replaceAll(/\n{3,}/g, '\n\n').trim();
