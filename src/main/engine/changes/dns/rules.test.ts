import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../../shared/model/units.ts';
import { judge, NOTHING_KNOWN, type News, type TypeState } from './rules.ts';
import type { Seen } from './seen.ts';
import { draftsOf } from './words.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-01-15T14:00:00.000Z');

/** A name that is looked at once a minute; what its servers say is told by the test. */
function watched({ servers = ['ns1'], authority = true } = {}) {
  let state: TypeState = NOTHING_KNOWN;
  let now = START;
  const seenOf = (said: string): Seen => {
    const [records = '', serial] = said.split('#');
    const kind = (['nxdomain', 'servfail', 'refused', 'lame'] as const).find((each) => each === records) ?? 'records';
    return { kind, key: records, lines: records.split(' ').map((each) => `A ${each}`), serial: serial === undefined ? null : Number(serial), ttlSeconds: 60 };
  };
  /** Each server says this; "-" says nothing. */
  const look = (...said: string[]): readonly News[] => {
    const seen = new Map(servers.flatMap((server, index) => (said[index] === undefined || said[index] === '-' ? [] : [[server, seenOf(said[index])] as const])));
    const judged = judge(state, { type: 'A', seen, authority, now: epochMs(now) });
    state = JSON.parse(JSON.stringify(judged.state)) as TypeState;
    now += MINUTE;
    return judged.news;
  };
  const titles = (...said: string[]): string[] => draftsOf({ id: 'api', name: 'api.acme.test', service: 'checkout', servers: servers.length }, look(...said)).map(({ title }) => title);
  return { look, titles, pass: (minutes: number) => void (now += minutes * MINUTE) };
}

describe('records that are watched', () => {
  it('are no news while they are as they were, nor at the first look', () => {
    const { titles } = watched();
    expect([titles('1 2'), titles('1 2'), titles('1 2')]).toEqual([[], [], []]);
  });

  it('are a change with what is gone and what is new, between two looks', () => {
    const { look } = watched();
    look('1 2');
    look('1 2');
    const news = look('1 9');
    expect(news).toMatchObject([{ kind: 'new', before: ['A 1', 'A 2'], after: ['A 1', 'A 9'], from: START + MINUTE, until: START + 2 * MINUTE }]);
    expect(draftsOf({ id: 'api', name: 'api.acme.test', service: 'checkout', servers: 1 }, news)).toMatchObject([{ title: 'DNS records of api.acme.test changed', kind: 'dns', from: 'dns', about: ['checkout'], before: 'A 1\nA 2', after: 'A 1\nA 9', at: START + MINUTE, endedAt: START + 2 * MINUTE, externalId: null }]);
    expect(look('1 9')).toEqual([]);
  });

  it('do not change by silence: what was said before still holds, and the span grows', () => {
    const { look } = watched();
    look('1');
    expect([look('-'), look('-'), look('1')]).toEqual([[], [], []]);
    look('-');
    expect(look('9')).toMatchObject([{ kind: 'new', from: START + 3 * MINUTE, until: START + 5 * MINUTE }]);
  });

  it('that take turns are learned: each set is news once, and told once when it comes back', () => {
    const { titles } = watched();
    const told = ['1', '2', '1', '2', '1', '2', '1'].map((said) => titles(said));
    expect(told.map((each) => each.length)).toEqual([0, 1, 1, 1, 0, 0, 0]);
    expect(told[2]).toEqual(['DNS records of api.acme.test are back to what they were, last seen at 14:00:00 UTC']);
    // A third one is news all the same.
    expect(titles('3')).toEqual(['DNS records of api.acme.test changed']);
  });

  it('are news again after a day', () => {
    const { titles, pass } = watched();
    titles('1');
    titles('2');
    for (let hour = 0; hour < 25; hour += 1) {
      pass(60);
      titles('2');
    }
    expect(titles('1')).toEqual(['DNS records of api.acme.test changed']);
  });

  it('that are another set at every look are told to vary, once', () => {
    const { titles } = watched();
    const told = Array.from({ length: 40 }, (_, index) => titles(`10.0.0.${index}`)).flat();
    expect(told).toHaveLength(12);
    expect(told.at(-1)).toContain('different again and again');
  });

  it.each([
    ['nxdomain', 'api.acme.test does not exist any more (NXDOMAIN from ns1)'],
    ['servfail', 'ns1 can no longer answer for api.acme.test (SERVFAIL)'],
    ['refused', 'ns1 refuses to answer for api.acme.test'],
    ['lame', 'ns1 is no longer the authority of api.acme.test (lame)'],
  ])('say in words that a server says %s, and that it is over', (said, title) => {
    const { titles } = watched();
    titles('1');
    expect(titles(said)).toEqual([title]);
    expect(titles('1')).toEqual(['DNS records of api.acme.test are back to what they were, last seen at 14:00:00 UTC']);
  });

  it('of several servers are one change, and who follows is no news', () => {
    const { titles } = watched({ servers: ['ns1', 'ns2', 'ns3'] });
    titles('1', '1', '1');
    expect(titles('9', '1', '1')).toEqual(['DNS records of api.acme.test changed at ns1']);
    expect(titles('9', '9', '1')).toEqual([]);
    expect(titles('9', '9', '9')).toEqual([]);
    expect(titles('8', '8', '8')).toEqual(['DNS records of api.acme.test changed']);
  });

  it('about which authorities disagree for three looks are told so, until they agree', () => {
    const { look } = watched({ servers: ['ns1', 'ns2'] });
    const drafts = (news: readonly News[]) => draftsOf({ id: 'api', name: 'api.acme.test', service: null, servers: 2 }, news);
    look('1', '1');
    look('9', '1');
    look('9', '1');
    const [begun] = drafts(look('9', '1'));
    expect(begun).toMatchObject({ title: 'The name servers of api.acme.test disagree about A', status: 'started', before: 'ns1: A 9', after: 'ns2: A 1', at: START + MINUTE });
    expect(look('9', '1')).toEqual([]);
    const [ended] = drafts(look('9', '9'));
    expect(ended).toMatchObject({ status: 'succeeded', externalId: begun?.externalId, endedAt: START + 5 * MINUTE });
    // Control: two looks are a zone on its way.
    look('7', '9');
    expect(look('7', '9')).toEqual([]);
    expect(look('7', '7')).toEqual([]);
  });

  it('of resolvers may differ: nobody is responsible there', () => {
    const { titles } = watched({ servers: ['r1', 'r2'], authority: false });
    expect(Array.from({ length: 6 }, () => titles('1', '2')).flat()).toEqual([]);
  });

  it('whose zone is older than it was say so: a serial that goes back is taken by nobody', () => {
    const { titles } = watched();
    titles('1#10');
    expect(titles('1#11')).toEqual([]);
    expect(titles('1#9')).toEqual(['The serial of the zone of api.acme.test went back: secondary servers will not take it']);
    expect(titles('2#8')).toEqual(['DNS records of api.acme.test changed; the serial of its zone went back, so that secondary servers will not take it']);
  });
});
