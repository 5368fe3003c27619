import { assertNever } from '../../../../shared/model/result.ts';
import { toRfc3339 } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import type { ChangeDraft } from '../draft.ts';
import type { News } from './rules.ts';
import type { Seen } from './seen.ts';

/** What a watched name is called, and by whom it is needed. */
export interface NamedWatch {
  readonly id: string;
  readonly name: string;
  readonly service: string | null;
  /** How many servers are asked: with one there is no need to name it. */
  readonly servers: number;
}

/** Gravest first: what stands further up gives the title. */
const GRAVE: readonly Seen['kind'][] = ['nxdomain', 'servfail', 'failed', 'refused', 'lame', 'records'];

const at = (servers: readonly string[]): string => (servers.length <= 2 ? servers.join(' and ') : `${servers.slice(0, 2).join(', ')} and ${servers.length - 2} more`);

/** The changes that one look at a name tells of. */
export function draftsOf(watch: NamedWatch, news: readonly News[]): ChangeDraft[] {
  const of = (...kinds: News['kind'][]): News[] => news.filter(({ kind }) => kinds.includes(kind));
  const fresh = of('new');
  const told = fresh.length > 0 ? of('new', 'back', 'serialBack') : of('back', 'serialBack');
  return [
    ...(told.length === 0 ? [] : [draft(watch, told, titleOf(watch, told))]),
    ...of('varies').map((each) => draft(watch, [each], `The ${each.type} records of ${plain(watch.name, 120)} are different again and again; from now on only the sets of the last day are known, and new ones are not told until fewer come`)),
    ...of('disagree').map((each) => ({ ...draft(watch, [each], `The name servers of ${plain(watch.name, 120)} disagree about ${each.type}`), status: 'started' as const, endedAt: null, externalId: disagreement(watch, each) })),
    ...of('agree').map((each) => ({ ...draft(watch, [each], `The name servers of ${plain(watch.name, 120)} disagreed about ${each.type}`), before: null, after: null, externalId: disagreement(watch, each) })),
  ];
}

/** The same for its beginning and its end. */
const disagreement = ({ id }: NamedWatch, { type, from }: News): string => `disagree ${id} ${type} ${toRfc3339(from)}`;

function draft({ service }: NamedWatch, news: readonly News[], title: string): ChangeDraft {
  const lines = (side: 'before' | 'after'): string | null => [...new Set(news.flatMap((each) => each[side]))].join('\n') || null;
  return {
    from: 'dns', externalId: null, kind: 'dns', title, status: 'succeeded', about: service === null ? [] : [service], by: null, link: null,
    at: news.reduce((least, { from }) => (from < least ? from : least), news[0]?.from ?? (0 as News['from'])),
    endedAt: news.reduce((most, { until }) => (until > most ? until : most), news[0]?.until ?? (0 as News['until'])),
    toldAt: null,
    before: lines('before'),
    after: lines('after'),
  };
}

function titleOf(watch: NamedWatch, news: readonly News[]): string {
  const name = plain(watch.name, 120);
  const gravest = GRAVE.map((kind) => news.find(({ seen, kind: of }) => seen === kind && of !== 'serialBack')).find((found) => found !== undefined);
  const where = gravest === undefined || watch.servers < 2 || gravest.servers.length >= watch.servers ? '' : ` at ${at(gravest.servers)}`;
  const rose = news.some(({ kind }) => kind === 'serialBack') ? '; the serial of its zone went back, so that secondary servers will not take it' : '';
  if (gravest === undefined) return `The serial of the zone of ${name} went back${watch.servers < 2 ? '' : ` at ${at(news[0]?.servers ?? [])}`}: secondary servers will not take it`;
  if (news.every(({ kind }) => kind !== 'new')) {
    const since = gravest.lastSeen === null ? '' : `, last seen at ${toRfc3339(gravest.lastSeen).slice(11, 19)} UTC`;
    return `DNS records of ${name} are back to what they were${since}${where}${rose}`;
  }
  const server = at(gravest.servers);
  switch (gravest.seen) {
    case 'nxdomain':
      return `${name} does not exist any more (NXDOMAIN from ${server})${rose}`;
    case 'servfail':
      return `${server} can no longer answer for ${name} (SERVFAIL)${rose}`;
    case 'refused':
      return `${server} refuses to answer for ${name}${rose}`;
    case 'lame':
      return `${server} is no longer the authority of ${name} (lame)${rose}`;
    case 'failed':
      return `${server} fails to answer for ${name}${rose}`;
    case 'records':
      return `DNS records of ${name} changed${where}${rose}`;
    default:
      return assertNever(gravest.seen, 'what a server says');
  }
}
