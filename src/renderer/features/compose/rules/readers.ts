import type { Recipients } from '../../../../shared/contract/update-calls.ts';
import { counted } from '../../../../shared/text/counted.ts';
import { plain } from '../../../../shared/text/plain.ts';

/** “150 readers: a@acme.test, … and 145 more; 3 suppressed, 2 named twice”. */
export function readerWords({ count, first, suppressed, duplicates }: Pick<Recipients, 'count' | 'first' | 'suppressed' | 'duplicates'>): string {
  const left = [...(suppressed === 0 ? [] : [`${suppressed.toLocaleString('en-GB')} suppressed`]), ...(duplicates === 0 ? [] : [`${duplicates.toLocaleString('en-GB')} named twice`])].join(', ');
  const beside = left === '' ? '' : `; ${left}`;
  if (count === 0) return suppressed > 0 ? `no reader${beside}` : 'no reader: nobody on its lists is touched by these services and regions';
  const rest = count - first.length;
  return `${counted(count, 'reader')}: ${first.map((address) => plain(address, 80)).join(', ')}${rest > 0 ? ` and ${rest.toLocaleString('en-GB')} more` : ''}${beside}`;
}
