import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMatcher, matches, matchesAll, matchesEmpty, operatorOf, parseMatcher, withOperator, MATCHER_OPERATORS } from './label-matcher.ts';

const read = (text: string) => parseMatcher(text) ?? expect.fail(`no matcher: ${text}`);

describe('a matcher of labels', () => {
  it('is read as Prometheus and Alertmanager write it', () => {
    expect(read('team="payments"')).toEqual({ name: 'team', value: 'payments', isRegex: false, isEqual: true });
    expect(read(' severity != info ')).toEqual({ name: 'severity', value: 'info', isRegex: false, isEqual: false });
    expect(read('instance=~"db-.*"')).toMatchObject({ isRegex: true, isEqual: true });
    expect(read(String.raw`a!~"x\"y\\z\n"`)).toMatchObject({ value: 'x"y\\z\n', isRegex: true, isEqual: false });
    expect(read('"host name"="a b"')).toMatchObject({ name: 'host name', value: 'a b' });
    for (const text of ['', 'team', 'team==x', 'team="x', '="x"', 'team="x" or', 'a="b",c="d"', 'a=~"("', '1a="x"', '{a="b"}']) expect([text, parseMatcher(text)]).toEqual([text, null]);
  });

  it('is written so that it is read as the same again', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.constantFrom(...MATCHER_OPERATORS), fc.string(), (name, operator, value) => {
        const matcher = withOperator(name, operator, operator.endsWith('~') ? value.replaceAll(/[^a-z]/g, '') : value);
        expect(operatorOf(matcher)).toBe(operator);
        expect(parseMatcher(formatMatcher(matcher))).toEqual(matcher);
      }),
    );
  });

  it('takes a missing label as the empty text, and an expression as one for the whole value', () => {
    const labels = { alertname: 'Watchdog', pod: 'api-1' };
    expect(matches(read('pod=~"api"'), labels)).toBe(false);
    expect(matches(read('pod=~"api-.|db"'), labels)).toBe(true);
    expect(matches(read('pod!~"db.*"'), labels)).toBe(true);
    expect(matches(read('team=""'), labels)).toBe(true);
    expect(matchesAll([read('alertname="Watchdog"'), read('team!="x"')], labels)).toBe(true);
    expect(['team=""', 'team!="x"', 'team=~".*"', 'team="x"', 'team=~".+"', 'team!~".*"'].map((text) => matchesEmpty(read(text)))).toEqual([true, true, true, false, false, false]);
  });
});
