import type { JudgedLink, LinkState } from '../../../shared/model/chain.ts';
import { fromRfc3339 } from '../../../shared/model/units.ts';
import { LINK_WORD, linkText } from '../../../shared/text/chain-words.ts';
import { formatValueText } from '../../../shared/text/format.ts';
import { plain } from '../../../shared/text/plain.ts';
import type { LiveChain } from '../../lib/use-chain.ts';
import { Age } from '../kit/Age.tsx';
import { Breakable } from '../kit/Breakable.tsx';
import { StateMark } from '../kit/StateMark.tsx';
import type { StateName } from '../kit/state.ts';
import styles from './chain.module.css';

const MARK: Readonly<Record<LinkState, StateName>> = { ok: 'ok', broken: 'broken', unknown: 'blind' };

/** A chain as a row of links from the outside in: each with its shape and word, what its signal says, and how old that is. */
export function ChainRow({ chain: { links, finding }, label }: { chain: LiveChain; label: string }) {
  const first = finding.kind === 'broken' ? links.indexOf(finding.link) : links.length;
  return (
    <ol className={styles.row} aria-label={label}>
      {links.map((link, index) => (
        <Link key={link.link} judged={link} place={index === first ? 'first' : index > first ? 'behind' : 'before'} />
      ))}
    </ol>
  );
}

function Link({ judged, place }: { judged: JudgedLink; place: 'before' | 'first' | 'behind' }) {
  const latest = judged.signal?.latest ?? null;
  const time = latest?.time == null ? null : fromRfc3339(latest.time);
  const took = judged.state === 'ok' && latest?.tookMs !== undefined ? formatValueText(latest.tookMs, null, 'ms') : null;
  const text = linkText(judged);
  return (
    <li className={styles.link} data-state={judged.state} data-place={place}>
      <span className={styles.name} dir="auto">
        {plain(judged.link, 40)}
      </span>
      <StateMark state={MARK[judged.state]} word={place === 'first' ? 'broken first' : LINK_WORD[judged.state]} />
      <span className={styles.says} dir="auto" title={text}>
        <Breakable text={text} />
      </span>
      <span className={styles.age}>
        {took === null ? '' : `${took} · `}
        {time === null ? 'no sample yet' : <Age since={time} suffix="old" />}
      </span>
    </li>
  );
}
