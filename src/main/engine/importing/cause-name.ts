import { plain } from '../../../shared/text/plain.ts';

/** As long as people may call a cause. */
export const LONGEST_CAUSE_NAME = 200;

/** What forms say where nobody knew: shared by incidents that have nothing in common. */
const SAYS_NOTHING = /^(?:unknown|not known|unclear|none|other|n\/?a|tbd|to be (?:determined|confirmed)|pending|[-–—?.]+)\.?$/i;

const lineOf = (text: string): string => plain(text, LONGEST_CAUSE_NAME + 1).replaceAll(/ {2,}/g, ' ');

/** Whether a text is too long for a name: it tells a story, and stays a note. */
export const isStory = (text: string): boolean => lineOf(text).length > LONGEST_CAUSE_NAME;

/** The cause of the register that a text of a file names; null where it names none. */
export function causeNameOf(text: string): string | null {
  const name = lineOf(text);
  return name === '' || isStory(text) || SAYS_NOTHING.test(name) ? null : name;
}
