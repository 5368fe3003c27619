import { takesNotices, type ChannelConfig } from '../../../../shared/model/channels/index.ts';
import { NoticeId, type ChannelId, type UpdateId } from '../../../../shared/model/ids.ts';
import type { Audience } from '../../../../shared/model/policy-config.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import type { UpdateKind } from '../../../../shared/model/update-kind.ts';
import type { UpdateFacts, UpdateText } from '../../../../shared/model/update.ts';
import { counted } from '../../../../shared/text/counted.ts';
import type { Teller, TellOrder, Written } from '../../continuity/steps/notify/teller.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import type { By } from '../../incidents/view.ts';
import { HOLDFAST } from '../../journal/journal.ts';
import type { Notices } from '../notices/service.ts';
import { nameOf, needsSignOff } from '../updates/rules.ts';
import type { Updates } from '../updates/service.ts';

export interface TellingDeps {
  readonly record: (incident: NonNullable<TellOrder['incident']>) => IncidentRecord | null;
  readonly updates: Pick<Updates, 'draft' | 'publish' | 'get'>;
  readonly notices: Notices;
  readonly channels: () => readonly ChannelConfig[];
  /** Facts and text as Compose would fill them in. */
  readonly compose: (record: IncidentRecord, audience: Audience, kind: UpdateKind) => { readonly facts: UpdateFacts; readonly text: UpdateText };
}

const ITSELF: By = { seesPrivate: true, mayOperate: true, actor: HOLDFAST, rights: [] };

/** What plans tell: an update of their incident for each audience, in the way in which people publish theirs; without an incident, a notice. */
export function createTelling({ record: recordOf, updates, notices, channels, compose }: TellingDeps): Teller {
  const configOf = (id: ChannelId): ChannelConfig | undefined => channels().find((each) => each.id === id);
  /** Where a drill is no drill of an incident, nothing of what is real moves with it. */
  const incidentOf = ({ incident, isDrill }: TellOrder): IncidentRecord | null => {
    const record = incident === null ? null : recordOf(incident);
    return record === null || (isDrill && !record.isDrill) ? null : record;
  };
  const noticeOf = ({ key, step, text }: TellOrder): { id: NoticeId; text: UpdateText } => ({
    id: NoticeId.parse(`NTC-${key.replaceAll(/[^A-Za-z0-9-]/g, '-').slice(0, 240)}`),
    text: { title: step, body: text ?? `A plan has come to this step.` },
  });
  const isPublished = (id: UpdateId): boolean => updates.get(id, ITSELF).state === 'published';

  return {
    channels: (ids) =>
      ids.flatMap((id) => {
        const channel = configOf(id);
        if (channel === undefined) return [{ id, name: id, problem: 'is not in the configuration any more', drill: false }];
        const problem = channel.publishers === undefined ? null : 'names who may publish there, and a plan is nobody of them';
        return [{ id, name: nameOf(channel), problem, drill: channel.drill === true && channel.audience !== 'public' }];
      }),
    write: (order) => {
      const record = incidentOf(order);
      if (record === null) return { updates: [], notice: noticeOf(order).id };
      const to = order.channels.flatMap((id) => configOf(id) ?? []);
      if (to.length === 0) throw new HoldfastError('conflict', 'None of its channels is in the configuration any more.');
      const written = [...Map.groupBy(to, ({ audience }) => audience)].map(([audience, own]) => {
        const { facts, text } = compose(record, audience, order.kind);
        const body = order.text === null ? text.body : `${order.text.trim()}\n\n${text.body}`;
        return updates.draft(record.id, { audience, kind: order.kind, facts, text: { title: text.title, body }, channelTexts: {}, links: [], channels: own.map(({ id }) => id) }, null, ITSELF).id;
      });
      return { updates: written, notice: null };
    },
    queue: async (order, written) => {
      if (written.notice !== null) {
        const cannot = order.channels.flatMap((id) => configOf(id) ?? []).find((channel) => !takesNotices(channel));
        if (cannot !== undefined) throw new HoldfastError('conflict', `${nameOf(cannot)} takes only updates of incidents, and this run belongs to none: declare one, then try again.`);
        await notices.send({ ...noticeOf(order), id: written.notice, channels: order.channels, isDrill: order.isDrill });
        return;
      }
      for (const id of written.updates) {
        if (isPublished(id)) continue;
        const { hash, draft } = updates.get(id, ITSELF);
        // The plan was confirmed with this step in it: that is what stands for the sign-off, and it is said.
        const emergency = needsSignOff(draft.audience) ? `A plan tells it: step "${order.step}" (${order.key}).` : null;
        await updates.publish(id, { hash, emergency, overrides: [], recipients: recipientsOf(draft.channels), at: null }, ITSELF);
      }
    },
    standing: ({ updates: ids, notice }: Written) => {
      if (notice !== null) {
        const state = notices.standing(notice);
        return { isQueued: state !== 'none', says: state === 'none' ? 'nothing is queued' : state === 'heard' ? 'told' : state === 'failed' ? 'no channel took it' : 'queued' };
      }
      const all = ids.map((id) => updates.get(id, ITSELF));
      const rows = all.flatMap(({ deliveries }) => deliveries);
      const sent = rows.filter(({ state }) => state === 'sent').length;
      return { isQueued: all.length > 0 && all.every(({ state }) => state === 'published'), says: rows.length === 0 ? 'nothing is queued' : `${ids.join(', ')}: ${sent} of ${counted(rows.length, 'message')} sent, the others are queued` };
    },
  };
}

/** Whoever confirmed the plan confirmed to whom it speaks; how many there are by then is not asked again. */
const recipientsOf = (channels: readonly ChannelId[]): Readonly<Record<string, number>> => Object.fromEntries(channels.map((id) => [id, Number.MAX_SAFE_INTEGER]));
