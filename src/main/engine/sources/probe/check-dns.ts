import type dns from 'node:dns';
import type { MxRecord } from 'node:dns';
import { assertNever } from '../../../../shared/model/result.ts';
import { addressBytes } from '../../net/egress.ts';
import { CheckFailed } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import { resolverAt } from './name-server.ts';
import type { DnsCheckTarget } from './target.ts';
import { quoted } from './words.ts';

/** Asks one name server for one record set, once, and compares the answer with what is expected. */
export async function checkDns(attempt: Attempt, { config, server, timeoutMs }: DnsCheckTarget): Promise<void> {
  const resolver = resolverAt(attempt, server, timeoutMs + 10_000);
  attempt.lap('while waiting for the name server');
  const answer = await attempt.wait<readonly string[]>((resolve, reject) => {
    records(resolver, config.name, config.type).then(resolve, reject);
  });
  attempt.facts.dnsMs = attempt.lap('while waiting for the name server');
  if (config.expect && !sameRecords(config.type, answer, config.expect))
    throw new CheckFailed(`answered ${answer.map((record) => quoted(record)).join(', ')}, expected exactly ${config.expect.map((record) => quoted(record)).join(', ') || 'no record'}`);
}

type RecordType = DnsCheckTarget['config']['type'];

async function records(resolver: dns.promises.Resolver, name: string, type: RecordType): Promise<readonly string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(name);
    case 'AAAA':
      return resolver.resolve6(name);
    case 'CNAME':
      return resolver.resolveCname(name);
    case 'NS':
      return resolver.resolveNs(name);
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ priority, exchange }: MxRecord) => `${String(priority)} ${exchange}`);
    case 'TXT':
      return (await resolver.resolveTxt(name)).map((chunks) => chunks.join(''));
    default:
      return assertNever(type, 'record type');
  }
}

/** As sets: order and repetition say nothing. Names compare without case and final dot, addresses by their bytes, texts exactly. */
export function sameRecords(type: RecordType, answer: readonly string[], expected: readonly string[]): boolean {
  const canonical = (record: string): string => {
    if (type === 'TXT') return record;
    if (type === 'A' || type === 'AAAA') return addressBytes(record.trim())?.join('.') ?? record;
    return record.trim().toLowerCase().replace(/\s+/g, ' ').replace(/\.$/, '');
  };
  const [found, wanted] = [new Set(answer.map(canonical)), new Set(expected.map(canonical))];
  return found.size === wanted.size && [...found].every((record) => wanted.has(record));
}
