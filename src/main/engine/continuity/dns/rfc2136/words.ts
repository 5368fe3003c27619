import { RCODE } from '../../../../dns/codes.ts';
import { TSIG_ERROR, type TsigKey } from '../../../../dns/tsig.ts';

export function tsigWords(error: number, { name, algorithm }: Pick<TsigKey, 'name' | 'algorithm'>): string {
  if (error === TSIG_ERROR.badKey) return `the server does not know the key "${name}" with ${algorithm} (TSIG BADKEY): compare name and algorithm with its configuration`;
  if (error === TSIG_ERROR.badSig) return `the server has another secret for the key "${name}" (TSIG BADSIG)`;
  return `the server does not take the signature of the key "${name}" (TSIG error ${error})`;
}

/** What a server means that signed its no. */
export function rcodeWords(rcode: number, { zone, name, type, key }: { readonly zone: string; readonly name: string; readonly type: string; readonly key: string }): string {
  switch (rcode) {
    case RCODE.formatError:
      return 'the server cannot read the update (FORMERR)';
    case RCODE.servFail:
      return 'the server failed (SERVFAIL)';
    case RCODE.notImplemented:
      return 'the server takes no updates (NOTIMP)';
    case RCODE.refused:
      return `the key "${key}" may not change ${type} ${name} (REFUSED): the server’s update policy must allow it`;
    case RCODE.notAuth:
      return `the server is not the primary of the zone ${zone} (NOTAUTH)`;
    case RCODE.notZone:
      return `${name} does not lie in the zone ${zone}, says the server (NOTZONE)`;
    case RCODE.nxDomain:
    case RCODE.yxDomain:
    case RCODE.yxRrset:
    case RCODE.nxRrset:
      return 'the records are not the confirmed ones any more';
    default:
      return `the server said no with code ${rcode}`;
  }
}
