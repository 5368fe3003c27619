/** Keys belong to whatever takes text, to a dialog while one is open, and to whoever has taken them already. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return true;
  const target = event.target instanceof Element ? event.target : null;
  return target !== null && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** Whether single letters act on this screen; whoever steers by voice turns them off in the list of keys (WCAG 2.1.4). */
export function lettersAct(): boolean {
  try {
    return localStorage.getItem('holdfast-letter-keys') !== 'off';
  } catch {
    return true;
  }
}
