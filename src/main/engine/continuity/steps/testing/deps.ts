import { tmpdir } from 'node:os';
import { createAskDns } from '../../../net/dns-ask.ts';
import { realClock } from '../../../testing/real-clock.ts';
import { systemLookup } from '../../../net/guarded-lookup.ts';
import { createKeptDns } from '../../dns/kept.ts';
import { createRememberingLookup } from '../../dns/last-good-lookup.ts';
import { randomBytes } from '../../dns/testing/bind-pair.ts';
import type { StepDeps } from '../open.ts';

const NO_TELLER: StepDeps['teller'] = { channels: () => [], write: () => ({ updates: [], notice: null }), queue: () => Promise.reject(new Error('no channels here')), standing: () => ({ isQueued: false, says: '' }) };

/** What steps need, of this machine: no resolver, no signals and no programs unless they are given. */
export function stepDeps(more: Partial<Omit<StepDeps, 'dns'>> & { readonly dns?: Partial<StepDeps['dns']> } = {}): StepDeps {
  const clock = more.clock ?? realClock;
  const resolveSecrets = more.resolveSecrets ?? ((text: string) => Promise.resolve(text));
  return {
    clock,
    resolveSecrets,
    programs: { find: () => Promise.resolve(null), run: () => Promise.reject(new Error('no programs here')) },
    folder: tmpdir(),
    signals: { facts: () => null, eyes: () => ({ controlsAnswer: true, somethingLives: true }) },
    teller: NO_TELLER,
    ramps: { open: () => () => {} },
    ...more,
    dns: { clock, resolveSecrets, randomBytes, ask: createAskDns({ clock, randomBytes }), resolvers: () => [], lookup: createRememberingLookup(systemLookup(), clock), kept: createKeptDns({ read: { all: () => [] }, write: null, clock }), ...more.dns },
  };
}
