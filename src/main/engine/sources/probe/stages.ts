import { isIP } from 'node:net';
import type { HttpStage } from '../../../../shared/model/sources/probe.ts';
import { assertNever } from '../../../../shared/model/result.ts';
import { toRfc3339 } from '../../../../shared/model/units.ts';
import type { CheckOutcome } from './run-check.ts';
import { bareHost } from './target.ts';

/** How one part of an HTTP check went. */
export interface StageResult {
  /** `notReached`: an earlier part failed, so that nothing is known of this one. */
  readonly state: 'passed' | 'failed' | 'notReached';
  /** Of this part alone; null unless it passed. */
  readonly tookMs: number | null;
  /** What it found, or why it failed, in a few words. */
  readonly detail: string;
}

/** Whether a check of this target goes through the stage at all; null when it does, otherwise why not. */
export function noStage(stage: HttpStage, url: Pick<URL, 'protocol' | 'hostname'>): string | null {
  if (stage === 'resolver' && isIP(bareHost(url.hostname)) !== 0) return 'an address needs no resolver: expected a name in the url for stage "resolver"';
  if (stage === 'tls' && url.protocol !== 'https:') return 'there is no TLS in http://: expected an https:// address for stage "tls"';
  return null;
}

export function stageResult(stage: HttpStage, { facts, totalMs, failure }: CheckOutcome): StageResult {
  if (failure !== null && facts.failedAt === stage) return { state: 'failed', tookMs: null, detail: failure.message };
  const passed = passedOf(stage, { facts, totalMs, failure });
  return passed === null ? { state: 'notReached', tookMs: null, detail: 'not reached' } : { state: 'passed', ...passed };
}

function passedOf(stage: HttpStage, { facts, totalMs, failure }: Pick<CheckOutcome, 'facts' | 'totalMs' | 'failure'>): { readonly tookMs: number; readonly detail: string } | null {
  const { dnsMs, connectMs, tlsMs, status, addresses, remote, certificateExpiresAt } = facts;
  switch (stage) {
    case 'resolver':
      return dnsMs === null ? null : { tookMs: dnsMs, detail: `${addresses.slice(0, 3).join(', ')}${addresses.length > 3 ? ` and ${String(addresses.length - 3)} more` : ''}` };
    case 'tcp':
      return connectMs === null ? null : { tookMs: connectMs, detail: remote ?? 'connected' };
    case 'tls':
      return tlsMs === null ? null : { tookMs: tlsMs, detail: certificateExpiresAt === null ? 'handshake done' : `certificate until ${toRfc3339(certificateExpiresAt).slice(0, 10)}` };
    case 'http':
      // A certificate that ends too soon fails the check after the answer was found good.
      return status === null || (failure !== null && facts.failedAt !== 'tls') ? null : { tookMs: totalMs - (dnsMs ?? 0) - (connectMs ?? 0) - (tlsMs ?? 0), detail: `answers ${String(status)}` };
    default:
      return assertNever(stage, 'stage');
  }
}
