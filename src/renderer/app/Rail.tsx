import { Link, useLocation } from 'wouter';
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

/** The left rail: one entry per screen that exists. */
export function Rail({ onPalette }: { onPalette: () => void }) {
  const [scheme, setScheme] = useColourScheme();
  const light = scheme === 'light';
  return (
    <nav className={styles.rail} aria-label="Screens">
      <p className={styles.product}>Holdfast</p>
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
