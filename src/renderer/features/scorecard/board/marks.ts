/** What a board sheet is drawn with, in millimetres from its upper left corner; the same list becomes paper and picture. */
export type Ink = 'black' | 'grey' | 'rule' | 'blue' | 'white';

export type Mark =
  | { readonly kind: 'text'; readonly x: number; readonly y: number; readonly size: number; readonly text: string; readonly bold: boolean; readonly ink: Ink; readonly anchor: 'start' | 'middle' | 'end' }
  | { readonly kind: 'line'; readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number; readonly width: number; readonly ink: Ink; readonly dashed: boolean }
  | { readonly kind: 'shape'; readonly points: readonly (readonly [x: number, y: number])[]; readonly ink: Ink }
  | { readonly kind: 'dot'; readonly x: number; readonly y: number; readonly r: number; readonly ink: Ink; readonly hollow: boolean };

export const INK: Readonly<Record<Ink, string>> = { black: '#000000', grey: '#4a4a4a', rule: '#b0b0b0', blue: '#24527a', white: '#ffffff' };
export const FONT = "'Inter Variable', 'Inter', system-ui, sans-serif";

const NARROW = /[ ijltfrI.,:;'’|!()[\]·\-–/]/;
const WIDE = /[mwMW@%→]/;

/** Width of a character in ems, rather too much than too little: what is laid out must fit whatever font is there. */
function widthOf(character: string): number {
  if ((character.codePointAt(0) ?? 0) >= 0x2e80) return 1.05;
  if (NARROW.test(character)) return 0.36;
  if (WIDE.test(character)) return 0.95;
  return /[\p{Lu}\d]/u.test(character) ? 0.68 : 0.59;
}

/** About how wide a text is, in the unit of its size. */
export const textWidth = (text: string, size: number, bold = false): number => Array.from(text).reduce((sum, character) => sum + widthOf(character), 0) * size * (bold ? 1.06 : 1);

/** The text cut with "…" so that it fits. */
export function cutText(text: string, width: number, size: number, bold = false): string {
  if (textWidth(text, size, bold) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, size, bold) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

/** The text in lines that fit, at most `most`; the last one is cut. */
export function wrapText(text: string, width: number, size: number, most = 99): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidth(longer, size) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== '') lines.push(line);
  const kept = lines.slice(0, most);
  const last = lines.length > most ? `${kept.pop() ?? ''} ${lines.slice(most).join(' ')}` : kept.pop();
  return (last === undefined ? kept : [...kept, last]).map((each) => cutText(each, width, size));
}

export interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  readonly ink?: Ink;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Cut to this width. */
  readonly width?: number;
}

export const BODY = 2.9;

/** Collects marks. */
export class Pen {
  readonly marks: Mark[] = [];

  text(x: number, y: number, text: string, { size = BODY, bold = false, ink = 'black', anchor = 'start', width }: TextStyle = {}): void {
    if (text !== '') this.marks.push({ kind: 'text', x, y, size, text: width === undefined ? text : cutText(text, width, size, bold), bold, ink, anchor });
  }

  /** Several lines; gives where the next one would stand. */
  block(x: number, y: number, lines: readonly string[], style: TextStyle & { readonly leading: number }): number {
    for (const [index, line] of lines.entries()) this.text(x, y + index * style.leading, line, style);
    return y + lines.length * style.leading;
  }

  line(x1: number, y1: number, x2: number, y2: number, { width = 0.15, ink = 'rule', dashed = false }: { readonly width?: number; readonly ink?: Ink; readonly dashed?: boolean } = {}): void {
    this.marks.push({ kind: 'line', x1, y1, x2, y2, width, ink, dashed });
  }

  shape(points: readonly (readonly [number, number])[], ink: Ink): void {
    this.marks.push({ kind: 'shape', points, ink });
  }

  dot(x: number, y: number, r: number, ink: Ink, hollow: boolean): void {
    this.marks.push({ kind: 'dot', x, y, r, ink, hollow });
  }
}
