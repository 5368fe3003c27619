/** Display `index` of `of` that share the wall; both count from 1. */
export interface DisplayChoice {
  readonly index: number;
  readonly of: number;
}

const MOST = 8;
const whole = (value: unknown): number | null => (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST ? value : null);

/** Reads what this screen remembers; whatever else is there is one display. */
export function readDisplayChoice(text: string | null): DisplayChoice {
  let found: unknown = null;
  try {
    found = JSON.parse(text ?? 'null');
  } catch {
    found = null;
  }
  const { index, of } = typeof found === 'object' && found !== null ? (found as { index?: unknown; of?: unknown }) : {};
  const total = whole(of) ?? 1;
  return { index: Math.min(whole(index) ?? 1, total), of: total };
}

/** Where the wall of that display is; the wall reads the same words from its address. */
export function wallAddress({ index, of }: DisplayChoice, kiosk: boolean): string {
  const query = new URLSearchParams([...(of > 1 ? [['display', String(index)], ['displays', String(of)]] : []), ...(kiosk ? [['kiosk', '1']] : [])]);
  return query.size === 0 ? '/wall' : `/wall?${query.toString()}`;
}
