import type { ChainFinding, JudgedLink, LinkState } from '../model/chain.ts';
import { explainNoValue, formatValueText } from './format.ts';
import { plain } from './plain.ts';
import { limitText } from './state-words.ts';

export const LINK_WORD: Readonly<Record<LinkState, string>> = { ok: 'holds', broken: 'broken', unknown: 'not checked' };

const name = ({ link }: JudgedLink): string => plain(link, 40);

/** What a link's signal says, in a few words without a full stop. */
export function linkText({ cause, signal }: JudgedLink): string {
  switch (cause) {
    case 'down':
      return signal?.error?.kind === 'target' ? plain(signal.error.message, 160) : 'is down';
    case 'ruleFires':
      return signal === null || signal.unit === 'bool' ? 'a rule fires' : `${formatValueText(signal.latest?.value ?? null, signal.latest?.noValue ?? null, signal.unit)}, ${limitText(signal)}`;
    case 'stale':
      return staleText(signal);
    case 'waiting':
      return 'waiting for its first reading';
    case 'noValue':
      return signal?.latest?.value === null ? `no value: ${explainNoValue(signal.latest.noValue ?? 'NaN') ?? 'unknown'}` : 'its rule cannot be judged now';
    case 'notReached':
      return 'not reached';
    case 'notWatched':
      return 'its signal is not watched';
    case 'notHeard':
      return 'Holdfast is not heard';
    case 'answers':
    default:
      return answersText(signal);
  }
}

function answersText(signal: JudgedLink['signal']): string {
  if (signal === null || signal.latest === null) return '';
  const { latest, breach } = signal;
  if (latest.detail !== undefined) return plain(latest.detail, 160);
  const value = formatValueText(latest.value, latest.noValue, signal.unit);
  return breach.state === 'over' && signal.unit !== 'bool' ? `${value}, ${limitText(signal)}, check ${String(breach.count)} of ${String(breach.needed)}` : value;
}

/** What was known of it last is said as past. */
function staleText(signal: JudgedLink['signal']): string {
  if (signal === null) return 'blind';
  const was = signal.breach.state === 'firing' || (signal.kind === 'availability' && signal.latest?.value === 0) ? ', was broken when last seen' : '';
  const why = signal.error !== null && signal.error.kind !== 'target' ? `: ${plain(signal.error.message, 140)}` : '';
  return `${signal.freshness === 'live' ? 'of unknown age' : signal.freshness}${why}${was}`;
}

/** "TLS", "TLS and resolver", "TLS, resolver and 2 more". */
function names(links: readonly JudgedLink[]): string {
  if (links.length > 3) return `${links.slice(0, 2).map(name).join(', ')} and ${String(links.length - 2)} more`;
  const [last, ...others] = links.map(name).toReversed();
  return others.length === 0 ? (last ?? '') : `${others.toReversed().join(', ')} and ${last ?? ''}`;
}

/** Where it breaks, in one sentence without its full stop. `failing`: the service is not well although its chain may be. */
export function findingText(finding: ChainFinding, failing = false): string {
  switch (finding.kind) {
    case 'broken': {
      const { link, unchecked } = finding;
      const said = `${name(link)} (${linkText(link)})`;
      return unchecked.length === 0 ? `First broken link: ${said}` : `First known broken link: ${said}; ${names(unchecked)} could not be checked`;
    }
    case 'whole':
      return `The chain is whole: ${finding.links.length === 1 ? 'its one link holds' : `all ${String(finding.links.length)} links hold`}${failing ? '; what fails is none of them' : ''}`;
    case 'unbroken':
      return `No link is known to be broken; ${names(finding.unchecked)} could not be checked`;
    case 'unknown':
    default:
      return 'Where it breaks is not known: no link could be checked';
  }
}

/** The same where there is little room: "breaks at TLS", "breaks at TLS or before"; null where no broken link is known. */
export function findingShort(finding: ChainFinding): string | null {
  return finding.kind === 'broken' ? `breaks at ${name(finding.link)}${finding.unchecked.length === 0 ? '' : ' or before'}` : null;
}
