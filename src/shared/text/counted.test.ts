import { expect, it } from 'vitest';
import { counted } from './counted.ts';

it('says how many, as people do', () => {
  expect([counted(1, 'signal'), counted(0, 'signal'), counted(1_234, 'row'), counted(2, 'entry', 'entries')]).toEqual(['1 signal', '0 signals', '1,234 rows', '2 entries']);
});
