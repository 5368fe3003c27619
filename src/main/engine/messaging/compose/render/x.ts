import { clean, oneLine, withoutEnd, type Message, type Rendered } from './rendering.ts';

export interface XContent {
  readonly text: string;
}

const MOST = 280;
const LINK = 23;
/**
 * How X counts (twitter-text, `config/v3.json`, unchanged since 2018): after NFC, code points of these ranges are one, all others
 * two; an emoji is two whatever it is made of, and an address 23 however long it is.
 */
const LIGHT: readonly (readonly [number, number])[] = [[0, 4_351], [8_192, 8_205], [8_208, 8_223], [8_242, 8_247]];

const EMOJI = /\p{RGI_Emoji}|\p{Extended_Pictographic}\uFE0F?/gv;
const ADDRESS = /https?:\/\/[^\s<>"']+/gi;
/** X makes links of bare names too, if it knows their ending; which ones it knows is not asked here, so that the larger count holds. */
const BARE = /(?<![\p{L}\p{N}@._-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62}\.)){1,8}\p{L}{2,24}(?:\/[^\s<>"']*)?/giu;

const weigh = (text: string): number => {
  let sum = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    sum += LIGHT.some(([from, to]) => code >= from && code <= to) ? 1 : 2;
  }
  return sum;
};

const addressesIn = (text: string): { readonly from: number; readonly to: number; readonly weight: number }[] => {
  const whole = [...text.matchAll(ADDRESS)].map((match) => {
    const length = withoutEnd(match[0]).length;
    return { from: match.index, to: match.index + length, weight: LINK };
  });
  const bare = [...text.matchAll(BARE)].map((match) => ({ from: match.index, to: match.index + match[0].length, weight: Math.max(LINK, weigh(match[0])) })).filter(({ from, to }) => !whole.some((each) => from < each.to && to > each.from));
  return [...whole, ...bare].sort((a, b) => a.from - b.from);
};

/** Length of a post as X counts it, never less. */
export function weightedLength(written: string): number {
  const text = written.normalize('NFC');
  let [sum, at] = [0, 0];
  const plain = (piece: string): number => 2 * [...piece.matchAll(EMOJI)].length + weigh(piece.replaceAll(EMOJI, ''));
  for (const { from, to, weight } of addressesIn(text)) {
    sum += plain(text.slice(at, from)) + weight;
    at = to;
  }
  return sum + plain(text.slice(at));
}

/** What a post costs by the prices of 2026-04-20, in US dollars: one with a link much more. */
const PRICE = { plain: 0.015, link: 0.2 } as const;

/** One post. It is never shortened: a sentence that ends in the middle can say the opposite. */
export function toX(message: Message): Rendered<XContent> & { readonly costUsd: number } {
  const [link] = message.links;
  const text = [oneLine(message.text.title), clean(message.text.body).trim(), link?.url ?? ''].filter((part) => part !== '').join('\n\n');
  return { content: { text }, limits: [{ what: 'post', used: weightedLength(text), max: MOST, unit: 'weighted characters' }], cut: false, costUsd: addressesIn(text.normalize('NFC')).length > 0 ? PRICE.link : PRICE.plain };
}
