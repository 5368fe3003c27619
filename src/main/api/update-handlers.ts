import type { Signal } from '../../shared/model/entities.ts';
import type { IncidentId, ServiceId } from '../../shared/model/ids.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { traitsOf } from '../../shared/model/sources/index.ts';
import { plain } from '../../shared/text/plain.ts';
import { isTimeZone } from '../../shared/time/local-time.ts';
import type { ResolvedConfig } from '../config/resolved.ts';
import type { IncidentRecord } from '../engine/incidents/record.ts';
import { prefilledFacts } from '../engine/messaging/compose/facts.ts';
import { clockFor, previewUpdate, type Previewing } from '../engine/messaging/compose/preview.ts';
import { parseUpdateTemplates, withOwn, type UpdateTemplate } from '../engine/messaging/compose/templates.ts';
import type { Clock } from '../engine/ports.ts';
import type { Actor, Handlers } from './engine-port.ts';
import type { TemplateFiles } from './report-handlers.ts';

export interface UpdateParts {
  readonly clock: Clock;
  readonly record: (incident: IncidentId) => IncidentRecord | null;
  /** Throws `not_found`, or `forbidden` where only the face of the incident may be shown. */
  readonly mustSee: (incident: IncidentId, actor: Actor) => void;
  readonly signals: (services: readonly ServiceId[]) => readonly Signal[];
  readonly config: () => ResolvedConfig;
  readonly mask: (text: string) => string;
  /** See `resources/update-templates.md`. */
  readonly templates: TemplateFiles;
  readonly onProblem: (message: string) => void;
}

/** The calls of the contract about messages. */
export function createUpdateHandlers({ clock, record, mustSee, signals, config, mask, templates, onProblem }: UpdateParts): Pick<Handlers, 'updates.preview'> {
  const chosen = templatesOf(templates, onProblem);
  return {
    'updates.preview': ({ incident: id, facts, readers, text, timeZone, ...given }, actor) => {
      mustSee(id, actor);
      const incident = record(id);
      if (incident === null) throw new HoldfastError('not_found', `There is no incident ${id}.`);
      if (timeZone !== undefined && !isTimeZone(timeZone)) throw new HoldfastError('invalid_input', `timeZone: expected an IANA time zone such as "Europe/Berlin", found "${plain(timeZone, 60)}"`);
      const { services, sources, workspace, policy } = config();
      const now = clock.nowMs();
      const filled = facts ?? prefilledFacts({
        record: incident, kind: given.kind, now, previous: null,
        serviceName: (service) => services.find((each) => each.id === service)?.name ?? service,
        sourceName: (source) => sources.find((each) => each.config.id === source)?.name ?? source,
        signals: signals(incident.services),
        cadenceMs: policy.cadenceMs[given.audience],
      });
      return previewUpdate({
        ...given, record: incident, facts: filled, prefilled: facts === null, readers: readers ?? given.audience, text: text ?? null, templates: chosen, mask,
        times: { timeZone: timeZone ?? workspace.timeZone, clock: clockFor(given.audience), now },
        known: knownNames(config()),
        // Which parts of status pages stand for which services is a setting of their channels.
        targets: { statuspage: { components: [] }, betterstack: { resources: [] } },
      });
    },
  };
}

/** One's own templates before the shipped ones; where they cannot be read, the shipped ones serve and that is said. */
function templatesOf({ shipped, own }: TemplateFiles, onProblem: UpdateParts['onProblem']): readonly UpdateTemplate[] {
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
