import type { Delivery, DeliveryState } from '../../../../shared/model/delivery.ts';
import type { StatusUpdate, UpdateState } from '../../../../shared/model/status-update.ts';
import type { ChannelType, UpdateKind } from '../../../../shared/model/update.ts';
import type { StateName } from '../../../ui/kit/state.ts';

export const KIND_WORD: Readonly<Record<UpdateKind, string>> = { investigating: 'Investigating', identified: 'Identified', monitoring: 'Monitoring', resolved: 'Resolved', postponed: 'Postponed', maintenance: 'Maintenance', factsOnly: 'Facts only', postmortem: 'Postmortem' };
export const CHANNEL_WORD: Readonly<Record<ChannelType, string>> = { slack: 'Slack', slackWebhook: 'Slack webhook', teams: 'Microsoft Teams', jira: 'Jira', statuspage: 'Statuspage', betterstack: 'Better Stack', email: 'E-mail', x: 'X', webhook: 'Webhook', copy: 'Copy' };

/** “$0.20”; parts of a cent where they matter. */
export const usd = (amount: number): string => `$${amount.toFixed(amount * 100 === Math.round(amount * 100) ? 2 : 3)}`;

/** An update that has not gone says so in capitals wherever it stands. */
export const UPDATE_WORD: Readonly<Record<UpdateState, string>> = { draft: 'NOT SENT, draft', scheduled: 'NOT SENT, scheduled', published: 'published', discarded: 'thrown away' };

export const DELIVERY_MARK: Readonly<Record<DeliveryState, StateName>> = { queued: 'none', sending: 'late', sent: 'ok', failed: 'broken', unknown: 'P2', superseded: 'none' };
export const DELIVERY_WORD: Readonly<Record<DeliveryState, string>> = { queued: 'queued', sending: 'sending', sent: 'sent', failed: 'failed', unknown: 'possibly sent', superseded: 'superseded' };

/** Somebody must decide something about it. */
export const wantsSomebody = ({ state }: Pick<Delivery, 'state'>): boolean => state === 'failed' || state === 'unknown';

/** What stands for an update whose deliveries are not shown: what is still open of it, by state. */
export function openWords(open: readonly Pick<Delivery, 'state'>[]): string {
  const order: readonly DeliveryState[] = ['failed', 'unknown', 'sending', 'queued'];
  return order.flatMap((state) => {
    const count = open.filter((each) => each.state === state).length;
    return count === 0 ? [] : [`${count.toLocaleString('en-GB')} ${DELIVERY_WORD[state]}`];
  }).join(' · ');
}

/** Many recipients of one channel: those that are well are counted, the others are shown. */
export interface ChannelLines {
  readonly channel: string;
  readonly shown: readonly Delivery[];
  /** How many more were sent, or superseded. */
  readonly settled: number;
  /** How many more are queued or on their way. */
  readonly waiting: number;
}

const MOST_LINES = 5;

export function byChannel(deliveries: readonly Delivery[]): readonly ChannelLines[] {
  return [...Map.groupBy(deliveries, ({ channel }) => channel)].map(([channel, all]) => {
    if (all.length <= MOST_LINES) return { channel, shown: all, settled: 0, waiting: 0 };
    const shown = all.filter(wantsSomebody);
    const waiting = all.filter(({ state }) => state === 'queued' || state === 'sending').length;
    return { channel, shown, settled: all.length - shown.length - waiting, waiting };
  });
}

/** Those that are opened by themselves: what wants somebody, and the newest. */
export const isOpenedFirst = (update: Pick<StatusUpdate, 'id'>, index: number, open: readonly Pick<Delivery, 'update'>[]): boolean => index === 0 || open.some((each) => each.update === update.id);
