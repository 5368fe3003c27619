import type { ChannelConfig } from '../../../../../shared/model/channels/index.ts';
import type { Audience } from '../../../../../shared/model/policy-config.ts';
import type { Severity } from '../../../../../shared/model/severity.ts';
import { UpdateFacts, type UpdateText } from '../../../../../shared/model/update.ts';
import type { EpochMs } from '../../../../../shared/model/units.ts';
import type { Json } from '../../outbox/channel.ts';
import { renderUpdate } from './index.ts';

/** Of no incident, so that nothing is known beside its text. */
export const NO_FACTS: UpdateFacts = UpdateFacts.parse({ customers: null, symptoms: null, works: null, doing: null });

/** A text of Holdfast itself as a channel takes it; `word` stands where the number of an incident would. */
export function ownContent(channel: Pick<ChannelConfig, 'type'>, text: UpdateText, { audience, severity, word, now }: { readonly audience: Audience; readonly severity: Severity; readonly word: string; readonly now: EpochMs }): Json {
  const { content } = renderUpdate(channel.type, { text, kind: 'monitoring', audience, severity, incident: word, facts: NO_FACTS, links: [], now }, { statuspage: { components: [], others: {} }, betterstack: { resources: [] } });
  return content as unknown as Json;
}
