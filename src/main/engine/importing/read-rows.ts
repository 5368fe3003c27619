import { CsvError, parse } from 'csv-parse/sync';

/** A record of the file with the line (CSV) or position (JSON) it stands at, counted from 1. */
export interface RawRow {
  readonly row: number;
  readonly values: Readonly<Record<string, string>>;
}

export interface RawFile {
  readonly columns: readonly string[];
  readonly rows: readonly RawRow[];
  /** What is wrong with the file as a whole; then there are no rows. */
  readonly problems: readonly string[];
}

export const MOST_ROWS = 20_000;
const MOST_COLUMNS = 200;
const LONGEST_CELL = 20_000;
const LONGEST_HEADER = 100_000;

const refused = (problem: string): RawFile => ({ columns: [], rows: [], problems: [problem] });

/** Reads the records of a file, every value as text. Never throws: what is wrong is said. */
export const readRows = (format: 'csv' | 'json', text: string): RawFile => (format === 'csv' ? readCsv(text) : readJson(text));

/** Asked before rows are made of it: every row has every column, which multiplies. */
function tooLarge(rows: number, columns: number): RawFile | null {
  if (rows > MOST_ROWS) return refused(`Expected at most ${MOST_ROWS} rows, found more. Split the file.`);
  return columns > MOST_COLUMNS ? refused(`Expected at most ${MOST_COLUMNS} columns, found more.`) : null;
}

/** Spreadsheets of half the world write semicolons, and copies out of one write tabs: the header tells. */
function delimiterOf(text: string): string {
  const [header = ''] = text.slice(0, LONGEST_HEADER).split(/[\r\n]/, 1);
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.sort((a, b) => b.count - a.count)[0]?.delimiter ?? ',';
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function readCsv(text: string): RawFile {
  let records: CsvRecord[];
  try {
    records = parse(text, { bom: true, delimiter: delimiterOf(text), info: true, relax_column_count: true, skip_empty_lines: true, trim: true, max_record_size: 1_000_000, to: MOST_ROWS + 2 }) as unknown as CsvRecord[];
  } catch (error) {
    if (error instanceof CsvError) return refused(`This is no CSV: ${error.message}.`);
    throw error;
  }
  const [header, ...body] = records;
  if (header === undefined) return refused('Expected a first line with the names of the columns, found an empty file.');
  const large = tooLarge(body.length, header.record.length);
  if (large !== null) return large;
  const columns = header.record.map((name, index) => (name === '' ? `column ${index + 1}` : name));
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) return refused(`Expected every column once, found "${twice.slice(0, 60)}" twice.`);
  return { columns, problems: [], rows: body.map(({ record, info }) => ({ row: info.lines, values: Object.fromEntries(columns.map((name, index) => [name, (record[index] ?? '').slice(0, LONGEST_CELL)])) })) };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return Array.isArray(value) ? value.map(asText).join(', ') : JSON.stringify(value);
}

function readJson(text: string): RawFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return refused(`This is no JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const items: unknown = isRecord(parsed) ? (parsed['items'] ?? parsed['incidents']) : parsed;
  if (!Array.isArray(items)) return refused('Expected an array of incidents, or an object with "items" or "incidents".');
  const wrong = items.findIndex((item) => !isRecord(item));
  if (wrong >= 0) return refused(`Expected an object for each incident; entry ${wrong + 1} is none.`);
  const records = items as Record<string, unknown>[];
  const names = new Set<string>();
  for (const record of records) {
    for (const name of Object.keys(record)) names.add(name);
    if (names.size > MOST_COLUMNS) break;
  }
  const large = tooLarge(records.length, names.size);
  if (large !== null) return large;
  const columns = [...names];
  return { columns, problems: [], rows: records.map((record, index) => ({ row: index + 1, values: Object.fromEntries(columns.map((name) => [name, asText(Object.hasOwn(record, name) ? record[name] : '').slice(0, LONGEST_CELL)])) })) };
}
