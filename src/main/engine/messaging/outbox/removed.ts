import type { Json } from './channel.ts';

/** Stands where a message was whose words were removed, by a redaction or by retention. */
export const REMOVED_CONTENT = { removed: true } as const;

/** Such a message is never handed to a channel. */
export const isRemoved = (content: Json): boolean => typeof content === 'object' && content !== null && !Array.isArray(content) && 'removed' in content && content.removed === true;
