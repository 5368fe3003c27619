import { useColourScheme } from '../../../ui/ThemeProvider.tsx';
import { Section } from '../Page.tsx';
import styles from '../settings.module.css';

const SCHEMES = [
  ['dark', 'Dark'],
  ['light', 'Light'],
  ['auto', 'As the system'],
] as const;

export function Colours() {
  const [scheme, setScheme] = useColourScheme();
  return (
    <Section title="Colours">
      <div className={styles.choice} role="group" aria-label="Colours">
        {SCHEMES.map(([value, label]) => (
          <button key={value} type="button" className={styles.option} aria-pressed={scheme === value} onClick={() => setScheme(value)}>
            {label}
          </button>
        ))}
      </div>
    </Section>
  );
}
