import { z } from 'zod';

/** What an update says of the incident. `factsOnly`: what is down, for how long it is expected, and that it is over; for channels that carry nothing else. `postmortem`: what came out of the review, for pages that have a place for it. */
export const UPDATE_KINDS = ['investigating', 'identified', 'monitoring', 'resolved', 'postponed', 'maintenance', 'factsOnly', 'postmortem'] as const;
export const UpdateKind = z.enum(UPDATE_KINDS);
export type UpdateKind = z.infer<typeof UpdateKind>;

export const CHANNEL_TYPES = ['slack', 'slackWebhook', 'teams', 'jira', 'statuspage', 'betterstack', 'email', 'x', 'webhook', 'copy'] as const;
export const ChannelType = z.enum(CHANNEL_TYPES);
export type ChannelType = z.infer<typeof ChannelType>;
