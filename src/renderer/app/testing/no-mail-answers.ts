import { contract, type CallName } from '../../../shared/contract/contract.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import type { Suppression } from '../../../shared/model/suppression.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { deliveriesOf } from './compose-ledger.ts';
import { ago, HOSTILE, HOUR, JON, MINUTE, MIRA } from './incident-scenes.ts';
import type { Scene } from './scenes.ts';

/** Of who gets no mail: nobody, still loading, not to be read. */
export const NO_MAIL_SCENES = ['noMailEmpty', 'noMailLoading', 'noMailFailed'] as const;

const CALLS: readonly string[] = ['suppressions.list', 'suppressions.add', 'suppressions.lift', 'suppressions.bounce'] satisfies CallName[];
const DELIVERY = 5_042;

const listed = (born: EpochMs) => [
  { address: 'ben@customers.test', cause: 'refused', says: 'the address is not accepted: 550 5.1.1 No such user', channel: 'customers', at: ago(born, 40 * MINUTE), by: { kind: 'holdfast', id: 'holdfast', name: 'Holdfast' } },
  { address: 'ann.lindqvist@partner.example', cause: 'bounced', says: 'it came back: 550 5.1.10 Recipient not found', channel: null, at: ago(born, 26 * HOUR), by: JON },
  { address: 'cem@customers.test', cause: 'person', says: 'He asked for it by phone.', channel: null, at: ago(born, 9 * 24 * HOUR), by: MIRA },
  { address: `${'a-very-long-name.of-a-shared-mailbox'.padEnd(63, 'x')}@${'status-notifications.'.repeat(8)}enterprise.example`, cause: 'bounced', says: HOSTILE, channel: null, at: ago(born, 400 * 24 * HOUR), by: { ...MIRA, name: HOSTILE } },
] satisfies readonly (Omit<Suppression, 'channel'> & { readonly channel: string | null })[];

/** What the engine of these pictures answers about who gets no mail; null where it has nothing to say. */
export async function answerNoMail(scene: Scene, born: EpochMs, name: CallName, input: unknown): Promise<Result<unknown> | null> {
  const { q = '', before, message = '' } = input as { readonly q?: string; readonly before?: number; readonly message?: string };
  const told = (output: unknown): Result<unknown> => ok(contract[name].output.parse(output));
  if (name === 'deliveries.list' && before === DELIVERY + 1) return told({ items: deliveriesOf('UPD-0005', born).slice(0, 1).map((each) => ({ ...each, id: DELIVERY, channel: 'customers', recipient: 'ann.lindqvist@partner.example', state: 'failed', reason: 'it came back' })), next: null });
  if (!CALLS.includes(name)) return null;
  if (scene === 'noMailLoading') return new Promise(() => undefined);
  if (scene === 'noMailFailed') return fail('unavailable', 'Holdfast cannot be reached from this screen.');
  if (name === 'suppressions.list') {
    const items = scene === 'noMailEmpty' ? [] : listed(born).filter(({ address }) => q === 'many' || address.includes(q));
    return told({ items, count: q === 'many' ? 1_234 : items.length });
  }
  if (name === 'suppressions.add') return fail('conflict', 'ben@customers.test gets no mail already.');
  if (name === 'suppressions.lift') return told({});
  if (message.startsWith('Subject')) return fail('invalid_input', 'This is no bounce message that can be read: expected a delivery status notification (RFC 3464), as mail servers send it, with all its headers.');
  return told({
    items: [
      { address: 'ann.lindqvist@partner.example', suppressed: true, says: 'it came back: 550 5.1.10 Recipient not found', delivery: DELIVERY },
      { address: 'late@customers.test', suppressed: false, says: 'it is late and may still arrive: 451 4.4.7 try later', delivery: null },
    ],
  });
}
