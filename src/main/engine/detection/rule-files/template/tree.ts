/** A literal number as Go keeps it: text with a point or an exponent is a float, everything else an integer. */
export type Literal =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'nil' };

/** What stands in a command. `path` are the fields that follow: `$labels.instance` is the variable `$labels` with path `instance`. */
export type Operand =
  | { readonly type: 'literal'; readonly literal: Literal }
  | { readonly type: 'dot'; readonly path: readonly string[] }
  | { readonly type: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly type: 'function'; readonly name: string; readonly path: readonly string[] }
  | { readonly type: 'pipeline'; readonly pipeline: Pipeline; readonly path: readonly string[] };

/** Operands separated by blanks; the first is called with the others. */
export type Command = readonly [Operand, ...Operand[]];

/** Commands joined by `|`, each getting the value of the one before as its last argument. */
export interface Pipeline {
  /** Variables before `:=` or `=`; two only in a range. */
  readonly names: readonly string[];
  /** True for `:=`. */
  readonly declares: boolean;
  readonly commands: readonly [Command, ...Command[]];
}

export type TemplateNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly pipeline: Pipeline }
  | { readonly type: 'if' | 'with' | 'range'; readonly pipeline: Pipeline; readonly body: readonly TemplateNode[]; readonly otherwise: readonly TemplateNode[] }
  | { readonly type: 'break' | 'continue' };

/** A parsed label or annotation. `unsupported` names what Go can expand and Holdfast cannot; such a text always fails, saying so. */
export interface Template {
  readonly source: string;
  readonly nodes: readonly TemplateNode[];
  readonly unsupported: string | null;
}

/** A mistake in a template, found while reading or while expanding it; the message is one plain sentence. */
export class TemplateFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateFault';
  }
}
