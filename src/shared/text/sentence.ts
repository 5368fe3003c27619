/** Ends a text as a sentence; one that already ends keeps its mark. */
export const asSentence = (text: string): string => (/[.?!…]$/.test(text) ? text : `${text}.`);

/** A message and when it began ("since 14:02:11 UTC") as one line of prose: no doubled marks, and names in quotes instead of code marks. */
export function withSince(message: string, since: string | null): string {
  const text = message.trim().replaceAll(/`([^`]+)`/g, '“$1”');
  if (since === null) return text;
  return /[?!]$/.test(text) ? `${text} ${since.charAt(0).toUpperCase()}${since.slice(1)}` : `${text.replace(/\.$/, '')}, ${since}`;
}
