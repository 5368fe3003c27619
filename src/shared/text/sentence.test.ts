import { describe, expect, it } from 'vitest';
import { asSentence, withSince } from './sentence.ts';

const SINCE = 'since 14:02:11 UTC';

describe('a condition and its time in one line', () => {
  it.each([
    ['The disk is 97 % full', 'The disk is 97 % full, since 14:02:11 UTC'],
    ['The last good configuration is still in use.', 'The last good configuration is still in use, since 14:02:11 UTC'],
    ['unknown key `teir`; did you mean `tier`?', 'unknown key “teir”; did you mean “tier”? Since 14:02:11 UTC'],
  ])('%s', (message, line) => expect(withSince(message, SINCE)).toBe(line));

  it('says nothing of a time that is not known', () => expect(withSince('Stopped.', null)).toBe('Stopped.'));
});

it.each([['expected a duration', 'expected a duration.'], ['did you mean tier?', 'did you mean tier?'], ['Done.', 'Done.']])('a sentence ends once: %s', (text, sentence) => expect(asSentence(text)).toBe(sentence));
