import type { HoldfastConfig } from '../../shared/model/config.ts';
import { removeValueAt, setValueAt } from './edit-text.ts';
import { validConfig, validResult } from './valid-config.ts';

/** How long each kind is kept; null: as where nothing is written. */
export type WrittenRetention = Readonly<Record<keyof HoldfastConfig['retention'], string | null>>;

/** Writes how long things are kept; what stays as it is written is not touched. Throws `invalid_input` when the result would have errors. */
export function writeRetention(text: string, wanted: WrittenRetention): { readonly text: string } {
  const { retention } = validConfig(text);
  let result = text;
  for (const [key, value] of Object.entries(wanted) as [keyof WrittenRetention, string | null][]) {
    if ((retention[key] ?? null) === value) continue;
    result = value === null ? removeValueAt(result, ['retention', key]) : setValueAt(result, ['retention', key], value);
  }
  validResult(result);
  return { text: result };
}
