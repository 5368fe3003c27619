import type { Shot } from './look.ts';

const PATH = '/settings/channels?';
const at = (name: string, shot: Partial<Shot> = {}): Shot => ({ name, scene: 'incidents', size: 'hd', waitMs: 1_500, path: PATH, ...shot });
const everyWay = (name: string, shot: Partial<Shot> = {}): readonly Shot[] => (['hd', 'full'] as const).flatMap((size) => [false, true].map((light) => at(name, { size, light, ...shot })));

const NO_MAIL = /^Who gets no mail/;

/** Settings, Channels. */
export const CHANNEL_SHOTS: readonly Shot[] = [
  ...everyWay('channels'),
  at('channels', { size: 'uhd' }),
  ...(['incidentsMany', 'incidentsViewer', 'incidentsFailed', 'incidentsLoading'] as const).map((scene) => at('channels', { scene, waitMs: scene === 'incidentsFailed' ? 6_000 : 1_500 })),
  ...everyWay('channel-new', { click: ['Add a channel', 'Try it'] }),
  at('channel-tried', { click: ['Change Slack #incidents', 'Try it'] }),
  at('channel-conflict', { click: ['Change Slack #incidents', 'Save to holdfast.yaml'], size: 'full' }),
  at('channel-mail', { click: ['Change Mail to customers'], size: 'full' }),
  at('channel-page', { click: ['Change status.acme.test'], light: true }),
  at('channel-test', { click: ['Test… Slack #incidents', 'Send a test to myself'] }),
  at('channel-test-readers', { click: [/^Test… #outage/] }),
  at('channel-test-never', { click: ['Test… status.acme.test'], light: true }),
  at('channel-remove', { click: ['Remove status.acme.test'] }),
  at('channels-no-mail-row', { scrollTo: 'Mail to customers' }),
  ...everyWay('no-mail', { click: [NO_MAIL] }),
  at('no-mail-many', { click: [NO_MAIL], type: [['Search', 'many']] }),
  at('no-mail-nothing', { click: [NO_MAIL], type: [['Search', 'nobody@at.all']] }),
  ...(['incidentsViewer', 'noMailEmpty', 'noMailLoading'] as const).map((scene) => at('no-mail', { scene, click: [NO_MAIL] })),
  ...[false, true].map((light) => at('no-mail-lift', { click: [NO_MAIL, /^Lift ben@/], light })),
  ...[false, true].map((light) => at('no-mail-typed', { click: [NO_MAIL, 'Send no mail there'], scrollTo: 'Write an address down', light })),
  ...[false, true].map((light) => at('no-mail-bounce', { click: [NO_MAIL], file: { name: 'bounce.eml', text: 'Return-Path: <>' }, scrollTo: 'Take in a bounce message', light })),
  at('no-mail-bounce-not', { click: [NO_MAIL], file: { name: 'out-of-office.eml', text: 'Subject: I am away' }, scrollTo: 'Take in a bounce message' }),
  at('no-mail', { scene: 'noMailFailed', click: [NO_MAIL], settleMs: 4_500 }),
  at('no-mail', { click: [NO_MAIL], size: 'uhd' }),
];
