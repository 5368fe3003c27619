const MASK = '[secret]';
/** A shorter value would turn every second word of a log into a mask, and is no secret worth the name. */
const MIN_LENGTH = 4;
/** Lines of a multi-line secret (a PEM key) that are masked on their own, too. */
const MIN_LINE_LENGTH = 16;

/**
 * Knows the secret values that were resolved and masks them in any text, also where they were encoded on the way: base64 at any
 * alignment (a password inside `user:password`), base64url, hex, URL and JSON escapes. Sits at the sink, where every log line passes.
 */
export class Redactor {
  readonly #values = new Set<string>();
  #pattern: RegExp | null = null;

  /** Values under 4 characters are not masked. */
  add(value: string): void {
    const lines = value.split(/\r?\n/).filter((line) => line.length >= MIN_LINE_LENGTH && !line.startsWith('-----'));
    for (const text of [value, value.trim(), ...(value.includes('\n') ? lines : [])]) {
      if (text.length < MIN_LENGTH || this.#values.has(text)) continue;
      this.#values.add(text);
      this.#pattern = null;
    }
  }

  mask(text: string): string {
    if (this.#values.size === 0) return text;
    this.#pattern ??= compile(this.#values);
    return text.replace(this.#pattern, MASK);
  }
}

/** Longest first, so that a value is masked as a whole before a shorter one that begins it. */
function compile(values: ReadonlySet<string>): RegExp {
  const forms = [...new Set([...values].flatMap(encodings))].filter((form) => form.length >= MIN_LENGTH).sort((a, b) => b.length - a.length);
  return new RegExp(forms.map(escapeRegExp).join('|'), 'g');
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

function encodings(value: string): string[] {
  const well = value.toWellFormed();
  const url = encodeURIComponent(well);
  const strictUrl = url.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams([['', well]]).toString().slice(1);
  const urls = [url, strictUrl, encodeURI(well), form];
  const json = JSON.stringify(value).slice(1, -1);
  const hex = Buffer.from(well).toString('hex');
  return [
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    ...urls,
    ...urls.map((text) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())),
    ...base64Forms(well),
    hex,
    hex.toUpperCase(),
  ];
}

/**
 * The characters of a base64 text that depend on the value alone, for each of the three ways it can lie across the groups of
 * three bytes. Forms under 8 characters are left out: they would match by chance.
 */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64').replace(/=+$/, '');
    const start = before === 0 ? 0 : before + 1;
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    const own = text.slice(start, whole);
    return own.length < 8 ? [] : [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
