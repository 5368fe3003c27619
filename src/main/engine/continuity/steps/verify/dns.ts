import type { Condition } from '../../../../../shared/model/continuity/request-config.ts';
import { DnsFormatError } from '../../../../dns/name.ts';
import type { AskDns } from '../../../net/dns-ask.ts';
import { lookAt } from '../../dns/authority/look.ts';
import { canonicalValues, sameValues } from '../../dns/rules.ts';
import { readAddress } from '../../dns/open.ts';
import type { ToldBack } from '../step.ts';

/** Whether all of the name servers answer with exactly these records. One that says otherwise is a no; one that is silent is none. */
export async function judgeDns({ name, type, values, servers }: NonNullable<Condition['dns']>, ask: AskDns, abort: AbortSignal): Promise<ToldBack> {
  try {
    const wanted = { values: canonicalValues(type, values) };
    const looks = await lookAt(ask, servers.map(readAddress), { name, type }, false, abort);
    const wrong = looks.find(({ said }) => said.kind === 'none' || (said.kind === 'values' && !sameValues(said, wanted)));
    if (wrong !== undefined) return { happened: 'no', says: `${wrong.server.address} says ${wrong.said.kind === 'values' ? wrong.said.values.join(', ') : 'that there is no such record'}` };
    const silent = looks.find(({ said }) => said.kind !== 'values');
    if (silent !== undefined) return { happened: 'unknown', says: `${silent.server.address} ${silent.said.kind === 'cannot' ? `cannot tell: ${silent.said.reason}` : 'does not answer'}` };
    return { happened: 'yes', says: `${looks.length === 1 ? 'the server says' : `all ${looks.length} servers say`} ${wanted.values.join(', ')}` };
  } catch (error) {
    if (error instanceof DnsFormatError) return { happened: 'unknown', says: error.message };
    throw error;
  }
}
