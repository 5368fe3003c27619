import { describe, expect, it } from 'vitest';
import type { InstantValue } from '../../../shared/model/incident.ts';
import { instantsOf } from './instants.ts';

const ADA = { kind: 'person', id: 'ada', name: 'Ada' } as const;
/** `13:52` → an instant of one day; null = taken back. */
const value = (time: string | null, rest: Partial<InstantValue> = {}): InstantValue => ({ at: time === null ? null : `2026-11-02T${time}:00.000Z`, source: 'person', by: ADA, recordedAt: '2026-11-02T15:00:00.000Z', reason: null, noEarlierThan: false, ...rest });
const CORRECTED = { reason: 'Seen in the logs' };
const read = (...values: readonly InstantValue[]) => {
  const of = (reading: 'corrected' | 'recorded'): string | null => {
    const at = instantsOf({ instants: { resolvedAt: values } }, reading).resolvedAt;
    return at === null ? null : new Date(at).toISOString().slice(11, 16);
  };
  return { corrected: of('corrected'), recorded: of('recorded') };
};

describe('an instant as it stands, and as it was first written down', () => {
  it.each<[string, readonly InstantValue[], ReturnType<typeof read>]>([
    ['nothing was', [], { corrected: null, recorded: null }],
    ['one value', [value('14:09')], { corrected: '14:09', recorded: '14:09' }],
    ['a correction', [value('14:09'), value('13:52', CORRECTED)], { corrected: '13:52', recorded: '14:09' }],
    ['two corrections', [value('14:09'), value('13:52', CORRECTED), value('13:55', CORRECTED)], { corrected: '13:55', recorded: '14:09' }],
    ['what was not known at first', [value('13:52', CORRECTED)], { corrected: '13:52', recorded: '13:52' }],
    ['what is not known after all', [value('14:09'), value(null, CORRECTED)], { corrected: null, recorded: '14:09' }],
    ['not known after all, then found', [value('14:09'), value(null, CORRECTED), value('13:52', CORRECTED)], { corrected: '13:52', recorded: '14:09' }],
    ['resolved again after a reopening', [value('14:09'), value(null), value('16:30')], { corrected: '16:30', recorded: '16:30' }],
    ['resolved again, then corrected', [value('14:09'), value('14:00', CORRECTED), value(null), value('16:30'), value('16:10', CORRECTED)], { corrected: '16:10', recorded: '16:30' }],
    ['reopened, and running', [value('14:09'), value(null)], { corrected: null, recorded: null }],
    ['an import that does not tell', [value('14:09', { source: 'import' }), value(null, { reason: 'The file does not tell when it was resolved.', recordedAt: '2026-11-02T15:00:00.002Z' })], { corrected: null, recorded: null }],
    ['an import that somebody corrected later', [value('14:09', { source: 'import' }), value(null, { ...CORRECTED, recordedAt: '2026-11-03T15:00:00.000Z' })], { corrected: null, recorded: '14:09' }],
  ])('%s', (_, values, expected) => expect(read(...values)).toEqual(expected));
});
