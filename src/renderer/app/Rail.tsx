import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { severityRank } from '../../shared/model/severity.ts';
import { useIncidents, useLive, useWorkspace } from '../lib/live-store.ts';
import { soundWords, useAlarmSound } from '../lib/use-alarm-sound.ts';
import { MARK_OF } from '../ui/kit/marks.ts';
import { StateMark } from '../ui/kit/StateMark.tsx';
import { useHeadline } from '../wall/use-headline.ts';
import { useColourScheme } from '../ui/ThemeProvider.tsx';
import { has } from './features.ts';
import { PALETTE_KEYS } from './palette-keys.ts';
import styles from './frame.module.css';

function Item({ href, section, children }: { href: string; section: string; children: ReactNode }) {
  const [location] = useLocation();
  const here = location === section || location.startsWith(`${section}/`);
  return (
    <Link href={href} className={styles.item ?? ''} aria-current={here ? 'page' : undefined}>
      {children}
    </Link>
  );
}

/** More characters than this are set smaller, and below the mark where one word alone is longer, so that words stay whole in the rail. */
const SHORT_WORDS = 10;
const SHORT_WORD = 7;
const lengthOf = (words: string): 'short' | 'long' | 'wide' => (words.split(/\s/).some((word) => word.length > SHORT_WORD) ? 'wide' : words.length > SHORT_WORDS ? 'long' : 'short');

/** What the wall says, where the wall is not seen: no other screen may hide that a service is down. */
function Overall() {
  const [location] = useLocation();
  const headline = useHeadline();
  const known = useWorkspace() !== null;
  if (!known || location === '/wall') return null;
  return (
    <Link href="/wall" className={styles.overall ?? ''} data-words={lengthOf(headline.word)}>
      <StateMark state={MARK_OF[headline.kind]} word={headline.word} />
    </Link>
  );
}

/** How many are open, and the shape of the gravest of them. */
function OpenIncidents() {
  const incidents = useIncidents();
  const [worst] = incidents.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity));
  return (
    <span className={styles.withCount}>
      Incidents
      {worst === undefined ? null : (
        <span aria-label={`${incidents.length} open, gravest ${worst.severity}`}>
          <StateMark state={worst.severity} word={String(incidents.length)} />
        </span>
      )}
    </span>
  );
}

/** That everything is held, something is about to begin, or a plan runs: in that order. */
function Continuity() {
  const { lever, runs, triggers } = useLive((state) => state.continuity);
  const live = runs.filter(({ mode }) => mode === 'live').length;
  return (
    <span className={styles.withCount}>
      Continuity
      {lever !== null ? <StateMark state="held" /> : triggers.some(({ countdown }) => countdown !== null) ? <StateMark state="P1" word="soon" /> : live > 0 ? <StateMark state="P1" word={`${live} live`} /> : runs.some(({ mode }) => mode === 'drill') ? <StateMark state="drill" /> : null}
    </span>
  );
}

/** Whether this screen would be heard, wherever one looks at it, and ten minutes of silence for whoever is on the phone. */
function ScreenSound() {
  const sound = useAlarmSound();
  return (
    <p className={styles.sound}>
      <span title={sound.state === 'blocked' ? 'The browser wants one click or key on this page before it lets it sound' : undefined}>
        {soundWords(sound)}
      </span>
      <button type="button" className={styles.item} aria-keyshortcuts="M" aria-pressed={sound.state === 'silenced'} onClick={sound.toggleSilence} title="Silences this screen only, for ten minutes at most">
        {sound.state === 'silenced' ? 'Sound again' : 'Silence'}
      </button>
    </p>
  );
}

/** The left rail: one entry per screen that exists. */
export function Rail({ onPalette }: { onPalette: () => void }) {
  const [scheme, setScheme] = useColourScheme();
  const light = scheme === 'light';
  return (
    <nav className={styles.rail} aria-label="Screens">
      <p className={styles.product}>Holdfast</p>
      <Overall />
      <Item href="/wall" section="/wall">
        Wall
      </Item>
      {has.incidents ? (
        <Item href="/incidents" section="/incidents">
          <OpenIncidents />
        </Item>
      ) : null}
      {has.compose ? (
        <Item href="/compose" section="/compose">
          Compose
        </Item>
      ) : null}
      {has.continuity ? (
        <Item href="/continuity" section="/continuity">
          <Continuity />
        </Item>
      ) : null}
      {has.shift ? (
        <Item href="/shift" section="/shift">
          Shift
        </Item>
      ) : null}
      {has.scorecard ? (
        <Item href="/scorecard" section="/scorecard">
          Scorecard
        </Item>
      ) : null}
      {has.review ? (
        <Item href="/review" section="/review">
          Review
        </Item>
      ) : null}
      {has.settings ? (
        <Item href="/settings" section="/settings">
          Settings
        </Item>
      ) : null}
      <span className={styles.spacer} />
      <ScreenSound />
      <button type="button" className={styles.item} onClick={() => setScheme(light ? 'dark' : 'light')}>
        {light ? 'Dark' : 'Light'}
      </button>
      <button type="button" className={styles.item} onClick={onPalette} aria-keyshortcuts="Control+K Meta+K">
        Go to <span className={styles.keys}>{PALETTE_KEYS}</span>
      </button>
    </nav>
  );
}
