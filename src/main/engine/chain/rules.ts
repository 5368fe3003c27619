import { findBreak, type ChainFinding, type JudgedLink } from '../../../shared/model/chain.ts';
import type { Evidence, FactOf } from '../../../shared/model/timeline.ts';
import type { ServiceId } from '../../../shared/model/ids.ts';
import { linkText } from '../../../shared/text/chain-words.ts';
import type { ToldChain } from '../incidents/record.ts';

/** A chain as it stands, and how long its finding has been the same. */
export interface HeldFinding {
  readonly links: readonly JudgedLink[];
  readonly finding: ChainFinding;
  /** The same for findings that say the same to whoever reads the timeline. */
  readonly key: string;
  readonly heldMs: number;
}

const SHORTEST_MS = 2_000;
const LONGEST_MS = 60_000;
/** That all is well with the chain of a service that is not says nothing in the first moments: its checks may not have come round yet. */
const WHOLE_MS = 30_000;
/** A chain that cannot be checked for a moment is nothing to write down. */
const UNCHECKED_MS = 60_000;
/** From this many on a chain is restless: each further entry has to wait twice as long as the one before, up to the longest. */
const RESTLESS_AFTER = 5;
const RESTLESS_MS = 60_000;
const MOST_RESTLESS_MS = 900_000;

/** What a timeline tells of a finding. Which of several unchecked links it is changes nothing in that. */
export function keyOf(finding: ChainFinding): string {
  if (finding.kind !== 'broken') return finding.kind;
  return `broken ${finding.unchecked.length === 0 ? 'at' : 'at or before'} ${finding.link.link}`;
}

/** The finding with the time that it has stood; `before` is what was held at the last look, `now` and its instants are on a clock that never goes back. */
export function holdFinding(links: readonly JudgedLink[], before: { readonly key: string; readonly sinceMs: number } | undefined, nowMs: number): HeldFinding & { readonly sinceMs: number } {
  const finding = findBreak(links);
  const key = keyOf(finding);
  const sinceMs = before?.key === key ? before.sinceMs : nowMs;
  return { links, finding, key, sinceMs, heldMs: nowMs - sinceMs };
}

const intervalOf = ({ signal }: JudgedLink): number => signal?.intervalMs ?? 0;

/** How long a finding must stand before it is written down, so that a lost packet does not become a fact: two samples of what it rests on. */
function patienceMs({ links, finding }: HeldFinding, told: ToldChain | undefined): number {
  const samples = (of: readonly JudgedLink[]): number => Math.min(LONGEST_MS, Math.max(SHORTEST_MS, 2 * Math.max(0, ...of.map(intervalOf))));
  if (finding.kind === 'broken') return samples([finding.link]);
  if (finding.kind === 'whole') return told === undefined ? Math.max(WHOLE_MS, samples(links)) : samples(links);
  return UNCHECKED_MS;
}

/** Whether a finding is to be written into an incident of the service: once when it is found, and when it has changed. */
export function isDue(held: HeldFinding, told: ToldChain | undefined, isFailing: boolean): boolean {
  if (told === undefined && held.finding.kind !== 'broken' && !(held.finding.kind === 'whole' && isFailing)) return false;
  if (told !== undefined && told.key === held.key) return false;
  const restless = told === undefined || told.count < RESTLESS_AFTER ? 0 : Math.min(MOST_RESTLESS_MS, RESTLESS_MS * 2 ** (told.count - RESTLESS_AFTER));
  return held.heldMs >= Math.max(patienceMs(held, told), restless);
}

/** The finding as an entry of the timeline, with the numbers that it rests on. */
export function factOf(service: ServiceId, { links, finding, key }: HeldFinding): { readonly fact: FactOf<'chainFound'>; readonly evidence: Evidence | null } {
  const first = finding.kind === 'broken' ? finding.link : null;
  const unchecked = finding.kind === 'broken' || finding.kind === 'unbroken' ? finding.unchecked : [];
  const latest = first?.signal?.latest ?? null;
  return {
    fact: {
      type: 'chainFound',
      data: {
        service,
        verdict: finding.kind,
        key,
        link: first?.link ?? null,
        unchecked: unchecked.map(({ link }) => link),
        links: links.map(({ link, id, state, signal }) => ({ link, signal: id, state, value: signal?.latest?.value ?? null, time: signal?.latest?.time ?? null })),
      },
      texts: first === null ? {} : { says: linkText(first) },
    },
    evidence: first === null ? null : { kind: 'sample', ref: first.id, time: latest?.time ?? null, value: latest?.value ?? null },
  };
}
