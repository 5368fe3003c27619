import type { Signal } from '../../shared/model/entities.ts';
import type { ServiceId } from '../../shared/model/ids.ts';
import type { ChannelConfig } from '../../shared/model/channels/index.ts';
import type { StatusUpdate, UpdateDraft } from '../../shared/model/status-update.ts';
import type { UpdatePreview } from '../../shared/contract/update-calls.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { traitsOf } from '../../shared/model/sources/index.ts';
import { epochMs, fromRfc3339 } from '../../shared/model/units.ts';
import { plain } from '../../shared/text/plain.ts';
import { isTimeZone } from '../../shared/time/local-time.ts';
import type { ResolvedConfig } from '../config/resolved.ts';
import type { IncidentRecord } from '../engine/incidents/record.ts';
import { prefilledFacts } from '../engine/messaging/compose/facts.ts';
import { clockFor, previewUpdate, type Page, type Previewing } from '../engine/messaging/compose/preview.ts';
import { parseUpdateTemplates, withOwn, type UpdateTemplate } from '../engine/messaging/compose/templates.ts';
import type { Clock } from '../engine/ports.ts';
import { asText } from '../engine/messaging/compose/render/rendering.ts';
import { worstOf } from '../engine/messaging/updates/parts.ts';
import type { Around } from '../engine/messaging/updates/service.ts';
import type { TemplateFiles } from './report-handlers.ts';

export interface PreviewerParts {
  readonly clock: Clock;
  readonly signals: (services: readonly ServiceId[]) => readonly Signal[];
  readonly config: () => ResolvedConfig;
  readonly mask: (text: string) => string;
  /** See `resources/update-templates.md`. */
  readonly templates: TemplateFiles;
  readonly onProblem: (message: string) => void;
}

/** Makes previews with what is configured and known now. */
export interface Previewer {
  /** What somebody asks for; facts that are not given are those that the incident knows. */
  asked(record: IncidentRecord, asked: Asked): UpdatePreview;
  /** What a draft is on one channel. */
  ofDraft(record: IncidentRecord, draft: UpdateDraft, channel: ChannelConfig, around: Around): UpdatePreview;
}

type Asked = Omit<Previewing, 'record' | 'facts' | 'prefilled' | 'templates' | 'mask' | 'times' | 'known' | 'targets' | 'pages' | 'previous'> & {
  readonly facts: Previewing['facts'] | null;
  readonly timeZone?: string | undefined;
  /** The update that was published before, or that is corrected. */
  readonly previous: StatusUpdate | null;
  /** Where it would go, and what other open incidents say of the parts of each page. */
  readonly to: readonly { readonly config: ChannelConfig; readonly others: Page['others'] }[];
};

export function createPreviewer({ clock, signals, config, mask, templates, onProblem }: PreviewerParts): Previewer {
  const chosen = templatesOf(templates, onProblem);

  const asked: Previewer['asked'] = (record, { facts, timeZone, previous, to, ...given }) => {
    if (timeZone !== undefined && !isTimeZone(timeZone)) throw new HoldfastError('invalid_input', `timeZone: expected an IANA time zone such as "Europe/Berlin", found "${plain(timeZone, 60)}"`);
    const { services, sources, workspace, policy } = config();
    const now = clock.nowMs();
    const filled = facts ?? (given.corrects ? previous?.draft.facts : null) ?? prefilledFacts({
      record, kind: given.kind, now, previous: previous?.draft.facts ?? null,
      serviceName: (service) => services.find((each) => each.id === service)?.name ?? service,
      sourceName: (source) => sources.find((each) => each.config.id === source)?.name ?? source,
      signals: signals(record.services),
      cadenceMs: policy.cadenceMs[given.audience],
    });
    return previewUpdate({
      ...given, record, previous: previous === null ? null : previousOf(previous), facts: filled, prefilled: facts === null, templates: chosen, mask,
      times: { timeZone: timeZone ?? workspace.timeZone, clock: clockFor(given.audience), now },
      known: knownNames(config()),
      targets: targetsOf(to.map(({ config: channel }) => channel), worstOf(to.flatMap(({ others }) => others.map(({ parts }) => parts)))),
      pages: to.map(({ config: channel, others }) => ({ channel: channel.id, others, targets: targetsOf([channel], worstOf(others.map(({ parts }) => parts))) })),
    });
  };

  return {
    asked,
    ofDraft: (record, { audience, kind, facts, text, channelTexts, links }, channel, { others, corrects, at }) =>
      previewUpdate({
        record, audience, readers: channel.audience, kind, facts, prefilled: false, corrects, previous: null, pages: [], channels: [channel.type], text, channelTexts, links, templates: chosen, mask,
        times: { timeZone: config().workspace.timeZone, clock: clockFor(audience), now: at },
        known: knownNames(config()),
        targets: targetsOf([channel], others),
      }),
  };
}

function previousOf({ id, toldAt, publishedAt, createdAt, draft: { facts, text } }: StatusUpdate): NonNullable<Previewing['previous']> {
  return { id, at: fromRfc3339(toldAt ?? publishedAt ?? createdAt) ?? epochMs(0), facts, text: asText({ text, links: [] }) };
}

const partsOf = (parts: Readonly<Record<string, string>>): { readonly id: string; readonly service: string }[] => Object.entries(parts).map(([service, id]) => ({ service, id }));
/** Which parts of status pages stand for which services, as their channels are configured. */
const targetsOf = (channels: readonly ChannelConfig[], others: Around['others']): Previewing['targets'] => ({
  statuspage: { components: channels.flatMap((channel) => (channel.type === 'statuspage' ? partsOf(channel.components) : [])), others },
  betterstack: { resources: channels.flatMap((channel) => (channel.type === 'betterstack' ? partsOf(channel.resources) : [])) },
});

/** One's own templates before the shipped ones; where they cannot be read, the shipped ones serve and that is said. */
function templatesOf({ shipped, own }: TemplateFiles, onProblem: PreviewerParts['onProblem']): readonly UpdateTemplate[] {
  const usual = parseUpdateTemplates(shipped);
  if (own === null) return usual;
  try {
    return withOwn(usual, parseUpdateTemplates(own));
  } catch (error) {
    onProblem(`update-templates.md cannot be used, and messages are made from the usual templates until it is mended and Holdfast started again: ${error instanceof Error ? error.message : String(error)}.`);
    return usual;
  }
}

/** What only insiders know: ids of the configuration, hosts that sources are asked at, people. */
function knownNames({ services, signals, sources, people }: ResolvedConfig): Previewing['known'] {
  const hosts = sources.flatMap(({ config: source }) => traitsOf(source).addresses(source).flatMap(([, url]) => (url === undefined ? [] : (URL.parse(url)?.hostname ?? []))));
  return { ids: [...services, ...signals].map(({ id }): string => id).concat(sources.map(({ config: { id } }) => id)), hosts: [...new Set(hosts)], people: people.map(({ name }) => name) };
}
