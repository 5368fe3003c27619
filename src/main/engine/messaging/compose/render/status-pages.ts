import type { Extent } from '../../../../../shared/model/update.ts';
import { asText, characters, clean, isOver, isPlanned, oneLine, type Message, type Rendered } from './rendering.ts';

/** What a status page shows of a service: an id there, and the service here. */
export interface PagePart {
  readonly id: string;
  readonly service: string;
}

/** Worst last; a page shows the worst of all incidents that touch a part. */
export const COMPONENT_STATUSES = ['operational', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage'] as const;
export type ComponentStatus = (typeof COMPONENT_STATUSES)[number];
const OF_EXTENT: Readonly<Record<Extent, ComponentStatus>> = { outage: 'major_outage', partialOutage: 'partial_outage', degraded: 'degraded_performance' };

export interface StatuspageContent {
  readonly incident: {
    readonly name: string;
    readonly body: string;
    readonly status: 'investigating' | 'identified' | 'monitoring' | 'resolved' | 'scheduled' | 'in_progress' | 'completed';
    readonly scheduled_for?: string;
    readonly scheduled_until?: string;
    readonly component_ids?: readonly string[];
    readonly components?: Readonly<Record<string, ComponentStatus>>;
  };
  /** What this message alone says of each component: what it carries for other incidents must not outlive them. Not sent. */
  readonly own: Readonly<Record<string, ComponentStatus>>;
}

const NAME = 255;
const BODY = 25_000;

/** `others`: what other open incidents say of a component, so that the end of this one turns none green that is still broken. */
export interface StatuspageTarget {
  readonly components: readonly PagePart[];
  readonly others?: Readonly<Record<string, ComponentStatus>>;
}

const phaseOf = ({ facts: { window }, now }: Message): 'before' | 'during' | 'after' => {
  if (window === null || now < Date.parse(window.from)) return 'before';
  return now < Date.parse(window.to) ? 'during' : 'after';
};

function statusOf(message: Message): StatuspageContent['incident']['status'] {
  const { kind } = message;
  if (kind === 'postponed') return 'scheduled';
  if (kind === 'maintenance') return ({ before: 'scheduled', during: 'in_progress', after: 'completed' } as const)[phaseOf(message)];
  if (kind === 'factsOnly' || kind === 'postmortem') return isOver(message) ? 'resolved' : 'investigating';
  return kind;
}

/** While it is only watched, a part is not yet called whole; planned work touches it only while it is done. */
function ownStatus(message: Message): ComponentStatus {
  if (isOver(message)) return 'operational';
  if (isPlanned(message.kind)) return message.kind === 'maintenance' && phaseOf(message) === 'during' ? 'under_maintenance' : 'operational';
  if (message.kind === 'monitoring') return 'degraded_performance';
  return OF_EXTENT[message.facts.extent ?? 'degraded'];
}

const worse = (a: ComponentStatus, b: ComponentStatus | undefined): ComponentStatus => (b !== undefined && COMPONENT_STATUSES.indexOf(b) > COMPONENT_STATUSES.indexOf(a) ? b : a);
/** A postmortem tells of what is over, and touches no part. */
const touched = <P extends PagePart>(message: Message, parts: readonly P[]): P[] => (message.kind === 'postmortem' ? [] : parts).filter(({ service }) => message.facts.services.some(({ id }) => id === service));
const bodyOf = (message: Message): string => asText({ text: { title: '', body: message.text.body }, links: message.links });

/** What a page will say of a part, and what this message alone would. */
export interface PartStatus extends PagePart {
  readonly status: ComponentStatus | ResourceStatus;
  readonly own: ComponentStatus | ResourceStatus;
}

/** The components that the message touches, each at the worst that any open incident says of it. */
export function componentsOf(message: Message, { components, others = {} }: StatuspageTarget): (PartStatus & { readonly status: ComponentStatus; readonly own: ComponentStatus })[] {
  const own = ownStatus(message);
  return touched(message, components).map((part) => ({ ...part, own, status: worse(own, others[part.id]) }));
}

export const resourcesOf = (message: Message, { resources }: BetterStackTarget): (PartStatus & { readonly status: ResourceStatus })[] => {
  const own = resourceStatus(message);
  return touched(message, resources).map((part) => ({ ...part, own, status: own }));
};

/** An incident, or planned work, of Atlassian Statuspage. */
export function toStatuspage(message: Message, target: StatuspageTarget): Rendered<StatuspageContent> {
  const [name, body] = [oneLine(message.text.title), bodyOf(message)];
  const parts = componentsOf(message, target);
  const { window } = message.facts;
  return {
    content: {
      incident: {
        name,
        body,
        status: statusOf(message),
        ...(isPlanned(message.kind) && window !== null ? { scheduled_for: window.from, scheduled_until: window.to } : {}),
        ...(parts.length === 0 ? {} : { component_ids: parts.map(({ id }) => id), components: Object.fromEntries(parts.map(({ id, status }) => [id, status])) }),
      },
      own: Object.fromEntries(parts.map(({ id, own }) => [id, own])),
    },
    limits: [characters('title', name.length, NAME), characters('text', body.length, BODY)],
    cut: false,
  };
}

/** The postmortem of an incident of Atlassian Statuspage: it has no title of its own, and no limit is documented. */
export interface PostmortemContent {
  readonly postmortem: { readonly body_draft: string };
}

export function toPostmortem(message: Message): Rendered<PostmortemContent> {
  const body = bodyOf(message);
  return { content: { postmortem: { body_draft: body } }, limits: [{ what: 'text', used: body.length, max: null, unit: 'characters' }], cut: false };
}

export type ResourceStatus = 'resolved' | 'degraded' | 'downtime' | 'maintenance';
interface Affected {
  readonly status_page_resource_id: string;
  readonly status: ResourceStatus;
}
export interface BetterStackContent {
  /** For a report that is begun, and for an update of one. */
  readonly report: { readonly title: string; readonly message: string; readonly report_type: 'manual' | 'maintenance'; readonly affected_resources: readonly Affected[]; readonly starts_at?: string; readonly ends_at?: string };
  readonly update: { readonly message: string; readonly affected_resources: readonly Affected[] };
}

export interface BetterStackTarget {
  readonly resources: readonly PagePart[];
}

function resourceStatus(message: Message): ResourceStatus {
  if (isPlanned(message.kind)) return 'maintenance';
  if (isOver(message)) return 'resolved';
  return message.kind !== 'monitoring' && message.facts.extent === 'outage' ? 'downtime' : 'degraded';
}

/** A status report of Better Stack. No limits of its texts are documented. */
export function toBetterStack(message: Message, target: BetterStackTarget): Rendered<BetterStackContent> {
  const text = bodyOf(message);
  const affected = resourcesOf(message, target).map(({ id, status }) => ({ status_page_resource_id: id, status }));
  const planned = isPlanned(message.kind);
  const { window, since } = message.facts;
  const startsAt = planned ? window?.from : (since ?? undefined);
  return {
    content: {
      report: {
        title: oneLine(message.text.title),
        message: clean(text),
        report_type: planned ? 'maintenance' : 'manual',
        affected_resources: affected,
        ...(startsAt === undefined ? {} : { starts_at: startsAt }),
        ...(planned && window !== null ? { ends_at: window.to } : {}),
      },
      update: { message: clean(text), affected_resources: affected },
    },
    limits: [{ what: 'parts of the page that are named (at least one)', used: affected.length, max: null, unit: 'parts', least: 1 }],
    cut: false,
  };
}
