import { useMemo, useState } from 'react';
import type { ChannelView } from '../../../../shared/contract/channel-calls.ts';
import type { Recipients, UpdatePreview } from '../../../../shared/contract/update-calls.ts';
import type { CallInput } from '../../../../shared/contract/contract.ts';
import type { ChannelId } from '../../../../shared/model/ids.ts';
import type { IncidentDetail } from '../../../../shared/model/incident.ts';
import { AUDIENCES, type Audience } from '../../../../shared/model/policy-config.ts';
import type { StatusUpdateDetail, UpdateDraft } from '../../../../shared/model/status-update.ts';
import { CHANNEL_TYPES, UPDATE_KINDS, UpdateFacts, type ChannelType, type UpdateKind, type UpdateText } from '../../../../shared/model/update.ts';
import type { HoldfastError } from '../../../../shared/model/result.ts';
import { useServices } from '../../../lib/live-store.ts';
import { useLater } from '../../../lib/use-later.ts';
import { useCall } from '../../../platform/use-call.ts';
import { useDraft, useRights, type Draft } from '../../session/index.ts';
import { useRecipients } from './use-recipients.ts';
import { factsOf, readTyped, type FactField, type ReadFacts, type Typed } from '../rules/form.ts';
import { reached, reachOf } from '../rules/correction.ts';
import { refusalOf } from '../rules/missing.ts';
import { linkRowsOf, ownTextsOf, readLinks, withOwn, type LinkRow, type OwnTexts, type ReadLinks } from '../rules/own.ts';
import { textField, writtenOf, type TextFrom } from '../rules/written.ts';

const SETTLED_MS = 300;
const NO_FACTS = UpdateFacts.parse({});

/** Everything that the parts of the form share. */
export interface Writer {
  readonly incident: IncidentDetail;
  /** As it is kept by the engine; null before the first time. */
  readonly kept: StatusUpdateDetail | null;
  /** The update that it corrects. */
  readonly corrects: StatusUpdateDetail | null;
  /** What was told before, to which this is held; null for the first update. */
  readonly previous: UpdatePreview['previous'];
  readonly draft: Draft;
  /** Why stops are gone past, by their code; no part of what is kept, and there until it is sent. */
  readonly reasons: Draft;
  readonly audience: Audience;
  readonly kind: UpdateKind;
  /** What the incident, or what was kept, says; null while it is not known yet. */
  readonly base: UpdateFacts | null;
  readonly typed: Typed;
  readonly read: ReadFacts;
  readonly type: (field: FactField, value: string) => void;
  readonly typeAll: (fields: Typed) => void;
  /** Of fields and links, how many cannot be understood. */
  readonly problems: number;
  readonly links: readonly LinkRow[];
  readonly linkProblems: ReadLinks['problems'];
  readonly setLinks: (rows: readonly LinkRow[]) => void;
  /** Texts that are for one channel alone. */
  readonly own: OwnTexts;
  readonly setOwn: (type: ChannelType, text: UpdateText | null) => void;
  /** The text as it stands now; null while no template was filled yet. */
  readonly text: UpdateText | null;
  readonly textFrom: TextFrom;
  readonly channels: readonly ChannelView[];
  readonly chosen: readonly ChannelView[];
  readonly person: string | null;
  /** Who would get it by mail; null while that is asked. */
  readonly recipients: readonly Recipients[] | null;
  readonly countAgain: () => void;
  readonly preview: UpdatePreview | null;
  /** The preview is of what stands in the form. */
  readonly current: boolean;
  readonly failed: HoldfastError | null;
  readonly again: () => void;
  /** What would be kept; null while it is not known. */
  readonly content: UpdateDraft | null;
  /** It differs from what is kept. */
  readonly dirty: boolean;
}

export const usualKind = ({ state }: Pick<IncidentDetail, 'state'>): UpdateKind => (state === 'mitigated' ? 'monitoring' : state === 'resolved' || state === 'reviewed' ? 'resolved' : 'investigating');

