import type { DeliveryClass } from '../../../../../shared/model/delivery.ts';
import { ChannelId } from '../../../../../shared/model/ids.ts';
import { durationMs } from '../../../../../shared/model/units.ts';

/** How a kind of channel behaves, as its vendor documents it. */
export interface VendorKind {
  readonly id: ChannelId;
  readonly class: DeliveryClass;
  readonly settlingMs: number;
  /** At most so long a message that was taken is not there to be read. */
  readonly lagMs: number;
  readonly spacingMs: number;
}

const kind = (id: string, deliveryClass: DeliveryClass, settlingMs = 0, lagMs = 0, spacingMs = 1_000): VendorKind => ({ id: ChannelId.parse(id), class: deliveryClass, settlingMs: durationMs(settlingMs), lagMs, spacingMs });

export const VENDORS: readonly VendorKind[] = [
  kind('slack', 'readBack', 10_000, 5_000),
  kind('slackWebhook', 'blind'),
  kind('teams', 'blind'),
  kind('jira', 'readBack', 60_000, 50_000, 500),
  kind('statuspage', 'readBack', 10_000, 5_000),
  kind('betterstack', 'readBack', 10_000, 5_000),
  kind('email', 'blind', 0, 0, 100),
  kind('x', 'readBack', 30_000, 20_000),
  kind('webhook', 'keyed', 0, 0, 100),
];

/** A message that people can see at a channel. */
export interface Post {
  readonly marker: string;
  readonly lane: string;
  /** Which update of its incident it is; rises. */
  readonly step: number;
  readonly atMs: number;
  readonly readableAtMs: number;
}

/** The vendor's side: what it has, whatever it answered. It outlives every crash of ours. */
export class Vendor {
  readonly kind: VendorKind;
  readonly posts: Post[] = [];

  constructor(kindOf: VendorKind) {
    this.kind = kindOf;
  }

  /** Takes a message; one with a key that it has seen is the same message. */
  take(post: Omit<Post, 'readableAtMs'>, lagMs: number): void {
    if (this.kind.class === 'keyed' && this.posts.some(({ marker }) => marker === post.marker)) return;
    this.posts.push({ ...post, readableAtMs: post.atMs + lagMs });
  }

  canRead(marker: string, nowMs: number): boolean {
    return this.posts.some((post) => post.marker === marker && post.readableAtMs <= nowMs);
  }
}
