import { expect, test } from 'vitest';
import { textField, writtenOf } from './written.ts';

const typed = { [textField('from', 'internal')]: 'typed', [textField('title', 'internal')]: 'Ours', [textField('body', 'internal')]: 'db-17 is down' };
const fields = (of: Readonly<Record<string, string>>) => (field: string) => of[field] ?? '';
const before = { audience: 'internal', text: { title: 'Kept', body: 'db-17' } } as const;

test('what was written for the team never comes up as words for customers, and is there again for the team', () => {
  expect(writtenOf(fields(typed), 'public', null)).toEqual({ from: 'template' });
  expect(writtenOf(fields(typed), 'internal', null)).toEqual({ from: 'typed', text: { title: 'Ours', body: 'db-17 is down' } });
});

test('what was kept for one audience is of that one only', () => {
  expect(writtenOf(fields({}), 'internal', before)).toEqual({ from: 'kept', text: before.text });
  expect(writtenOf(fields({}), 'public', before)).toEqual({ from: 'template' });
});

test('back to the template leaves what was kept and typed aside', () => {
  expect(writtenOf(fields({ ...typed, [textField('from', 'internal')]: 'template' }), 'internal', before)).toEqual({ from: 'template' });
});
