import type { ChannelConfig } from '../../../../../../shared/model/channels/index.ts';
import type { Json } from '../../channel.ts';
import type { Kill } from './points.ts';

/** A protection that is taken away, to show that the kills would be noticed. */
export type Unprotected = 'written before sent' | 'blind' | 'read back' | 'settling' | null;

export interface UpdateOrder {
  readonly id: string;
  readonly incident: string;
  readonly to: readonly { readonly channel: string; readonly recipient: string; readonly content: Json }[];
}

/** What one life of our process is told: what to bring where, and where it ends. */
export interface LifeOrder {
  readonly database: string;
  readonly times: number;
  readonly anchorMs: number;
  readonly seed: number;
  readonly channels: readonly ChannelConfig[];
  /** Each is queued once, in whichever life comes to it. */
  readonly updates: readonly UpdateOrder[];
  readonly kill: Kill | null;
  readonly unprotected: Unprotected;
}

/** The name by which a channel is reached, so that a look-up tells which is meant. Only a mail server on this machine may be spoken to in plain text. */
export const hostOf = (channel: string): string => (channel === 'email' ? 'localhost' : `${channel.toLowerCase()}.localhost`);
