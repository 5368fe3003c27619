import { z } from 'zod';

export const Me = z.object({ data: z.object({ id: z.string().regex(/^\d{1,19}$/), username: z.string() }) });

const Post = z.object({
  id: z.string().regex(/^\d{1,19}$/),
  text: z.string(),
  created_at: z.iso.datetime().transform((text) => Date.parse(text)),
  entities: z.object({ urls: z.array(z.object({ url: z.string(), expanded_url: z.string().optional() })).optional() }).optional(),
});
export type Post = z.infer<typeof Post>;

export const Timeline = z.object({ data: z.array(Post).optional(), meta: z.object({ result_count: z.int(), next_token: z.string().optional() }) });

const ENTITIES: readonly (readonly [string, string])[] = [['&lt;', '<'], ['&gt;', '>'], ['&amp;', '&']];

/** X composes characters, shortens addresses, and makes one of a bare name; none of it changes what people read. */
const normal = (text: string): string =>
  text.normalize('NFC').replaceAll(/https?:\/\//gi, '').replaceAll(/\/(?=\s|$)/g, '').replaceAll(/\s+/g, ' ').trim();

/** Whether a post of X's says what was sent. */
export function sameText(post: Pick<Post, 'text' | 'entities'>, sent: string): boolean {
  const whole = (post.entities?.urls ?? []).reduce((text, { url, expanded_url: expanded }) => (expanded === undefined ? text : text.replaceAll(url, () => expanded)), post.text);
  return normal(ENTITIES.reduce((text, [entity, character]) => text.replaceAll(entity, character), whole)) === normal(sent);
}
