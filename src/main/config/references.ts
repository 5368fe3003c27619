/** A reference to a secret as it stands in a text: `${env:NAME}`, `${file:path}`, `${secret:name}`. */
export interface SecretReference {
  readonly kind: 'env' | 'file' | 'secret';
  readonly name: string;
  /** The whole reference as written; safe to show. */
  readonly written: string;
}

export type TextPart = { readonly literal: string } | { readonly reference: SecretReference } | { readonly broken: string };

const NAME: Readonly<Record<SecretReference['kind'], RegExp>> = {
  env: /^[A-Za-z_][A-Za-z0-9_]*$/,
  file: /^[^\0\r\n]{1,1000}$/,
  secret: /^[A-Za-z0-9_-]{1,64}$/,
};
const isKind = (text: string): text is SecretReference['kind'] => Object.hasOwn(NAME, text);

/** Splits a text into what is literal and what refers to a secret. `$${` stands for a literal `${`. */
export function splitReferences(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let literal = '';
  let rest = 0;
  for (const match of text.matchAll(/\$\$\{|\$\{([^}]*)(\}|$)/g)) {
    literal += text.slice(rest, match.index);
    rest = match.index + match[0].length;
    if (match[0] === '$${') {
      literal += '${';
      continue;
    }
    if (literal !== '') parts.push({ literal });
    literal = '';
    parts.push(readReference(match[0], match[1] ?? '', match[2] === '}'));
  }
  literal += text.slice(rest);
  if (literal !== '') parts.push({ literal });
  return parts;
}

function readReference(written: string, inner: string, closed: boolean): TextPart {
  const colon = inner.indexOf(':');
  const [kind, name] = [inner.slice(0, Math.max(0, colon)), inner.slice(colon + 1)];
  return closed && isKind(kind) && NAME[kind].test(name) ? { reference: { kind, name, written } } : { broken: written };
}

export const hasReference = (text: string): boolean => splitReferences(text).some((part) => 'reference' in part);