/** The form: what was typed above what is kept, above what the incident knows. */
export function useWriter(incident: IncidentDetail, kept: StatusUpdateDetail | null, corrects: StatusUpdateDetail | null): Writer {
  const draft = useDraft(`${incident.id}/compose${kept === null ? (corrects === null ? '' : ` corrects ${corrects.id}`) : `/${kept.id}`}`);
  const reasons = useDraft(`${incident.id}/compose reasons`);
  const { person } = useRights();
  const services = useServices();
  const before = useMemo((): UpdateDraft | null => kept?.draft ?? (corrects === null ? null : { ...corrects.draft, channels: reached(corrects.deliveries) }), [kept, corrects]);
  const audience = corrects?.draft.audience ?? draft.one('audience', AUDIENCES) ?? before?.audience ?? 'internal';
  const kind = draft.one('kind', UPDATE_KINDS) ?? before?.kind ?? usualKind(incident);
  const first = useMemo((): CallInput<'updates.preview'> => ({ incident: incident.id, audience, kind, channels: [] }), [incident.id, audience, kind]);
  const prefill = useCall('updates.preview', first, { enabled: before === null, keep: true });
  const base = before?.facts ?? prefill.data?.facts ?? null;
  const typedText = draft.text('facts');
  const typed = useMemo(() => readTyped(typedText), [typedText]);
  const read = useMemo(() => factsOf(base ?? NO_FACTS, typed, services), [base, typed, services]);

  const all = useCall('channels.list', {});
  const channels = useMemo(() => (all.data?.items ?? []).filter((channel) => channel.audience === audience), [all.data, audience]);
  const chosenText = draft.text('channels');
  const chosen = useMemo(() => {
    const wanted = chosenText === '' ? (before?.audience === audience ? before.channels : null) : chosenText.split(' ');
    return channels.filter((channel) => refusalOf(channel, kind, person?.id ?? null, incident.isDrill) === null && (corrects === null || reachOf(corrects.deliveries, channel).way !== 'none') && (wanted === null || wanted.some((id) => id === channel.id)));
  }, [channels, chosenText, before, audience, kind, person, corrects, incident.isDrill]);

  const { recipients, again: countAgain } = useRecipients({ incident, channels, read, corrects });
  const { from: textFrom, text: written } = writtenOf(draft.text, audience, before);
  const same = before?.audience === audience ? before : null;
  const own = ownTextsOf(draft.text(textField('own', audience)), same?.channelTexts ?? {});
  const rows = linkRowsOf(draft.text(textField('links', audience)), same?.links ?? []);
  const { links, problems: linkProblems } = readLinks(rows);
  // Before it is known what the incident knows, a text would name facts as missing that are not.
  const input = base === null ? null : JSON.stringify({ incident: incident.id, audience, kind, facts: read.facts, channels: [...new Set([...chosen.map(({ type }) => type), 'copy' as const])], to: chosen.map(({ id }) => id), ...(written !== undefined && { text: written }), channelTexts: own, links, corrects: corrects?.id ?? null });
  const later = useLater(input, SETTLED_MS);
  const asked = useCall('updates.preview', useMemo((): CallInput<'updates.preview'> => (later === null ? first : (JSON.parse(later) as CallInput<'updates.preview'>)), [later, first]), { enabled: later !== null && base !== null, keep: true });
  const current = asked.data !== undefined && !asked.isPlaceholderData && later === input && !asked.isError;
  // While the engine does not answer, what it said last stays, so that nobody loses the form in the middle of a sentence.
  const [last, setLast] = useState<{ readonly audience: Audience; readonly preview: UpdatePreview } | null>(null);
  if (later !== null && asked.data !== undefined && asked.data !== last?.preview && !asked.isPlaceholderData) setLast({ audience, preview: asked.data });
  const shown = later === null ? null : (asked.data ?? (last?.audience === audience ? last.preview : null));
  // Of what was filled in at first, where nothing else was ever made: it is not current, and nothing is done with it.
  const text = written ?? (base === null ? null : (shown?.text ?? prefill.data?.text ?? null));
  const content: UpdateDraft | null = text === null || base === null ? null : { audience, kind, facts: read.facts, text, channelTexts: own, links: [...links], channels: chosen.map(({ id }): ChannelId => id) };
  return {
    incident, kept, draft, reasons, audience, kind, base, typed, read, text, channels, chosen, content, current,
    textFrom, person: person?.id ?? null, corrects, recipients, countAgain, own, links: rows, linkProblems,
    previous: shown?.previous ?? prefill.data?.previous ?? null,
    problems: Object.keys(read.problems).length + linkProblems.filter((each) => Object.keys(each).length > 0).length,
    setLinks: (next) => draft.set(textField('links', audience), JSON.stringify(next)),
    setOwn: (type, words) => draft.set(textField('own', audience), withOwn(own, type, words)),
    type: (field, value) => draft.set('facts', JSON.stringify({ ...typed, [field]: value })),
    typeAll: (fields) => draft.set('facts', JSON.stringify({ ...typed, ...fields })),
    preview: shown,
    failed: (before === null ? prefill.error : null) ?? asked.error,
    again: () => void Promise.all([...(before === null ? [prefill.refetch()] : []), ...(base === null ? [] : [asked.refetch()])]),
    dirty: kept === null || before === null || content === null || !isSame(before, content),
  };
}

/** The same to whoever signs it off; a channel that is gone from the configuration, or takes nothing now, makes it another. */
const isSame = (before: UpdateDraft, now: UpdateDraft): boolean => JSON.stringify(ordered(before)) === JSON.stringify(ordered(now));
const ordered = ({ audience, kind, facts, text: { title, body }, channelTexts, links, channels }: UpdateDraft): unknown => [audience, kind, UpdateFacts.parse(facts), title, body, CHANNEL_TYPES.map((type) => [channelTexts[type]?.title, channelTexts[type]?.body]), links.map(({ label, url }) => [label, url]), channels.toSorted()];
