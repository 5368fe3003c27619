import { z } from 'zod';
import type { CorrectionWay, DeliveryClass } from '../delivery.ts';
import type { ChannelType, UpdateKind } from '../update-kind.ts';
import { SlackChannelConfig, SlackWebhookChannelConfig, TeamsChannelConfig } from './chat.ts';
import { EmailChannelConfig } from './mail.ts';
import { BetterStackChannelConfig, StatuspageChannelConfig } from './pages.ts';
import { JiraChannelConfig } from './tickets.ts';
import { WebhookChannelConfig, XChannelConfig } from './web.ts';

/** Every type of channel: its shape here, what others must know of it below, its adapter in `main/engine/messaging/channels/registry.ts`. */
export const ChannelConfig = z.discriminatedUnion('type', [SlackChannelConfig, SlackWebhookChannelConfig, TeamsChannelConfig, JiraChannelConfig, StatuspageChannelConfig, BetterStackChannelConfig, EmailChannelConfig, XChannelConfig, WebhookChannelConfig]);
export type ChannelConfig = z.infer<typeof ChannelConfig>;
export type ConfiguredChannelType = ChannelConfig['type'];
export type ChannelConfigOf<T extends ConfiguredChannelType> = Extract<ChannelConfig, { type: T }>;

/** Steps below the channel's own entry. */
type Below = readonly (string | number)[];

export interface ChannelTraits<C> {
  /** What it is called where no name is configured. */
  readonly label: string;
  /** What can be found out about a request that got no answer. */
  readonly class: (channel: C) => DeliveryClass;
  /** What a correction does to a message that arrived. */
  readonly corrects: CorrectionWay;
  readonly secrets: (channel: C) => readonly (readonly [path: Below, text: string | undefined])[];
  /** Addresses that may hold no credentials; those that are secret themselves are under `secrets`. */
  readonly addresses: (channel: C) => readonly (readonly [path: Below, url: string])[];
  /** Where its messages end up, as configured: another one is another place, of which nothing is known. */
  readonly place: (channel: C) => readonly string[];
  /** Whether others than Holdfast can post there, so that only the vendor can keep them from it. */
  readonly othersPost: boolean;
  /** Whether an incident there has a place for its postmortem. */
  readonly postmortems: boolean;
  /** Services that its configuration names. */
  readonly services: (channel: C) => readonly (readonly [path: Below, service: string])[];
}

const TRAITS: { readonly [T in ConfiguredChannelType]: ChannelTraits<ChannelConfigOf<T>> } = {
  slack: { label: 'Slack', class: () => 'readBack', corrects: 'edits', place: ({ url, channel }) => [url, channel], othersPost: true, postmortems: false, secrets: ({ token }) => [[['token'], token]], addresses: ({ url }) => [[['url'], url]], services: () => [] },
  slackWebhook: { label: 'Slack webhook', class: () => 'blind', corrects: 'follows', place: ({ url }) => [url], othersPost: true, postmortems: false, secrets: ({ url }) => [[['url'], url]], addresses: () => [], services: () => [] },
  teams: { label: 'Microsoft Teams', class: () => 'blind', corrects: 'follows', place: ({ url }) => [url], othersPost: true, postmortems: false, secrets: ({ url }) => [[['url'], url]], addresses: () => [], services: () => [] },
  jira: { label: 'Jira', class: () => 'readBack', corrects: 'edits', place: ({ url, project }) => [url, project], othersPost: true, postmortems: false, secrets: ({ token }) => [[['token'], token]], addresses: ({ url }) => [[['url'], url]], services: () => [] },
  statuspage: { label: 'Statuspage', class: () => 'readBack', corrects: 'edits', place: ({ url, page }) => [url, page], othersPost: true, postmortems: true, secrets: ({ key }) => [[['key'], key]], addresses: ({ url }) => [[['url'], url]], services: ({ components }) => Object.keys(components).map((service) => [['components', service], service]) },
  betterstack: { label: 'Better Stack', class: () => 'readBack', corrects: 'edits', place: ({ url, page }) => [url, page], othersPost: true, postmortems: false, secrets: ({ token }) => [[['token'], token]], addresses: ({ url }) => [[['url'], url]], services: ({ resources }) => Object.keys(resources).map((service) => [['resources', service], service]) },
  email: {
    label: 'E-mail',
    class: () => 'blind',
    corrects: 'follows',
    place: ({ host, from }) => [host, from],
    othersPost: false,
    postmortems: false,
    secrets: ({ password, oauth2 }) => [[['password'], password], [['oauth2', 'clientSecret'], oauth2?.clientSecret], [['oauth2', 'refreshToken'], oauth2?.refreshToken]],
    addresses: ({ oauth2, unsubscribe }) => [...(oauth2 === undefined ? [] : [[['oauth2', 'tokenUrl'], oauth2.tokenUrl] as const]), ...(unsubscribe === undefined ? [] : [[['unsubscribe'], unsubscribe] as const])],
    services: ({ to }) => to.flatMap(({ services = [] }, list) => services.map((service, index) => [['to', list, 'services', index], service] as const)),
  },
  x: { label: 'X', class: () => 'readBack', corrects: 'follows', place: ({ url, refresh }) => [url, refresh?.clientId ?? ''], othersPost: true, postmortems: false, secrets: ({ token, refresh }) => [[['token'], token], [['refresh', 'refreshToken'], refresh?.refreshToken], [['refresh', 'clientSecret'], refresh?.clientSecret]], addresses: ({ url }) => [[['url'], url]], services: () => [] },
  webhook: { label: 'Webhook', class: ({ honoursKey }) => (honoursKey ? 'keyed' : 'blind'), corrects: 'follows', place: ({ url }) => [url], othersPost: true, postmortems: false, secrets: ({ url, secret }) => [[['url'], url], [['secret'], secret]], addresses: () => [], services: () => [] },
};

/* The table is keyed by the type that the channel itself names. */
export const channelTraits = (channel: Pick<ChannelConfig, 'type'>): ChannelTraits<ChannelConfig> => TRAITS[channel.type] as unknown as ChannelTraits<ChannelConfig>;

/** A page or an issue is of an incident: only these take messages that belong to none. */
export const NOTICED = ['slack', 'slackWebhook', 'teams', 'email', 'webhook'] as const satisfies readonly ConfiguredChannelType[];
export const takesNotices = ({ type, audience }: Pick<ChannelConfig, 'type' | 'audience'>): boolean => audience !== 'public' && NOTICED.some((each) => each === type);

/** Whether a channel has a place for updates of this kind at all. */
export const takesKind = (type: ChannelType, kind: UpdateKind): boolean => kind !== 'postmortem' || type === 'copy' || channelTraits({ type }).postmortems;
