import { traitsOf, type SourceConfig } from '../../shared/model/sources/index.ts';
import { HoldfastError } from '../../shared/model/result.ts';

interface Handwritten {
  readonly source: string;
  readonly key: string;
  readonly value: unknown;
}

/** What of these sources names something that is started on this machine. */
const handwritten = (sources: readonly SourceConfig[]): Handwritten[] =>
  sources.flatMap((source) =>
    (traitsOf(source).onlyInFile ?? []).flatMap((key) => {
      const value = (source as Readonly<Record<string, unknown>>)[key];
      return value === undefined ? [] : [{ source: source.id, key, value }];
    }),
  );

/**
 * Whoever may change the configuration from afar may not thereby have a program of this machine started: what names one stays as it is
 * in the file, or goes. Throws `invalid_input`.
 */
export function refuseNewPrograms(before: readonly SourceConfig[], after: readonly SourceConfig[]): void {
  const known = handwritten(before);
  const added = handwritten(after).find(({ source, key, value }) => !known.some((one) => one.source === source && one.key === key && one.value === value));
  if (added !== undefined) throw new HoldfastError('invalid_input', `\`${added.key}\` of the source "${added.source}" names a program of this machine: write it into holdfast.yaml there.`);
}
