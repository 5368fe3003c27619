import { events, type EventName, type LiveEvent } from '../contract/events.ts';

const isEventName = (name: string): name is EventName => Object.hasOwn(events, name);

/** An event from its name and JSON text; null when it is none that this version knows. Never throws. */
export function parseEvent(name: string, json: string): LiveEvent | null {
  if (!isEventName(name)) return null;
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch {
    return null;
  }
  const parsed = events[name].safeParse(body);
  // Name and schema were looked up together, which the compiler cannot follow through an index.
  return parsed.success ? ({ event: name, data: parsed.data } as LiveEvent) : null;
}
