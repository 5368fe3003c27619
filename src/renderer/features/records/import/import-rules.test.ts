import { describe, expect, it } from 'vitest';
import { ImportMapping } from '../../../../shared/contract/incident-inputs.ts';
import { fileProblem, formatOf, hasBrokenText, importWord, rowsOf, valuesOf, withService, withSeverity, withTarget } from './import-rules.ts';

const mapping = ImportMapping.parse({ columns: { Key: 'id', Summary: 'title', Opened: 'detectedAt', Other: 'ignore' }, severities: { Sev1: 'P0' } });

describe('a file of past incidents', () => {
  it('is told by its name, else by how it begins', () => {
    expect([formatOf('history.JSON', 'a,b'), formatOf('history.csv', '[1]'), formatOf('pasted', '\uFEFF [{"a":1}]'), formatOf('pasted', 'Key,Summary')]).toEqual(['json', 'csv', 'json', 'csv']);
  });

  it('is refused before anybody reads it where it is empty or too large', () => {
    expect(fileProblem(' \n')).toBe('There is nothing in it.');
    expect(fileProblem('x'.repeat(20_000_001))).toContain('found 20,000,001');
    expect(fileProblem('Key,Summary')).toBeNull();
    expect([hasBrokenText('Z\uFFFDrich'), hasBrokenText('Zürich')]).toEqual([true, false]);
  });

  it('has one column for each meaning: the one that had it before is left out', () => {
    expect(withTarget(mapping, 'Other', 'title').columns).toEqual({ Key: 'id', Summary: 'ignore', Opened: 'detectedAt', Other: 'title' });
    expect(withTarget(mapping, 'Key', 'ignore').columns).toMatchObject({ Key: 'ignore', Other: 'ignore', Summary: 'title' });
  });

  it('keeps the values that were mapped beside those that are not, in one order', () => {
    expect(valuesOf(mapping.severities, ['High', 'Catastrophe'])).toEqual(['Catastrophe', 'High', 'Sev1']);
    expect(withSeverity(mapping, 'High', 'P1').severities).toEqual({ Sev1: 'P0', High: 'P1' });
    expect(withSeverity(mapping, 'Sev1', null).severities).toEqual({});
    expect(withService(withService(mapping, 'Billing', 'pay' as never), 'Billing', null).services).toEqual({});
  });

  it('says what the button will do, and shows the rows of one verdict', () => {
    expect([importWord(1), importWord(1_204)]).toEqual(['Import 1 incident', 'Import 1,204 incidents']);
    const rows = (['ready', 'wrong', 'ready'] as const).map((verdict, index) => ({ row: index, verdict, title: null, problems: [], incident: null }));
    expect(rowsOf({ rows }, 'ready').map(({ row }) => row)).toEqual([0, 2]);
    expect(rowsOf({ rows }, 'all')).toHaveLength(3);
  });
});
