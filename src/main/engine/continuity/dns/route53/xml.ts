/** As much XML as Route 53 speaks: elements and text. What it never sends (document types, sections of raw text, entities of one's own) is refused. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const MOST_DEEP = 32;
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const TOKEN = /<\?[^<>]*\?>|<!--(?:[^-]|-[^-])*-->|<(\/?)([A-Za-z][\w.:-]*)((?:\s[^<>]*?)?)(\/?)>|([^<]+)/y;

/** The one element of a document; null where it is not whole. */
export function readXml(text: string): XmlElement | null {
  interface Open {
    readonly name: string;
    text: string;
    readonly children: XmlElement[];
  }
  const root: Open = { name: '', text: '', children: [] };
  const open: Open[] = [root];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    const top = open.at(-1);
    if (found === null || top === undefined) return null;
    at = TOKEN.lastIndex;
    const [, slash, name, , selfClosed, words] = found;
    if (words !== undefined) {
      const plain = unescaped(words);
      if (plain === null) return null;
      top.text += plain;
    } else if (name === undefined) continue;
    else if (slash === '/') {
      if (top.name !== name || open.length === 1) return null;
      open.pop();
      open.at(-1)?.children.push({ name, text: top.text, children: top.children });
    } else if (selfClosed === '/') top.children.push({ name, text: '', children: [] });
    else if (open.length > MOST_DEEP) return null;
    else open.push({ name, text: '', children: [] });
  }
  const [element, ...more] = root.children;
  return open.length === 1 && element !== undefined && more.length === 0 && root.text.trim() === '' ? element : null;
}

function unescaped(text: string): string | null {
  let whole = true;
  const plain = text.replaceAll(/&([^;&]{0,10};)?/g, (_all, entity: string | undefined) => {
    const name = entity?.slice(0, -1) ?? '';
    const number = /^#x([0-9a-f]{1,6})$/i.exec(name)?.[1];
    const code = number === undefined ? Number(/^#(\d{1,7})$/.exec(name)?.[1] ?? Number.NaN) : Number.parseInt(number, 16);
    const char = NAMED[name] ?? (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined);
    if (char === undefined) whole = false;
    return char ?? '';
  });
  return whole ? plain : null;
}

export const childrenOf = (element: XmlElement | null | undefined, name: string): readonly XmlElement[] => element?.children.filter((child) => child.name === name) ?? [];
/** The element that this path leads to. */
export const at = (element: XmlElement | null | undefined, ...path: readonly string[]): XmlElement | undefined => path.reduce<XmlElement | undefined>((found, name) => childrenOf(found, name)[0], element ?? undefined);
export const textAt = (element: XmlElement | null | undefined, ...path: readonly string[]): string | null => at(element, ...path)?.text.trim() ?? null;

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
/** An element around what is already XML. */
export const tag = (name: string, ...inner: readonly string[]): string => `<${name}>${inner.join('')}</${name}>`;
export const words = (text: string | number): string => String(text).replaceAll(/[<>&"]/g, (char) => ESCAPES[char] ?? char);
