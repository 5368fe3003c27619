import { ServiceId } from '../../shared/model/ids.ts';

const MOST = 200;

/** Reads remembered pins; whatever is not a list of service ids is none. */
export function parsePins(text: string | null): ReadonlySet<ServiceId> {
  let found: unknown = null;
  try {
    found = JSON.parse(text ?? '[]');
  } catch {
    found = [];
  }
  const ids = Array.isArray(found) ? found.slice(0, MOST).map((each) => ServiceId.safeParse(each)) : [];
  return new Set(ids.flatMap((id) => (id.success ? [id.data] : [])));
}

export const formatPins = (pins: ReadonlySet<ServiceId>): string => JSON.stringify([...pins]);

export function togglePin(pins: ReadonlySet<ServiceId>, id: ServiceId): ReadonlySet<ServiceId> {
  const next = new Set(pins);
  if (!next.delete(id)) next.add(id);
  return next;
}
