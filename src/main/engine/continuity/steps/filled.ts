import { readTargets } from '../../../../shared/model/continuity/targets.ts';

/** Puts the values of parameters into every text of a part of a step. They hold nothing but letters, digits and a few signs. */
export function filled<T>(part: T, values: Readonly<Record<string, string>>): T {
  if (typeof part === 'string') return part.replaceAll(/\{\{(\w+)\}\}/g, (written, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? written) : written)) as T;
  if (Array.isArray(part)) return part.map((each: unknown) => filled(each, values)) as T;
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, filled<unknown>(value, values)])) as T;
}

/** The same once for each target; once where there are none. */
export function forTargets<T>(part: T, targets: string | readonly string[] | undefined, values: Readonly<Record<string, string>>): T[] {
  const read = targets === undefined ? null : readTargets(targets);
  if (read === null) return [filled(part, values)];
  return Array.from({ length: read.count }, (_, index) => filled(part, { ...values, target: read.at(index) }));
}
