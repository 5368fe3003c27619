/** One page of a list whose items have ids. The cursor is the id of the last item of the page before; `next` is null at the end. */
export function cutPage<T extends { readonly id: string }>(items: readonly T[], page: { readonly limit: number; readonly cursor?: string | undefined }): { items: T[]; next: string | null } {
  const start = page.cursor === undefined ? 0 : items.findIndex((item) => item.id === page.cursor) + 1;
  const cut = items.slice(start, start + page.limit);
  return { items: cut, next: start + cut.length < items.length ? (cut.at(-1)?.id ?? null) : null };
}
