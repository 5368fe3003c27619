import type { HoldfastConfig, SignalConfig } from '../../shared/model/config.ts';
import { conversion } from '../../shared/model/unit-conversion.ts';
import { clip, type ConfigPath } from './config-path.ts';
import { unknownId } from './cross-finding.ts';
import type { Finding } from './explain.ts';
import { defaultStat, defaultUnit } from './resolved.ts';

/** A second opinion measures the same of the same service, and is nobody's first. */
export function checkOpinion(config: HoldfastConfig, signal: SignalConfig, path: ConfigPath): Finding[] {
  const { secondOpinion } = signal;
  if (secondOpinion === undefined) return [];
  const isShort = typeof secondOpinion === 'string';
  const id = isShort ? secondOpinion : secondOpinion.signal;
  const at = isShort ? [...path, 'secondOpinion'] : [...path, 'secondOpinion', 'signal'];
  const other = config.signals.find((each) => each.id === id);
  if (other === undefined) return unknownId('signal', id, config.signals, at);
  const wrong = unlike(signal, other);
  const findings: Finding[] = wrong === null ? [] : [{ path: at, message: `expected ${wrong}` }];
  if (!isShort && secondOpinion.atLeast !== undefined && typeof secondOpinion.tolerance === 'number')
    findings.push({ path: [...path, 'secondOpinion', 'atLeast'], part: 'key', level: 'warning', message: '`atLeast` is read only for a tolerance in per cent' });
  return findings;
}

/** What a second opinion would have to be and is not; null where all is well. */
function unlike(signal: SignalConfig, other: SignalConfig): string | null {
  const found = `found "${clip(other.id)}"`;
  if (other.id === signal.id) return `another signal than this one, ${found}`;
  if (other.secondOpinion !== undefined) return `a signal without a second opinion of its own, ${found}, which has one`;
  if (other.service !== signal.service) return `a signal of the same service, ${found}, which is of "${clip(other.service)}"`;
  if (other.kind !== signal.kind) return `a signal of the same kind, ${found}, which is of kind ${other.kind}`;
  const stats = [signal, other].map(({ kind, stat }) => stat ?? defaultStat(kind));
  if (stats[0] !== stats[1]) return `the same statistic (${String(stats[0])}), ${found}, which is ${String(stats[1])}`;
  const [unit, otherUnit] = [signal, other].map((each) => each.unit ?? defaultUnit(each.kind));
  if (unit === undefined || otherUnit === undefined || conversion(otherUnit, unit) !== null) return null;
  return `a signal whose unit can be converted to ${unit}, ${found}, which is in ${otherUnit}`;
}
