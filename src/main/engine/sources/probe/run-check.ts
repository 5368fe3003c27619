import type { Clock } from '../../ports.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import type { Lookup } from '../../net/guarded-lookup.ts';
import { Attempt } from './attempt.ts';
import type { CheckFacts } from './attempt.ts';
import { checkAuthority } from './check-authority.ts';
import type { ZoneBook } from './check-authority.ts';
import { checkDns } from './check-dns.ts';
import { checkHttp } from './check-http.ts';
import type { HttpRequest } from './check-http.ts';
import { watchSteps } from './elapsed.ts';
import { openSocket } from './sockets.ts';
import type { AuthorityCheckTarget, DnsCheckTarget, TcpCheckTarget } from './target.ts';
import { failureWords, ourFault } from './words.ts';

/** A check that is ready to run: its secrets, if it has any, are in place. */
export type Check = TcpCheckTarget | DnsCheckTarget | AuthorityCheckTarget | ({ readonly kind: 'request' } & HttpRequest);

export interface CheckOutcome {
  readonly facts: Readonly<CheckFacts>;
  readonly totalMs: number;
  readonly finishedAt: EpochMs;
  /** `ours` = certainly not the target's doing: nothing was learned about it. */
  readonly failure: { readonly message: string; readonly ours: boolean } | null;
}

export interface CheckDeps {
  readonly clock: Clock;
  readonly lookup: Lookup;
  /** What earlier checks of name servers have learned; nothing unless given. */
  readonly zones?: ZoneBook;
  /** Of name servers that are found by NS records; 53 unless given. */
  readonly dnsPort?: number;
}

/** Runs one check to its end or its deadline. Rejects only when one of `aborts` fires, with its reason. */
export async function runCheck(check: Check, { clock, lookup, zones = new Map(), dnsPort = 53 }: CheckDeps, aborts: readonly AbortSignal[]): Promise<CheckOutcome> {
  const target = check.kind === 'request' ? check.target : check;
  const stepped = watchSteps(clock);
  const attempt = new Attempt(clock, target.timeoutMs, aborts);
  let failure: CheckOutcome['failure'] = null;
  try {
    if (check.kind === 'request') await checkHttp(attempt, check, lookup, () => clock.nowMs());
    else if (check.kind === 'tcp') await openSocket(attempt, check.host, check.port, lookup);
    else if (check.kind === 'dns') await checkDns(attempt, check);
    else await checkAuthority(attempt, check, { zones, port: dnsPort, nowMs: () => clock.monotonicMs() });
  } catch (error) {
    for (const abort of aborts) abort.throwIfAborted();
    const ours = ourFault(error) ?? (stepped() && !attempt.facts.proven ? 'this machine slept, or its clock was set, during the check' : null);
    attempt.facts.failedAt = attempt.stage;
    failure = { message: ours ?? failureWords(error, attempt.phase, target), ours: ours !== null };
  } finally {
    attempt.end();
  }
  return { facts: attempt.facts, totalMs: attempt.elapsedMs(), finishedAt: clock.nowMs(), failure };
}
