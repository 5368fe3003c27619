import { useEffect, useRef, type KeyboardEvent } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { useLater } from '../../lib/use-later.ts';
import { useCallPages } from '../../platform/use-call-pages.ts';
import { Button } from '../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { Segments } from '../../ui/kit/Segments.tsx';
import { useShortcuts } from '../incidents/index.ts';
import { Hit } from './Hit.tsx';
import { addressOf, asksFor, callOf, isNarrowed, readAsked, type Asked } from './rules/address.ts';
import { SearchFilters } from './SearchFilters.tsx';
import styles from './search.module.css';
import { foundWords } from './words.ts';

/** Typing asks once it pauses, not at every letter. */
const PAUSE_MS = 250;
const PAGE = 20;
const ORDERS = [{ value: 'best', label: 'Best first' }, { value: 'newest', label: 'Newest first' }] as const;

/** Moves the focus between the incidents that were found. */
function move(by: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('[data-hit]')];
  const at = links.findIndex((link) => link === document.activeElement);
  links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}

/** Everything that was written down, found again by its words. The search stands in the address. */
export function SearchPage() {
  const [, navigate] = useLocation();
  const asked = readAsked(useSearch());
  const field = useRef<HTMLInputElement>(null);
  const setAsked = (next: Asked) => navigate(addressOf(next), { replace: true });
  useEffect(() => field.current?.focus(), []);
  useShortcuts({ '/': () => field.current?.select(), arrowdown: () => move(1), arrowup: () => move(-1), j: () => move(1), k: () => move(-1) });
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    move(1);
  };
  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <h1 className={styles.heading}>Search</h1>
        <input
          ref={field}
          className={styles.find}
          type="search"
          aria-label="Search history"
          placeholder="What was said, done or decided in any incident"
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          value={asked.q}
          onChange={(event) => setAsked({ ...asked, q: event.currentTarget.value })}
          onKeyDown={onKey}
        />
        <SearchFilters asked={asked} onChange={setAsked} />
      </header>
      <div className={styles.body}>{asksFor(asked) ? <Results asked={asked} onChange={setAsked} /> : <Start />}</div>
    </main>
  );
}

function Start() {
  return (
    <EmptyState title="Look for what was written down">
      <p>Titles, notes, updates, causes, whys, actions, reasons, reports, and how it was fixed: all of the words have to stand somewhere in the incident.</p>
      <dl className={styles.help}>
        <dt>
          <code>&quot;expired certificate&quot;</code>
        </dt>
        <dd>these words, in this order</dd>
        <dt>
          <code>certif*</code>
        </dt>
        <dd>words that begin so, from three letters on</dd>
        <dt>
          <code>checkout -drill</code>
        </dt>
        <dd>with the one word and without the other</dd>
      </dl>
      <p>
        Or <Link href={addressOf({ in: 'fix' })}>see how incidents were fixed</Link>, the newest first.
      </p>
    </EmptyState>
  );
}

function Results({ asked, onChange }: { asked: Asked; onChange: (asked: Asked) => void }) {
  const q = useLater(asked.q, PAUSE_MS);
  const pages = useCallPages('search.find', { ...callOf({ ...asked, q }), limit: PAGE }, asksFor({ ...asked, q }));
  const [first] = pages.data?.pages ?? [];
  const hits = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  if (first === undefined)
    return pages.isError ? <ErrorState title="The search failed" message={pages.error.message} onRetry={() => void pages.refetch()} /> : <Skeleton units={24} label="Searching" />;
  return (
    <section className={styles.results} aria-label="Found" aria-busy={pages.isPlaceholderData}>
      <div className={styles.summary}>
        <p role="status" className={styles.count}>
          {foundWords(first.found, first.more)}
          {asked.like === null ? '' : ` like ${asked.like}`}
          {first.more && asked.sort === 'best' ? '; the newest of them are ranked first' : ''}
        </p>
        {asked.q.trim() === '' || first.found < 2 ? null : <Segments label="Order" value={asked.sort} options={ORDERS} onChange={(sort) => onChange({ ...asked, sort })} />}
      </div>
      {pages.isError ? <p className={styles.quiet}>Not up to date: {pages.error.message}</p> : null}
      {hits.length === 0 ? (
        <EmptyState title="Nothing was found">
          {isNarrowed(asked) ? 'Take a filter away, or look for fewer words.' : 'Look for fewer words, or for the beginning of one with a star after it, such as “certif*”.'} What alerts and rules write by themselves is not searched.
        </EmptyState>
      ) : (
        <ol className={styles.hits}>
          {hits.map((hit) => (
            <Hit key={hit.id} hit={hit} />
          ))}
        </ol>
      )}
      {pages.hasNextPage ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </section>
  );
}
