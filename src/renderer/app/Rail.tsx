import { Link, useLocation } from 'wouter';
import { overallWord } from '../../shared/text/state-words.ts';
import { useWorkspace } from '../lib/live-store.ts';
import { MARK_OF } from '../ui/kit/marks.ts';
import { StateMark } from '../ui/kit/StateMark.tsx';
import { useWall } from '../wall/tiles.tsx';
import { useColourScheme } from '../ui/ThemeProvider.tsx';
import { hasSettings } from './Routes.tsx';
import { PALETTE_KEYS } from './palette-keys.ts';
import styles from './frame.module.css';

function Item({ href, section, children }: { href: string; section: string; children: string }) {
  const [location] = useLocation();
  const here = location === section || location.startsWith(`${section}/`);
  return (
    <Link href={href} className={styles.item ?? ''} aria-current={here ? 'page' : undefined}>
      {children}
    </Link>
  );
}

/** What the wall says, where the wall is not seen: no other screen may hide that a service is down. */
function Overall() {
  const [location] = useLocation();
  const { overall } = useWall();
  const known = useWorkspace() !== null;
  if (!known || location === '/wall') return null;
  return (
    <Link href="/wall" className={styles.overall ?? ''}>
      <StateMark state={MARK_OF[overall.kind]} word={overallWord(overall)} />
    </Link>
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
      {hasSettings ? (
        <Item href="/settings" section="/settings">
          Settings
        </Item>
      ) : null}
      <span className={styles.spacer} />
      <button type="button" className={styles.item} onClick={() => setScheme(light ? 'dark' : 'light')}>
        {light ? 'Dark' : 'Light'}
      </button>
      <button type="button" className={styles.item} onClick={onPalette} aria-keyshortcuts="Control+K Meta+K">
        Go to <span className={styles.keys}>{PALETTE_KEYS}</span>
      </button>
    </nav>
  );
}
