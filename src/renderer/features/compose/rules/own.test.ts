import { expect, test } from 'vitest';
import { linkRowsOf, ownTextsOf, readLinks, withOwn } from './own.ts';

const X = { title: '', body: 'Payments fail.' };

test('a text for one channel is kept beside those of others, and goes back to that of all', () => {
  const typed = withOwn({ email: { title: 'Mail', body: 'Long' } }, 'x', X);
  expect(ownTextsOf(typed, {})).toEqual({ email: { title: 'Mail', body: 'Long' }, x: X });
  expect(ownTextsOf(withOwn(ownTextsOf(typed, {}), 'x', null), { x: X })).toEqual({ email: { title: 'Mail', body: 'Long' } });
});

test('what was kept stands until something is typed, and damage to what was typed loses no more than itself', () => {
  expect(ownTextsOf('', { x: X })).toEqual({ x: X });
  expect([ownTextsOf('{', { x: X }), ownTextsOf('{"fax":{}}', { x: X })]).toEqual([{ x: X }, { x: X }]);
  expect(linkRowsOf('[1]', [])).toEqual([]);
});

test('a link is an address of the web with a name; an empty row is none yet', () => {
  expect(readLinks([{ label: ' Help ', url: ' https://acme.com/help ' }, { label: '', url: ' ' }])).toEqual({ links: [{ label: 'Help', url: 'https://acme.com/help' }], problems: [{}, {}] });
  for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'ftp://acme.com', 'acme.com/help', 'data:text/html,x', '']) expect(readLinks([{ label: 'Help', url }])).toMatchObject({ links: [], problems: [{ url: expect.stringMatching(/^Expected an address/) as string }] });
  expect(readLinks([{ label: '', url: 'https://acme.com' }]).problems[0]).toEqual({ label: 'Expected what the link is called' });
});
