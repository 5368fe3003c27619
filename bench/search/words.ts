import { seededRandom } from '../../src/main/store/testing/random.ts';

/** Words that people write in every other incident. */
const COMMON = ['the', 'and', 'was', 'error', 'checkout', 'latency', 'timeout', 'restarted', 'deploy', 'database', 'customers', 'pool'];
const RARE_WORDS = 20_000;
const COMMON_SHARE = 0.35;

/** Made-up words of which few are frequent and most are rare, as in any text (about Zipf). */
export interface Language {
  readonly text: (words: number) => string;
  readonly common: readonly string[];
  /** The word of that rank: 0 is the most frequent of the rare ones. */
  readonly rare: (rank: number) => string;
  readonly below: (count: number) => number;
}

export function createLanguage(seed: number): Language {
  const random = seededRandom(seed);
  const rare = (rank: number): string => {
    let word = '';
    for (let left = rank + 7; left > 0; left = Math.floor(left / 29)) word += `${'bcdfghklmnprstvz'.charAt(left % 16)}${'aeiou'.charAt((left >> 4) % 5)}`;
    return `${word}${rank.toString(36)}`;
  };
  const known = Array.from({ length: RARE_WORDS }, (_, rank) => rare(rank));
  const below = (count: number): number => Math.floor(random() * count);
  const one = (): string => (random() < COMMON_SHARE ? COMMON[below(COMMON.length)] : known[Math.floor(random() ** 4 * RARE_WORDS)]) ?? '';
  return { common: COMMON, rare, below, text: (words) => Array.from({ length: words }, one).join(' ') };
}
