import { memo } from 'react';
import { Link } from 'wouter';
import type { SearchHit, SearchText } from '../../../shared/model/search.ts';
import { standingWord } from '../../../shared/text/incident-words.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useLive } from '../../lib/live-store.ts';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { useTimeWords } from '../incidents/index.ts';
import { Marked } from './Marked.tsx';
import styles from './search.module.css';
import { TEXT_KIND_WORD } from './words.ts';

const DAY_WORDS = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });

/** One incident that was found: which, what was said in it, and how it was fixed. */
export const Hit = memo(function Hit({ hit }: { hit: SearchHit }) {
  const time = useTimeWords();
  const services = useLive((state) => state.servicesById);
  const names = hit.services.map((id) => plain(services.get(id)?.name ?? id, 40));
  const where = names.length > 3 ? `${names.slice(0, 3).join(', ')}, ${names.length - 3} more` : names.join(', ');
  return (
    <li className={styles.hit}>
      <p className={styles.head}>
        <span>
          <StateMark state={hit.severity} />
        </span>
        <span className={styles.number}>{hit.id}</span>
        <Link href={`/incidents/${hit.id}`} className={styles.title ?? ''} data-hit="" dir="auto">
          <Marked text={hit.title} marks={hit.titleMarks} />
        </Link>
      </p>
      <p className={styles.about}>
        {hit.isDrill ? <strong>DRILL </strong> : null}
        {hit.private ? <strong>PRIVATE </strong> : null}
        <span dir="auto">{where}</span>
        {where === '' ? '' : ' · '}
        {standingWord({ ...hit, mergedInto: null })} · began <time dateTime={hit.startedAt}>{time.full(hit.startedAt)}</time>
      </p>
      {hit.texts.length === 0 ? null : (
        <ul className={styles.texts}>
          {hit.texts.map((text) => (
            <Said key={`${text.seq} ${text.kind} ${text.text}`} id={hit.id} said={text} />
          ))}
        </ul>
      )}
      {hit.fix === null ? null : (
        <div className={styles.fix}>
          <span className={styles.kind}>How it was fixed</span>
          <Words id={hit.id} said={hit.fix} />
        </div>
      )}
    </li>
  );
});

function Said({ id, said }: { id: SearchHit['id']; said: SearchText }) {
  return (
    <li className={styles.said}>
      <span className={styles.kind}>{TEXT_KIND_WORD[said.kind]}</span>
      <Words id={id} said={said} />
    </li>
  );
}

/** The words lead to the row of the timeline that says them. */
function Words({ id, said }: { id: SearchHit['id']; said: SearchText }) {
  const time = useTimeWords();
  return (
    <span className={styles.words}>
      <Link href={`/incidents/${id}?row=${said.seq}`} className={styles.text ?? ''} dir="auto">
        <Marked text={said.text} marks={said.marks} />
      </Link>
      <span className={styles.by}>
        {plain(said.by.name, 60)}, <time dateTime={said.at} title={time.full(said.at)}>{DAY_WORDS.format(Date.parse(said.at))}</time>
      </span>
    </span>
  );
}
