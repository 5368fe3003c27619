import { mailAddress, mailKey } from '../../../../../shared/model/mail-address.ts';
import type { MailList } from '../../../../../shared/model/channels/mail.ts';
import type { UpdateFacts } from '../../../../../shared/model/update.ts';
import { plain } from '../../../../../shared/text/plain.ts';
import type { Readers } from '../kinds.ts';
import { readRows } from '../../../importing/read-rows.ts';

export interface MailLists {
  readonly to: readonly MailList[];
  readonly suppressed?: string | undefined;
}

type ReadFile = (file: string) => Promise<string>;
type About = Pick<UpdateFacts, 'services' | 'regions'>;

interface Row {
  readonly email: string;
  readonly services: readonly string[];
  readonly regions: readonly string[];
  readonly group: string;
}

const COLUMNS = ['email', 'name', 'service', 'region', 'group'];
/** So many of a file's bad rows are named. */
const NAMED = 5;

const same = (text: string): string => text.normalize('NFC').trim().toLowerCase();

/**
 * To whom an update with these facts goes, each once. Where the update names no region it is about all of them; a service that it
 * does not name is not touched. Rejects where a file cannot be read or holds a row without an address: nobody is left out unseen.
 */
export async function recipientsOf({ to, suppressed }: MailLists, facts: About, readFile: ReadFile, isSuppressed: (address: string) => boolean): Promise<Readers> {
  const kept = suppressed === undefined ? new Set<string>() : await readSuppressed(suppressed, readFile);
  const found = new Map<string, string>();
  const left = new Set<string>();
  let named = 0;
  for (const list of to) {
    if (list.services !== undefined && !list.services.some((service) => facts.services.some(({ id }) => id === service))) continue;
    if (list.regions !== undefined && !touches(list.regions, facts)) continue;
    const rows = list.file === undefined ? [] : (await readList(list.file, readFile)).filter((row) => isMeant(row, list, facts));
    for (const email of [...(list.addresses ?? []), ...rows.map((row) => row.email)]) {
      /* Checked when it was read. */
      const address = mailAddress(email) ?? email;
      const key = mailKey(address);
      named += 1;
      if (kept.has(key) || isSuppressed(address)) left.add(key);
      else if (!found.has(key)) found.set(key, address);
    }
  }
  return { addresses: [...found.values()], suppressed: left.size, duplicates: named - found.size - left.size };
}

/** Rejects where a file that it names cannot be read or holds a row without an address. */
export async function checkLists({ to, suppressed }: MailLists, readFile: ReadFile): Promise<void> {
  for (const { file } of to) if (file !== undefined) await readList(file, readFile);
  if (suppressed !== undefined) await readSuppressed(suppressed, readFile);
}

const touches = (regions: readonly string[], facts: About): boolean => facts.regions.length === 0 || regions.some((region) => facts.regions.some((named) => same(named) === same(region)));

function isMeant({ services, regions, group }: Row, list: MailList, facts: About): boolean {
  if (list.groups !== undefined && !list.groups.some((wanted) => same(wanted) === same(group))) return false;
  if (services.length > 0 && !services.some((service) => facts.services.some(({ id, name }) => same(service) === same(id ?? name) || same(service) === same(name)))) return false;
  return regions.length === 0 || touches(regions, facts);
}

const several = (cell: string): string[] => cell.split(/[;|]/).map((part) => part.trim()).filter((part) => part !== '');

async function readList(file: string, readFile: ReadFile): Promise<readonly Row[]> {
  const { columns, rows, problems } = readRows('csv', await readFile(file));
  const [problem] = problems;
  if (problem !== undefined) throw new Error(`${file}: ${problem}`);
  const column = new Map(columns.map((name) => [same(name), name]));
  if (!column.has('email')) throw new Error(`${file}: expected a column email beside ${COLUMNS.slice(1).join(', ')}, found ${columns.map((name) => plain(name, 40)).join(', ').slice(0, 200)}`);
  const bad: string[] = [];
  const read = rows.flatMap(({ row, values }): Row[] => {
    const cell = (name: string): string => (values[column.get(name) ?? ''] ?? '').trim();
    const email = cell('email');
    if (mailAddress(email) === null) {
      bad.push(`line ${row}: ${email === '' ? 'no address' : `"${plain(email, 60)}" is no e-mail address`}`);
      return [];
    }
    return [{ email, services: several(cell('service')), regions: several(cell('region')), group: cell('group') }];
  });
  if (bad.length > 0) throw new Error(`${file}: ${listed(bad)}`);
  return read;
}

async function readSuppressed(file: string, readFile: ReadFile): Promise<ReadonlySet<string>> {
  const kept = new Set<string>();
  const bad: string[] = [];
  for (const [index, line] of (await readFile(file)).replace(/^\uFEFF/, '').split(/\r\n|\r|\n/).entries()) {
    const address = line.replace(/(^|\s)#.*$/, '').trim();
    if (address === '') continue;
    if (mailAddress(address) !== null) kept.add(mailKey(address));
    else bad.push(`line ${index + 1}: "${plain(address, 60)}" is no e-mail address`);
  }
  if (bad.length > 0) throw new Error(`${file}: ${listed(bad)}`);
  return kept;
}

const listed = (bad: readonly string[]): string => `${bad.slice(0, NAMED).join('; ')}${bad.length > NAMED ? `; and ${bad.length - NAMED} more` : ''}`;
