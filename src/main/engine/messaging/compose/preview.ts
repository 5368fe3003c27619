import type { ChannelPreview, UpdatePreview } from '../../../../shared/contract/update-calls.ts';
import type { Audience } from '../../../../shared/model/policy-config.ts';
import { channelTraits } from '../../../../shared/model/channels/index.ts';
import type { ChannelId, IncidentId, ServiceId, UpdateId } from '../../../../shared/model/ids.ts';
import { toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import type { ChannelType, LintFinding, UpdateFacts, UpdateKind, UpdateText } from '../../../../shared/model/update.ts';
import { wordDifference } from '../../../../shared/text/word-difference.ts';
import { isFiring, isOpen, type IncidentRecord } from '../../incidents/record.ts';
import type { PartStatuses } from '../updates/parts.ts';
import { composeUpdate } from './compose.ts';
import { asDrill } from './drill.ts';
import { lintUpdate, type Linted } from './lint/index.ts';
import { renderUpdate, type RenderTargets } from './render/index.ts';
import { asText, type Message } from './render/rendering.ts';
import { componentsOf, resourcesOf } from './render/status-pages.ts';
import { templateFor, type UpdateTemplate } from './templates.ts';
import type { Times } from './times.ts';

export interface Previewing {
  readonly record: IncidentRecord;
  readonly audience: Audience;
  readonly readers: Audience;
  readonly kind: UpdateKind;
  readonly facts: UpdateFacts;
  readonly prefilled: boolean;
  readonly channels: readonly ChannelType[];
  /** What a person wrote in the place of what templates make. */
  readonly text: UpdateText | null;
  readonly channelTexts: Readonly<Partial<Record<ChannelType, UpdateText>>>;
  readonly links: Message['links'];
  /** It corrects one that was sent. */
  readonly corrects: boolean;
  /** What was told before, to which this is held. */
  readonly previous: Previous | null;
  readonly templates: readonly UpdateTemplate[];
  readonly targets: RenderTargets;
  /** Status pages among the channels that it would go to. */
  readonly pages: readonly Page[];
  readonly times: Times;
  readonly known: Linted['known'];
  readonly mask: Linted['mask'];
}

/** A channel that is a status page, and what other open incidents say of its parts; of one that may not be shown without its number. */
export interface Page {
  readonly channel: ChannelId;
  readonly targets: RenderTargets;
  readonly others: readonly { readonly incident: IncidentId | null; readonly parts: PartStatuses }[];
}

/** What was published before. */
export interface Previous {
  readonly id: UpdateId;
  readonly at: EpochMs;
  readonly facts: UpdateFacts;
  readonly text: string;
}

/** Customers read "3:00 PM UTC", the team the 24 hours of its own screens. */
export const clockFor = (audience: Audience): Times['clock'] => (audience === 'internal' ? '24h' : '12h');

/** Facts as the message for an audience, as each channel takes it, looked through. Pure: nothing is sent or kept. */
export function previewUpdate(given: Previewing): UpdatePreview {
  const { record, facts, audience } = given;
  const text = given.text ?? made(given, null);
  const channels = [...new Set(given.channels)].map((channel) => channelPreview(given, text, channel));
  const shared = lintUpdate(linted(given, text, null, []));
  const { previous } = given;
  const told = record.updates.find((update) => update.audience === audience) ?? null;
  // What a person recorded later than the last update is what readers know.
  const last = given.corrects || told === null || (previous !== null && previous.at >= told.at) ? previous : told;
  return {
    facts,
    prefilled: given.prefilled,
    text,
    channels,
    parts: given.pages.flatMap((page) => partsOn(given, page, text)),
    lint: [...shared, ...channels.flatMap((preview) => ofChannel(given, preview, shared))],
    previous: previous === null ? null : { id: previous.id, at: toRfc3339(previous.at), facts: previous.facts },
    difference: last === null || last.text === null ? null : { at: toRfc3339(last.at), pieces: wordDifference(last.text, asText({ text, links: [] })) },
  };
}

function made({ kind, audience, facts, record, templates, times }: Previewing, channel: ChannelType | null): UpdateText {
  const incident = { id: record.id, title: record.title ?? '(title removed)', severity: record.severity, isDrill: record.isDrill };
  const { title, body } = composeUpdate({ kind, audience, channel, facts, incident, templates, times });
  return { title, body };
}

/** A text that a person wrote for all channels is for those too that have a template of their own, unless it would make them unlike: X takes far less. */
function textFor(given: Previewing, shared: UpdateText, channel: ChannelType): Pick<ChannelPreview, 'text' | 'from'> {
  const edited = given.channelTexts[channel];
  if (edited !== undefined) return { text: edited, from: 'edited' };
  if (templateFor(given.templates, given.kind, given.audience, channel)?.channel === channel) return { text: made(given, channel), from: 'own' };
  return { text: shared, from: 'shared' };
}

/** Where what was sent stays, its reader is told that this comes in its place. */
function asCorrection(channel: ChannelType, text: UpdateText): UpdateText {
  if ((channel !== 'copy' && channelTraits({ type: channel }).corrects === 'edits') || /^correction(?![\p{L}])/iu.test(text.title)) return text;
  return { ...text, title: text.title.trim() === '' ? 'Correction' : `Correction: ${text.title}` };
}

function channelPreview(given: Previewing, shared: UpdateText, channel: ChannelType): ChannelPreview {
  const { text, from } = textFor(given, shared, channel);
  const corrected = given.corrects ? asCorrection(channel, text) : text;
  const { content, limits, cut, costUsd } = renderUpdate(channel, messageOf(given, given.record.isDrill ? asDrill(corrected) : corrected), given.targets);
  return { channel, text, from, content: { ...content }, limits: [...limits], cut, costUsd: costUsd ?? null };
}

const messageOf = ({ kind, audience, record, facts, links, times }: Previewing, text: UpdateText): Message => ({ text, kind, audience, severity: record.severity, incident: record.id, facts, links, now: times.now });

/** What a page will say of each part that the message touches, and which other incidents keep it worse than this one would. */
function partsOn(given: Previewing, { channel, targets, others }: Page, text: UpdateText): UpdatePreview['parts'] {
  const message = messageOf(given, text);
  return [...componentsOf(message, targets.statuspage), ...resourcesOf(message, targets.betterstack)].map(({ id, service, status, own }) => {
    const keeping = status === own ? [] : others.filter(({ parts }) => parts[id] === status);
    return { channel, service: service as ServiceId, name: given.facts.services.find((each) => each.id === service)?.name ?? service, status, own, because: keeping.flatMap(({ incident }) => incident ?? []), hidden: keeping.filter(({ incident }) => incident === null).length };
  });
}

function linted({ record, kind, audience, readers, facts, links, known, mask, times }: Previewing, text: UpdateText, channel: ChannelType | null, limits: Linted['limits']): Linted {
  const incident = { isOpen: isOpen(record), isFiring: isFiring(record), isDrill: record.isDrill, private: record.private };
  const isReviewed = record.state === 'reviewed';
  // Whoever is meant, everybody reads X.
  return { text, links, kind, audience, readers: channel === 'x' ? 'public' : readers, channel, facts, limits, incident, isReviewed, known, mask, now: times.now };
}

/** What is told of the shared text is not told again for each channel that has it. */
function ofChannel(given: Previewing, { channel, text, from, limits }: ChannelPreview, shared: readonly LintFinding[]): LintFinding[] {
  const found = lintUpdate(linted(given, text, channel, limits));
  const known = new Set(shared.map(({ code, found: what, at }) => keyOf(code, what, from === 'shared' ? at : null)));
  return found.filter(({ code, found: what, at }) => !known.has(keyOf(code, what, from === 'shared' ? at : null)) || (from !== 'shared' && at !== null));
}

const keyOf = (code: string, found: string, at: LintFinding['at']): string => JSON.stringify([code, found, at]);
