import { contract, type CallName } from '../../../shared/contract/contract.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { CHANNELS } from './compose-ledger.ts';
import { ago, JON, MIRA } from './incident-scenes.ts';
import type { Scene } from './scenes.ts';

const OWN: ReadonlySet<string> = new Set(['channels.setup', 'channels.try', 'channels.test', 'channels.prove', 'channels.write', 'people.list', 'secrets.describe'] satisfies CallName[]);

const SETUPS: Readonly<Record<string, object>> = {
  incidents: { id: 'incidents', type: 'slack', name: 'Slack #incidents', audience: 'internal', token: '${secret:channel-incidents-token}', channel: 'C0123456789', pinned: true, publishers: ['mira'] },
  customers: { id: 'customers', type: 'email', audience: 'public', host: 'smtp.acme.test', user: 'status@acme.test', password: '${env:MAIL_PASSWORD}', from: 'Acme Status <status@acme.test>', to: [{ addresses: ['one@customers.test', 'two@customers.test'], services: ['checkout-api'] }, { file: 'customers.csv', regions: ['EU'], groups: ['gold'] }] },
  status: { id: 'status', type: 'statuspage', audience: 'public', key: '(kept)', page: 'kctbh9vrtdwd', components: { 'checkout-api': '8kbf7d35c070', search: 'p1k2m3n4o5q6' } },
};

/** What the engine of these pictures answers about setting channels up; null where it has nothing to say. */
export function answerChannels(scene: Scene, born: EpochMs, name: CallName, input: unknown): Result<unknown> | null {
  if (!OWN.has(name) || !scene.startsWith('incidents')) return null;
  const told = (output: unknown): Result<unknown> => ok(contract[name].output.parse(output));
  const id = String((input as { id?: unknown }).id);
  if (name === 'people.list') return told({ items: [JON, MIRA].map((person) => ({ id: person.id, name: person.name, rights: ['view', 'publish'], roles: [] })) });
  if (name === 'secrets.describe') return told({ canStore: true, how: 'Secrets are kept in the keychain of this system.', names: [] });
  if (name === 'channels.setup') return told({ setup: SETUPS[id] ?? SETUPS['incidents'], revision: 'r' });
  if (name === 'channels.try') return told({ ok: false, certain: true, says: 'The bot token lacks the scope channels:history: add it under OAuth & Permissions and install the app again.', expiresAt: null, warns: null, key: 'token' });
  if (name === 'channels.test') return told({ state: 'sent', to: 'U0123456789', reason: null, url: null, by: JON, at: ago(born, 0) });
  if (name === 'channels.prove') return told(CHANNELS(born).find((channel) => channel.id === id));
  return fail('conflict', 'The channel "incidents" was changed in holdfast.yaml meanwhile. What you typed is not written; open it again to see how it stands now.');
}
