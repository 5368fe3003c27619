import { plain } from '../../../../shared/text/plain.ts';
import { counted } from '../../../../shared/text/counted.ts';

export interface RanRequest {
  readonly name: string;
  /** False for a request that a script sent. */
  readonly own: boolean;
  readonly status: number | null;
  readonly timeMs: number | null;
  /** Why no answer came. */
  readonly error: string | null;
}

export interface RanTest {
  readonly request: string;
  /** As `pm.test` names it. */
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** What a failed one expected and got; null otherwise. */
  readonly message: string | null;
}

export interface ScriptError {
  readonly request: string;
  readonly message: string;
}

/** What happened in one run of a collection, in order. */
export interface RunResults {
  readonly requests: readonly RanRequest[];
  readonly tests: readonly RanTest[];
  readonly scriptErrors: readonly ScriptError[];
  /** The request that was begun last. */
  readonly lastItem: string | null;
  /** False where it broke off. */
  readonly complete: boolean;
}

const quoted = (text: string): string => `"${plain(text, 80)}"`;

/**
 * Why the run counts as failed, in words that stand alone; null where everything passed. It fails where newman's own exit code says
 * so, too: a failed test, a request without an answer, a script with an error.
 */
export function failureOf({ requests, tests, scriptErrors }: RunResults): string | null {
  const failed = tests.filter(({ state }) => state === 'failed');
  const unanswered = requests.filter(({ error }) => error !== null);
  const parts = [unansweredWords(unanswered), failedWords(failed, tests.filter(({ state }) => state !== 'skipped').length), scriptWords(scriptErrors)];
  const said = parts.filter((part) => part !== null);
  return said.length === 0 ? null : said.join('; ');
}

function unansweredWords(unanswered: readonly RanRequest[]): string | null {
  const [first] = unanswered;
  if (first === undefined) return null;
  const more = unanswered.length - 1;
  return `no answer to ${first.own ? quoted(first.name) : 'a request of a script'}: ${plain(requestErrorWords(first.error ?? ''), 160)}${more > 0 ? ` (and to ${more} more)` : ''}`;
}

/** Codes of newman's HTTP client for which there are words. */
const requestErrorWords = (error: string): string => (/^(?:ESOCKETTIMEDOUT|ETIMEDOUT)$/.test(error) ? 'it did not come in time' : error);

function failedWords(failed: readonly RanTest[], ran: number): string | null {
  const [first] = failed;
  return first === undefined ? null : `${failed.length} of ${counted(ran, 'test')} failed: ${plain(first.name, 80)}: ${plain(first.message ?? 'no reason given', 160)}`;
}

function scriptWords(errors: readonly ScriptError[]): string | null {
  const [first] = errors;
  return first === undefined ? null : `a script of ${quoted(first.request)} failed: ${plain(first.message, 160)}`;
}

/** Times of the answers that came, in milliseconds, ascending: of all requests, or of those of one name. */
export function timesOf({ requests }: RunResults, request: string | undefined): Float64Array {
  const own = requests.filter((ran) => ran.own && ran.timeMs !== null && (request === undefined || ran.name === request));
  return Float64Array.from(own, ({ timeMs }) => timeMs ?? 0).sort();
}

/** The same with every text passed through `clean`, such as one that masks secrets. */
export function cleaned(results: RunResults, clean: (text: string) => string): RunResults {
  const orNull = (text: string | null): string | null => (text === null ? null : clean(text));
  return {
    ...results,
    requests: results.requests.map((ran) => ({ ...ran, name: clean(ran.name), error: orNull(ran.error) })),
    tests: results.tests.map((test) => ({ ...test, request: clean(test.request), name: clean(test.name), message: orNull(test.message) })),
    scriptErrors: results.scriptErrors.map((error) => ({ request: clean(error.request), message: clean(error.message) })),
    lastItem: orNull(results.lastItem),
  };
}
