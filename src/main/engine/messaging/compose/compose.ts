import type { Audience } from '../../../../shared/model/policy-config.ts';
import type { ChannelType, UpdateFacts, UpdateKind } from '../../../../shared/model/update.ts';
import { asDrill } from './drill.ts';
import { fillUpdate, templateFor, type Filled, type UpdateTemplate } from './templates.ts';
import type { Times } from './times.ts';
import { updateValues, type UpdateIncident } from './values.ts';

export interface Composing {
  readonly kind: UpdateKind;
  readonly audience: Audience;
  /** Null: the text that channels without a template of their own share. */
  readonly channel: ChannelType | null;
  readonly facts: UpdateFacts;
  readonly incident: UpdateIncident;
  readonly templates: readonly UpdateTemplate[];
  readonly times: Times;
}

/** The message that these facts make for an audience. Pure: the same facts at the same time make the same text. */
export function composeUpdate({ kind, audience, channel, facts, incident, templates, times }: Composing): Filled {
  const template = templateFor(templates, kind, audience, channel);
  if (template === null) return { title: '', body: '', missing: [], cut: false };
  const made = fillUpdate(template, updateValues(facts, kind, audience, incident, times));
  // Whatever a template says, nobody must take a drill for real.
  return incident.isDrill ? { ...made, ...asDrill(made) } : made;
}
