import { contract, type CallName } from '../../../shared/contract/contract.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { CHANNELS, deliveriesOf } from './compose-ledger.ts';
import { previewOf } from './compose-preview.ts';
import { combinables, remoteFound, remoteOf } from './compose-remote.ts';
import { ago, HOSTILE, HOUR, id, JON, MINUTE, MIRA, WORDY } from './incident-scenes.ts';
import type { Scene } from './scenes.ts';

type Input = Readonly<Record<string, unknown>>;
const OWN: ReadonlySet<string> = new Set(['updates.list', 'updates.get', 'updates.preview', 'updates.recipients', 'updates.draft', 'updates.edit', 'updates.approve', 'updates.publish', 'updates.discard', 'deliveries.list', 'channels.list', 'remotes.read', 'remotes.look', 'combines.list'] satisfies CallName[]);

const draftOf = (facts: object, title: string, body: string, audience = 'public', kind = 'investigating') => ({ audience, kind, facts, text: { title, body }, channelTexts: {}, links: [], channels: ['status', 'incidents'] });

function updatesOf(scene: Scene, born: EpochMs) {
  if (scene === 'ok' || scene === 'incidentsMany') return [];
  const usual = { incident: id(42), hash: 'h', version: 1, approval: null, emergency: null, overrides: [], corrects: null, createdBy: JON, createdAt: ago(born, 9 * MINUTE), publishedBy: JON, publishedAt: null, publishAt: null, toldAt: null, returned: null, removedAt: null };
  return [
    { ...usual, id: 'UPD-0007', state: 'draft', publishedBy: null, returned: 'It was not sent at its time. 150 people would get it by customers: confirm that number.', draft: draftOf({ services: [{ id: 's0', name: 'Checkout API' }], symptoms: 'Paying by card fails' }, 'API Incident: Partial Outage', 'We found the cause of failed card payments.\n\nNext update: 3:00 PM UTC', 'public', 'identified') },
    { ...usual, id: 'UPD-0006', state: 'scheduled', publishAt: toRfc3339(epochMs(born + 20 * MINUTE)), approval: { by: MIRA, at: ago(born, MINUTE) }, draft: draftOf({}, 'Planned maintenance of the payment database', 'Payments may be slow.', 'public', 'maintenance') },
    { ...usual, id: 'UPD-0005', state: 'published', publishedAt: ago(born, 5 * MINUTE), toldAt: ago(born, 5 * MINUTE), approval: { by: MIRA, at: ago(born, 6 * MINUTE) }, draft: draftOf({}, 'API Incident: Partial Outage', 'We are investigating failed payments.\n\n- Paying by card fails or takes longer than usual\n- Paying by bank transfer works\n\nNext update: 2:20 PM UTC') },
    { ...usual, id: 'UPD-0004', state: 'published', publishedAt: ago(born, 8 * MINUTE), toldAt: ago(born, 8 * MINUTE), emergency: 'The commander is on a plane', incident: id(41), draft: draftOf({}, 'Payments are slow', 'The team looks into it.', 'internal') },
    { ...usual, id: 'UPD-0003', state: 'published', publishedAt: ago(born, 2 * HOUR), toldAt: ago(born, 2 * HOUR), incident: id(38), draft: draftOf({}, HOSTILE, `${HOSTILE}\n\n${WORDY.slice(0, 3_000)}`, 'internal', 'resolved') },
  ];
}

/** What the engine of these pictures answers about updates; null where it has nothing to say. */
export async function answerCompose(scene: Scene, born: EpochMs, name: CallName, input: unknown): Promise<Result<unknown> | null> {
  if (!OWN.has(name)) return null;
  if (scene === 'incidentsLoading') return new Promise(() => undefined);
  if (scene === 'incidentsFailed') return fail('unavailable', 'Holdfast cannot be reached from this screen.');
  const asked = input as Input;
  const told = (output: unknown): Result<unknown> => ok(contract[name].output.parse(output));
  const of = asked['incident'];
  const updates = updatesOf(scene, born).filter(({ incident }) => of === undefined || incident === of);
  if (name === 'channels.list') return told({ items: scene === 'ok' || scene === 'incidentsMany' ? [] : CHANNELS(born) });
  if (name === 'updates.list') return told({ items: updates, next: null });
  if (name === 'deliveries.list') return told({ items: updates.flatMap((update) => deliveriesOf(update.id, born)).filter(({ state }) => state !== 'sent' && state !== 'superseded'), next: null });
  if (name === 'remotes.read') return told(remoteOf(born, String(asked['id'])));
  if (name === 'combines.list') return told({ items: combinables() });
  if (name === 'remotes.look') return told(remoteFound(born));
  if (name === 'updates.preview') return told(previewOf(born, asked));
  if (name === 'updates.recipients') return told({ items: (asked['channels'] as string[]).map((channel) => ({ channel, count: 150, first: [0, 1, 2, 3, 4].map((n) => `reader${n}@customers.test`), suppressed: 3, duplicates: 2, problem: null })) });
  const update = updates.find((each) => each.id === (asked['id'] ?? 'UPD-0007'));
  if (update === undefined) return fail('not_found', 'There is no such update.');
  if (name === 'updates.publish') return fail('conflict', 'The incident commander has not approved this text. Ask for it, or publish it as an emergency with a reason.');
  return told({ ...update, deliveries: deliveriesOf(update.id, born) });
}
