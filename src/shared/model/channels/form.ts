import type { FormField } from '../sources/traits.ts';
import type { ConfiguredChannelType } from './index.ts';

/** A field of the form that sets a channel up; its key is a key of the configuration, or a path to one such as `oauth2.clientId`. */
export interface ChannelField extends Omit<FormField, 'kind'> {
  /** `parts`: lines such as `checkout = 8kbf7d35c070`, a service and the part of a page that stands for it. */
  readonly kind: FormField['kind'] | 'number' | 'parts';
  /** Of `yesNo`: yes unless told. */
  readonly yes?: boolean;
  /** What the format fills in by itself; what is left empty is that. */
  readonly usual?: string;
  /** Asked only where the way of signing in is this one. */
  readonly signIn?: SignIn;
  /** Below "more". */
  readonly more?: boolean;
}

export type SignIn = 'none' | 'password' | 'oauth2';

/** How a test message can be sent. */
export interface ChannelTestWays {
  /** To one person alone; null where the vendor allows no such thing. */
  readonly self: { readonly label: string; readonly hint: string; readonly placeholder: string; readonly pattern: RegExp } | null;
  /** What all who read there would see; null where it would do harm. */
  readonly readers: string | null;
  /** Why nothing harmless can be sent; null where something can. */
  readonly never: string | null;
}

export interface ChannelForm {
  /** What is said under its name where a person chooses. */
  readonly lead: string;
  readonly fields: readonly ChannelField[];
  readonly headers: boolean;
  /** It has recipients of its own and ways to sign in. */
  readonly mail: boolean;
  readonly test: ChannelTestWays;
}

const API = (usual: string): ChannelField => ({ key: 'url', kind: 'text', label: 'Address of the API', hint: `${usual} unless told`, usual, more: true });

