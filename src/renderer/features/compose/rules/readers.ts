import type { Recipients } from '../../../../shared/contract/update-calls.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';

/** “150 readers: a@acme.test, … and 145 more”. */
export function readerWords({ count, first }: Pick<Recipients, 'count' | 'first'>): string {
  if (count === 0) return 'no reader: nobody on its lists is touched by these services and regions';
  const rest = count - first.length;
  return `${counted(count, 'reader')}: ${first.map((address) => plain(address, 80)).join(', ')}${rest > 0 ? ` and ${rest.toLocaleString('en-GB')} more` : ''}`;
}
