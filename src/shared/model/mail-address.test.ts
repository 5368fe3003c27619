import { expect, test } from 'vitest';
import { isInternational, mailAddress, mailKey } from './mail-address.ts';

test('addresses as a server takes them: domains in ASCII, the rest as it is', () => {
  expect(['Ann@X.Test', 'o\u{308}ffice@x.test', 'info@B\u{fc}cher.example', '\u{7528}\u{6237}@\u{4f8b}\u{5b50}.\u{5e7f}\u{544a}', "o'neill+x@a-b.test"].map(mailAddress)).toEqual(['Ann@x.test', '\u{f6}ffice@x.test', 'info@xn--bcher-kva.example', '\u{7528}\u{6237}@xn--fsqu00a.xn--4rr70v', "o'neill+x@a-b.test"]);
  expect(mailKey('ANN@B\u{fc}cher.example')).toBe('ann@xn--bcher-kva.example');
  expect([isInternational('\u{7528}\u{6237}@x.test'), isInternational('info@xn--bcher-kva.example')]).toEqual([true, false]);
});

test('nothing that could end a command, a header or a list, or name somebody else', () => {
  const hostile = ['', 'a', '@x.test', 'a@', 'a@b', 'a b@x.test', 'a@x.test\r\nBcc: b@x.test', 'a\n@x.test', '<a@x.test>', 'a@x.test, b@x.test', 'a@b@x.test', '"a"@x.test', 'a@127.0.0.1', 'a@[127.0.0.1]', 'a@1', 'a@x.test/path', 'a@x.test?q', 'a@x.test:25', 'a@x%2etest', 'a\u{202e}\u{a0}@x.test', 'a\u{2028}@x.test', `${'a'.repeat(65)}@x.test`, `a@${'b'.repeat(250)}.test`, 'a@x..test', '.a@x.test', 'a@-x.test'];
  expect(hostile.filter((text) => mailAddress(text) !== null)).toEqual([]);
});