export const CHANNEL_FORMS: Readonly<Record<ConfiguredChannelType, ChannelForm>> = {
  slack: {
    lead: 'A Slack app with a bot token: messages can be found again, corrected and pinned',
    headers: false, mail: false,
    fields: [
      { key: 'token', kind: 'secret', label: 'Bot token', required: true },
      { key: 'channel', kind: 'text', label: 'Id of the channel', hint: 'In Slack at the end of the channel’s details', placeholder: 'C0123456789', required: true },
      { key: 'perIncident.prefix', kind: 'text', label: 'Channel for each incident', hint: 'What its name begins with, such as inc-; empty: none. Needs channels:manage' },
      { key: 'pinned', kind: 'yesNo', label: 'Keep one pinned message up to date', hint: 'With a reply for each update. Needs pins:write' },
      API('https://slack.com/api'),
    ],
    test: {
      self: { label: 'Your member id in Slack', hint: 'In Slack under your profile, ⋮, Copy member ID. It comes as a direct message of the app', placeholder: 'U0123456789', pattern: /^[UW][A-Z0-9]{6,20}$/ },
      readers: 'Everybody in the channel sees a message that begins with “TEST” and names you. It stays there until somebody deletes it.',
      never: null,
    },
  },
  slackWebhook: {
    lead: 'An incoming webhook: sends only; nothing can be found again or corrected',
    headers: false, mail: false,
    fields: [{ key: 'url', kind: 'secret', label: 'Address of the webhook', hint: 'It is the secret itself', required: true }],
    test: { self: null, readers: 'Everybody in the channel of the webhook sees a message that begins with “TEST” and names you. Holdfast cannot take it back.', never: null },
  },
  teams: {
    lead: 'A workflow “When a Teams webhook request is received”: sends only',
    headers: false, mail: false,
    fields: [{ key: 'url', kind: 'secret', label: 'Address of the workflow', hint: 'It is the secret itself', required: true }],
    test: { self: null, readers: 'Everybody in the Teams channel of the workflow sees a card that begins with “TEST” and names you. Holdfast cannot take it back, and Teams does not tell whether it shows it: look there.', never: null },
  },
  jira: {
    lead: 'Jira Cloud: an incident becomes one issue, each later message a comment',
    headers: false, mail: false,
    fields: [
      { key: 'url', kind: 'text', label: 'Address of the site', hint: 'With a scoped token https://api.atlassian.com/ex/jira/<cloud id>', placeholder: 'https://acme.atlassian.net', required: true },
      { key: 'project', kind: 'text', label: 'Key of the project', placeholder: 'OPS', required: true },
      { key: 'email', kind: 'text', label: 'Account of the token', placeholder: 'holdfast@acme.test', required: true },
      { key: 'tokenExpires', kind: 'text', label: 'When the token ends', hint: 'Jira does not tell; you are warned 30, 7 and 1 days before', placeholder: '2027-03-31' },
      { key: 'token', kind: 'secret', label: 'API token', required: true },
      { key: 'issueType', kind: 'text', label: 'Type of the issue', hint: 'Task unless told', usual: 'Task', more: true },
      { key: 'transitions.investigating', kind: 'text', label: 'Transition at the first update', more: true },
      { key: 'transitions.monitoring', kind: 'text', label: 'Transition while it is only watched', more: true },
      { key: 'transitions.resolved', kind: 'text', label: 'Transition when it is over', more: true },
    ],
    test: { self: null, readers: null, never: 'A test would make a real issue, which everybody in the project sees and is told of. Proving signs in and looks whether issues may be made there.' },
  },
  statuspage: {
    lead: 'Atlassian Statuspage: incidents and components of a page',
    headers: false, mail: false,
    fields: [
      { key: 'page', kind: 'text', label: 'Id of the page', hint: 'In the address when you manage the page', placeholder: 'kctbh9vrtdwd', required: true },
      { key: 'notify', kind: 'yesNo', yes: true, label: 'Subscribers get mail' },
      { key: 'key', kind: 'secret', label: 'API key', required: true },
      { key: 'components', kind: 'parts', label: 'Components', hint: 'One a line: service = id of the component that stands for it', placeholder: 'checkout-api = 8kbf7d35c070' },
      API('https://api.statuspage.io'),
    ],
    test: { self: null, readers: null, never: 'A test would be a real incident on the page, and its subscribers might be told. Proving signs in and reads the page and its components.' },
  },
  betterstack: {
    lead: 'A status page of Better Stack: reports and their updates',
    headers: false, mail: false,
    fields: [
      { key: 'page', kind: 'text', label: 'Number of the status page', hint: 'In the address when you edit the page', placeholder: '123456', required: true },
      { key: 'notify', kind: 'yesNo', yes: true, label: 'Subscribers get mail' },
      { key: 'token', kind: 'secret', label: 'API token', required: true },
      { key: 'resources', kind: 'parts', label: 'Resources', hint: 'One a line: service = id of the resource that stands for it', placeholder: 'checkout-api = 8613742' },
      API('https://uptime.betterstack.com'),
    ],
    test: { self: null, readers: null, never: 'A test would be a real report on the page, and its subscribers might be told. Proving signs in and reads the page and its resources.' },
  },
  email: {
    lead: 'A mail server that takes messages from here: one message for each reader',
    headers: false, mail: true,
    fields: [
      { key: 'host', kind: 'text', label: 'Mail server', placeholder: 'smtp.acme.test', required: true },
      { key: 'port', kind: 'number', label: 'Port', hint: '587 with STARTTLS, 465 with TLS', usual: '587' },
      { key: 'from', kind: 'text', label: 'Sender', placeholder: 'Acme Status <status@acme.test>', required: true },
      { key: 'security', kind: 'choice', label: 'Encryption', options: [{ value: 'starttls', label: 'STARTTLS' }, { value: 'tls', label: 'TLS from the first byte' }, { value: 'none', label: 'none: only on this machine' }], usual: 'starttls' },
      { key: 'user', kind: 'text', label: 'Account', placeholder: 'status@acme.test', required: true, signIn: 'password' },
      { key: 'password', kind: 'secret', label: 'Password', required: true, signIn: 'password' },
      { key: 'user', kind: 'text', label: 'Account', placeholder: 'status@acme.test', required: true, signIn: 'oauth2' },
      { key: 'oauth2.tokenUrl', kind: 'text', label: 'Where access tokens are asked for', placeholder: 'https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token', required: true, signIn: 'oauth2' },
      { key: 'oauth2.clientId', kind: 'text', label: 'Id of the application', required: true, signIn: 'oauth2' },
      { key: 'oauth2.scope', kind: 'text', label: 'Scope', placeholder: 'https://outlook.office.com/SMTP.Send', signIn: 'oauth2' },
      { key: 'oauth2.clientSecret', kind: 'secret', label: 'Secret of the application', required: true, signIn: 'oauth2' },
      { key: 'oauth2.refreshToken', kind: 'secret', label: 'Refresh token', hint: 'Where a new one is handed out, it is kept by itself', required: true, signIn: 'oauth2' },
      { key: 'replyTo', kind: 'text', label: 'Answers go to', placeholder: 'help@acme.test', more: true },
      { key: 'suppressed', kind: 'text', label: 'File of addresses that get nothing', hint: 'Beside holdfast.yaml, one a line', more: true },
      { key: 'unsubscribe', kind: 'text', label: 'Address to unsubscribe', hint: 'List-Unsubscribe names it', placeholder: 'https://acme.test/unsubscribe', more: true },
      { key: 'ca', kind: 'text', label: 'Own certificate authority', hint: 'A reference to a PEM file, such as ${file:ca.pem}', more: true },
    ],
    test: { self: { label: 'Your address', hint: 'The only one that gets it', placeholder: 'you@acme.test', pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/ }, readers: null, never: null },
  },
  x: {
    lead: 'Single posts of one account; each costs money',
    headers: false, mail: false,
    fields: [
      { key: 'token', kind: 'secret', label: 'User token', hint: 'OAuth 2.0 with tweet.write, tweet.read and users.read', required: true },
      { key: 'refresh.clientId', kind: 'text', label: 'Id of the application', hint: 'With a refresh token: tokens end after two hours' },
      { key: 'refresh.refreshToken', kind: 'secret', label: 'Refresh token', hint: 'Taken once only; the next one is kept by itself' },
      { key: 'refresh.clientSecret', kind: 'secret', label: 'Secret of the application', hint: 'Only of a confidential application' },
      API('https://api.x.com'),
    ],
    test: { self: null, readers: null, never: 'A test would be a real post, which everybody can read and which costs money. Proving asks X who the token belongs to.' },
  },
  webhook: {
    lead: 'Any other system: JSON by POST',
    headers: true, mail: false,
    fields: [
      { key: 'url', kind: 'secret', label: 'Address', hint: 'Kept like a secret, for it often lets somebody in', required: true },
      { key: 'secret', kind: 'secret', label: 'Key for signatures', hint: 'X-Holdfast-Signature; empty: not signed' },
      { key: 'honoursKey', kind: 'yesNo', label: 'Takes the same Idempotency-Key twice as one message', hint: 'Only then can it be sent again without harm' },
    ],
    test: { self: null, readers: 'The system at this address gets a message with "purpose": "test" and a title that begins with “TEST”. What it shows to whom, Holdfast does not know.', never: null },
  },
};
