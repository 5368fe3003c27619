import { isIPv6 } from 'node:net';
import type { LintFinding } from '../../../../../shared/model/update.ts';
import { advice, matches, type Linted, type Match } from './finding.ts';

const EMAIL = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;
const IPV4 = /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]*\d)/g;
const COLONS = /(?<![\w:])[0-9a-f:]{3,45}(?![\w:])/gi;
const ADDRESS = /https?:\/\/([^\s/<>"'?#]{1,300})[^\s<>"']*/gi;
const INSIDE = 'internal|intern|local|localdomain|lan|corp|intra|intranet|private|svc|cluster|home|arpa';
const NAME = new RegExp(`(?<![\\p{L}\\p{N}@._/-])(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,62})\\.){1,8}(?:com|net|org|io|dev|cloud|app|co|ai|tech|info|biz|eu|de|at|ch|uk|fr|nl|us|${INSIDE})(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])`, 'giu');
/** `db-01`, `checkout-api-7`: as machines are counted. */
const MACHINE = /(?<![\p{L}\p{N}@._/-])[a-z]{2,20}(?:-[a-z0-9]{1,20}){0,6}-\d{1,4}(?![\p{L}\p{N}_-]|\.\d)/gu;
const NO_MACHINE = /^(?:(?:us|eu|ap|sa|ca|me|af|cn|il|mx|uk|asia|australia|europe|northamerica|southamerica)-(?:[a-z]+-)*[a-z]+-?\d{1,2}|(?:utf|iso|rfc|http|error|code|status|top|sha|covid|version|step|phase|level|tier|part|plan)-.*)$/;

const overlaps = (a: Match, b: Match): boolean => a.at.field === b.at.field && a.at.start < b.at.end && a.at.end > b.at.start;
const without = (found: readonly Match[], others: readonly Match[]): Match[] => found.filter((each) => !others.some((other) => overlaps(each, other)));

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
const MOST_NAMES = 2_000;
/** Whole words of a list, as they are written; null where there are none. */
function wordsOf(names: readonly string[], flags: string): RegExp | null {
  const chosen = [...new Set(names)].filter((name) => name.length >= 3).sort((a, b) => b.length - a.length).slice(0, MOST_NAMES);
  return chosen.length === 0 ? null : new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${chosen.map(escaped).join('|')})(?![\\p{L}\\p{N}_-])`, flags);
}

/** An id or host that reads like a word is one; only what people would not write by themselves gives something away. */
const isTelling = (id: string): boolean => /[-_.\d]/.test(id);

/** What only insiders know, where others read. */
export function namesIn(linted: Linted): LintFinding[] {
  if (linted.readers === 'internal') return [];
  const { known, facts } = linted;
  const shown = new Set([...facts.services.map(({ name }) => name), ...facts.regions].map((name) => name.toLowerCase()));
  const isShown = ({ text }: Match): boolean => shown.has(text.toLowerCase());

  const emails = matches(linted, EMAIL);
  const ips = without([...matches(linted, IPV4), ...matches(linted, COLONS).filter(({ text }) => isIPv6(text))], emails);
  const addresses = matches(linted, ADDRESS);
  const hostPattern = wordsOf(known.hosts.filter(isTelling), 'giu');
  const insideAddress = addresses.filter(({ text }) => isInside(text, known.hosts));
  const hosts = without(
    [...insideAddress, ...without([...(hostPattern === null ? [] : matches(linted, hostPattern)), ...matches(linted, NAME), ...matches(linted, MACHINE).filter(({ text }) => !NO_MACHINE.test(text))], addresses)],
    [...emails, ...ips],
  ).filter((match) => !isShown(match));
  const idPattern = wordsOf(known.ids.filter(isTelling), 'gu');
  const ids = without(idPattern === null ? [] : matches(linted, idPattern), [...hosts, ...addresses, ...emails]).filter((match) => !isShown(match));
  const peoplePattern = wordsOf(known.people, 'gu');
  const people = without(peoplePattern === null ? [] : matches(linted, peoplePattern), emails);

  const tell = (code: LintFinding['code'], found: readonly Match[], says: (text: string) => string): LintFinding[] => once(found).map(({ at, text }) => advice(linted, { code, at, found: text, says: says(text) }));
  return [
    ...tell('emailAddress', emails, () => 'An e-mail address is read by everybody who reads this. A form or a shared mailbox is safer.'),
    ...tell('ipAddress', ips, () => 'An IP address tells outsiders where something is, and readers nothing.'),
    ...tell('hostName', hosts, (text) => `“${text}” looks like the name of a host. Say what it does instead.`),
    ...tell('internalName', ids, (text) => `“${text}” is what it is called in here. Readers know the name of the service.`),
    ...tell('internalName', people, (text) => `${text} is somebody of the team. Messages speak of the team.`),
  ];
}

const once = (found: readonly Match[]): Match[] => found.filter((match, index) => !found.slice(0, index).some((other) => other.text === match.text || overlaps(match, other)));

/** An address that outsiders can open is told on purpose; one that is asked by a source, or that no name server outside knows, is not. */
function isInside(address: string, hosts: readonly string[]): boolean {
  const host = URL.parse(address)?.hostname ?? '';
  return hosts.includes(host) || !host.includes('.') || new RegExp(`\\.(?:${INSIDE})$`, 'i').test(host) || /^[\d.]+$/.test(host) || host.startsWith('[');
}
