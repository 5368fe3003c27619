import type { Incident } from '../../../../shared/model/incident.ts';

const rowLinks = (): readonly HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-row] a[data-main]')];
const rowOf = (element: Element | null): HTMLElement | null => element?.closest<HTMLElement>('[data-row]') ?? null;

/** Moves the focus to the row before or after the one that has it; from elsewhere to the first. */
export function moveFocus(by: 1 | -1): void {
  const links = rowLinks();
  const at = links.findIndex((link) => rowOf(link)?.contains(document.activeElement) === true);
  const next = links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** The proposal that a key means: the one in focus, else the only one. With several, the first takes the focus and the key waits for its next press. */
export function proposalAt(proposals: readonly Incident[]): Incident | null {
  const focused = rowOf(document.activeElement)?.dataset['row'];
  const found = proposals.find(({ id }) => id === focused);
  if (found !== undefined) return found;
  const [first] = proposals;
  if (first === undefined || (proposals.length === 1 && focused === undefined)) return first ?? null;
  if (focused === undefined) rowLinks().find((link) => rowOf(link)?.dataset['row'] === first.id)?.focus();
  return null;
}
