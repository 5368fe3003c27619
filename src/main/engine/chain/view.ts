import { findBreak, judgeChain, type ChainFinding, type JudgedLink } from '../../../shared/model/chain.ts';
import type { ChainLink, ChainView, Signal } from '../../../shared/model/entities.ts';
import type { ServiceId, SignalId } from '../../../shared/model/ids.ts';
import { toRfc3339 } from '../../../shared/model/units.ts';
import { findingText, linkText } from '../../../shared/text/chain-words.ts';

const uncheckedOf = (finding: ChainFinding, links: readonly JudgedLink[]): readonly JudgedLink[] => {
  if (finding.kind === 'broken' || finding.kind === 'unbroken') return finding.unchecked;
  return finding.kind === 'unknown' ? links : [];
};

/** A chain as the API shows it. */
export function viewChain(service: ServiceId, chain: readonly ChainLink[], signal: (id: SignalId) => Signal | undefined): ChainView {
  const links = judgeChain(chain, signal);
  const finding = findBreak(links);
  return {
    service,
    links: links.map((judged) => ({
      link: judged.link,
      signal: judged.id,
      state: judged.state,
      says: linkText(judged),
      since: judged.since === null ? null : toRfc3339(judged.since),
      time: judged.signal?.latest?.time ?? null,
      tookMs: judged.signal?.latest?.tookMs ?? null,
    })),
    finding: finding.kind,
    firstBroken: finding.kind === 'broken' ? finding.link.link : null,
    unchecked: uncheckedOf(finding, links).map(({ link }) => link),
    says: findingText(finding),
  };
}
