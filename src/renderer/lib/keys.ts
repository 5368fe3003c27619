/** Keys belong to whatever takes text, to a dialog while it is open, and to whoever has taken them already. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  const target = event.target instanceof Element ? event.target : null;
  return target !== null && target.closest('input, textarea, select, [contenteditable], dialog') !== null;
}
