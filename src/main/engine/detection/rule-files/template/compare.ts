import { TemplateFault } from './tree.ts';
import { byBytes, typeOf, type Value } from './values.ts';

/**
 * `eq` of two values of the same Go type. A float and a whole number are different types: `gt $value 5` fails in Prometheus and
 * here, `gt $value 5.0` is right. Throws `TemplateFault`. Source: text/template/funcs.go.
 */
export function equal(a: Value, b: Value): boolean {
  if ((a.kind === 'string' && b.kind === 'string') || (a.kind === 'bool' && b.kind === 'bool') || (a.kind === 'int' && b.kind === 'int') || (a.kind === 'float' && b.kind === 'float'))
    return a.value === b.value;
  throw incomparable(a, b);
}

/** Below, equal or above 0, as a is to b; NaN where either is NaN. Throws `TemplateFault`. */
export function compare(a: Value, b: Value): number {
  if (a.kind === 'string' && b.kind === 'string') return byBytes(a.value, b.value);
  if ((a.kind === 'int' && b.kind === 'int') || (a.kind === 'float' && b.kind === 'float')) return a.value === b.value ? 0 : a.value - b.value;
  throw incomparable(a, b);
}

function incomparable(a: Value, b: Value): TemplateFault {
  const mixed = (a.kind === 'int' && b.kind === 'float') || (a.kind === 'float' && b.kind === 'int');
  return new TemplateFault(`${typeOf(a)} and ${typeOf(b)} cannot be compared${mixed ? '; write a whole number with a point, such as 5.0, to compare it with $value' : ''}`);
}
