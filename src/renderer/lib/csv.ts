/** Excel reads UTF-8 only after this. */
const BYTE_ORDER_MARK = '\uFEFF';
const LINE_END = '\r\n';

/** A text that a spreadsheet would run as a formula, also behind spaces that it drops and in the wide forms of the signs. */
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/;

export type CsvCell = string | number | null;

/** Numbers as they are; texts never as formulas: an apostrophe in front makes them text. Quoted as RFC 4180 says. */
function cell(value: CsvCell): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table for spreadsheets and programs: one line of names, then rows of as many cells. */
export const toCsv = (rows: readonly (readonly CsvCell[])[]): string => `${BYTE_ORDER_MARK}${rows.map((row) => row.map(cell).join(',') + LINE_END).join('')}`;
