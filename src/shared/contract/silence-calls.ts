import { z } from 'zod';
import { IncidentId, ItemId, SourceId } from '../model/ids.ts';
import { IncidentDetail } from '../model/incident.ts';
import { Instant } from '../model/instant.ts';
import { LabelMatcher } from '../model/label-matcher.ts';
import { MOST_MATCHERS, Silence, SilenceKeeper, SilencePreview } from '../model/silence.ts';
import { call } from './define.ts';
import { none } from './paging.ts';

const Matchers = z.array(LabelMatcher).min(1).max(MOST_MATCHERS);

/** Calls about alerts that are kept silent at their source, such as an Alertmanager. Part of the contract. */
export const silenceCalls = {
  'silences.list': call({
    method: 'GET', path: '/silences', right: 'view', summary: 'Silences that are in force or to come at the sources that keep them, the one that ends first first.',
    input: none, output: z.object({ items: z.array(Silence), sources: z.array(SilenceKeeper) }),
  }),
  'silences.preview': call({
    method: 'POST', path: '/silences/preview', right: 'operate', summary: 'What a silence with these matchers would keep silent now, asked of the source; nothing is made.',
    input: z.object({ source: SourceId, matchers: Matchers, incident: IncidentId.optional() }), output: SilencePreview,
  }),
  'incidents.silence': call({
    method: 'POST', path: '/incidents/{id}/silences', right: 'operate',
    summary: 'Makes a silence at a source from an incident, once: while no answer has come its state is `asked`, and Holdfast looks for it rather than asking again.',
    input: z.object({ id: IncidentId, source: SourceId, matchers: Matchers, endsAt: Instant, reason: z.string().trim().min(1).max(1_000), /** More than 7 days are meant. */ long: z.boolean().default(false) }),
    output: IncidentDetail,
  }),
  'incidents.expireSilence': call({
    method: 'POST', path: '/incidents/{id}/silences/{item}/expire', right: 'operate', summary: 'Ends a silence that was made from an incident before its time.',
    input: z.object({ id: IncidentId, item: ItemId }), output: IncidentDetail,
  }),
} as const;
