import type { InstantName } from '../../../../shared/model/incident.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import { instantOf, type IncidentRecord } from '../record.ts';
import { capital, refuse, said } from './step.ts';

/** Instants in the words of a sentence. */
export const INSTANT_WORDS: Readonly<Record<InstantName, string>> = {
  impactStartedAt: 'the start of the impact',
  detectedAt: 'the detection',
  declaredAt: 'the declaration',
  acknowledgedAt: 'the acknowledgement',
  investigatingAt: 'the start of the investigation',
  mitigatedAt: 'the mitigation',
  resolvedAt: 'the resolution',
  impactEndedAt: 'the end of the impact',
  reviewedAt: 'the review',
};

/**
 * Instants that cannot be the other way round. Somebody may acknowledge what has healed meanwhile, so that reaction and repair are
 * two chains: a mitigation may well lie before the acknowledgement.
 */
const CHAINS: readonly (readonly InstantName[])[] = [
  ['impactStartedAt', 'detectedAt', 'acknowledgedAt', 'investigatingAt'],
  ['impactStartedAt', 'mitigatedAt', 'resolvedAt', 'reviewedAt'],
  ['impactStartedAt', 'impactEndedAt'],
];

/** The instants of an incident with some of them changed. */
export type Proposed = Readonly<Partial<Record<InstantName, EpochMs | null>>>;

/** Refuses changes that would put an instant before one that must come first. Orders that the data brought about are left as they are. */
export function checkOrder(record: IncidentRecord, changes: Proposed): void {
  const valueOf = (name: InstantName): EpochMs | null => (name in changes ? (changes[name] ?? null) : instantOf(record, name));
  for (const chain of CHAINS)
    for (const [index, later] of chain.entries())
      for (const earlier of chain.slice(0, index)) {
        if (!(earlier in changes) && !(later in changes)) continue;
        const [first, second] = [valueOf(earlier), valueOf(later)];
        if (first === null || second === null || first <= second) continue;
        const text = later in changes ? `${INSTANT_WORDS[later]} (${said(second)}) would lie before ${INSTANT_WORDS[earlier]}: expected ${said(first)} or later` : `${INSTANT_WORDS[earlier]} (${said(first)}) would lie after ${INSTANT_WORDS[later]}: expected ${said(second)} or earlier`;
        refuse('invalid_input', `${capital(text)}.`);
      }
}
