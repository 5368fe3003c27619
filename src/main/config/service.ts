import type { ConfigIssue } from '../../shared/contract/contract.ts';
import type { HoldfastConfig } from '../../shared/model/config.ts';
import type { Actor } from '../../shared/model/identity.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { compareConfigs, differenceText, isSame, type ConfigDifference } from './diff.ts';
import { readConfigFile, revisionOf, writeConfigFile } from './file.ts';
import { parseConfig } from './load.ts';
import type { Redactor } from './redactor.ts';
import type { ResolvedConfig } from './resolved.ts';
import { plainSecrets } from './secret-fields.ts';
import { readOnDisk, watchConfig, type ConfigOnDisk, type ConfigWatch, type WatchDeps } from './watch.ts';

/** `config.get` of the contract. */
export interface ConfigState {
  readonly file: string;
  readonly text: string;
  readonly revision: string;
  readonly issues: ConfigIssue[];
  readonly usingLastGood: boolean;
}

export interface ConfigChange {
  /** The configuration to use; the last good one while the file is broken. */
  readonly config: ResolvedConfig | null;
  readonly state: ConfigState;
  /** Null when only the text or its issues changed. */
  readonly difference: ConfigDifference | null;
  /** The difference in words, for whoever keeps it; empty with `difference` null. */
  readonly differenceText: readonly string[];
  /** Who wrote it through Holdfast; null when the file was changed by other means. */
  readonly by: Actor | null;
}

export interface ConfigServiceDeps extends WatchDeps {
  readonly redactor: Redactor;
}

/**
 * The configuration in use, kept in step with its file: by hand, by another program and by Settings. A broken, missing or
 * unreadable file keeps the last good configuration and says so in the issues.
 */
export class ConfigService {
  readonly #file: string;
  readonly #deps: ConfigServiceDeps;
  readonly #listeners = new Set<(change: ConfigChange) => void>();
  #current: ResolvedConfig | null = null;
  #written: HoldfastConfig | null = null;
  #state: ConfigState;
  #watch: ConfigWatch | null = null;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(file: string, deps: ConfigServiceDeps) {
    this.#file = file;
    this.#deps = deps;
    this.#state = { file, text: '', revision: revisionOf(''), issues: [], usingLastGood: false };
  }

  /** Reads the file and begins to watch it. Never rejects because of what stands in it: `issues` say that. */
  static async open(file: string, deps: ConfigServiceDeps): Promise<ConfigService> {
    const service = new ConfigService(file, deps);
    const onDisk = await readOnDisk(file);
    service.#take(onDisk, null);
    service.#watch = watchConfig(file, onDisk, (now) => service.#take(now, null), deps);
    return service;
  }

  /** Null only until a first good configuration has been read. */
  get current(): ResolvedConfig | null {
    return this.#current;
  }

  /** The configuration in use as it is written, defaults of the format filled in; null with `current`. */
  get written(): HoldfastConfig | null {
    return this.#written;
  }

  get state(): ConfigState {
    return this.#state;
  }

  /** Told after every change of the text, its issues or its meaning. Returns what ends it. */
  onChange(listener: (change: ConfigChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Issues of a text that is not used. */
  check(text: string): ConfigIssue[] {
    return parseConfig(text, { file: this.#file }).issues;
  }

  /**
   * Writes a text made from `revision` (null = the file must not exist yet) and uses it at once. Throws `invalid_input` with the
   * issues as details when it has errors, and `conflict` when the file is another by now. `by` is whom the change is told of.
   */
  write(text: string, revision: string | null, by: Actor | null = null): Promise<ConfigState> {
    return this.#inTurn(() => this.#write(text, revision, by));
  }

  /** Applies an edit to what is on disk at this moment; for edits that name things rather than places. */
  edit<T extends { readonly text: string }>(change: (text: string) => T, by: Actor | null = null): Promise<T> {
    return this.#inTurn(async () => {
      const onDisk = await readConfigFile(this.#file);
      const result = change(onDisk?.text ?? '');
      await this.#write(result.text, onDisk?.revision ?? null, by);
      return result;
    });
  }

  close(): void {
    this.#watch?.close();
    this.#listeners.clear();
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#writing.then(run);
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  async #write(text: string, revision: string | null, by: Actor | null): Promise<ConfigState> {
    const errors = this.check(text).filter((issue) => issue.level === 'error');
    const [first] = errors;
    if (first !== undefined) throw new HoldfastError('invalid_input', `The configuration was not written: line ${first.line}: ${first.path === '' ? '' : `${first.path}: `}${first.message}`, { issues: errors });
    const write = () => writeConfigFile(this.#file, text, revision);
    const file = await (this.#watch === null ? write() : this.#watch.ownWrite(write));
    this.#take({ kind: 'text', file }, by);
    return this.#state;
  }

  #take(onDisk: ConfigOnDisk, by: Actor | null): void {
    const { text, revision } = onDisk.kind === 'text' ? onDisk.file : this.#state;
    const parsed = onDisk.kind === 'text' ? parseConfig(text, { file: this.#file }) : { config: null, written: null, issues: [this.#absent(onDisk)] };
    if (parsed.written !== null) for (const secret of plainSecrets(parsed.written)) this.#deps.redactor.add(secret);
    const compared = parsed.written === null ? null : compareConfigs(this.#written, parsed.written);
    const difference = compared === null || isSame(compared) ? null : compared;
    const state = { file: this.#file, text, revision, issues: parsed.issues, usingLastGood: parsed.config === null && this.#current !== null };
    // The watcher tells what a write of ours has told already.
    if (JSON.stringify(state) === JSON.stringify(this.#state) && difference === null) return;
    const words = difference === null || parsed.written === null ? [] : differenceText(this.#written, parsed.written);
    this.#state = state;
    this.#current = parsed.config ?? this.#current;
    this.#written = parsed.written ?? this.#written;
    for (const listener of this.#listeners) listener({ config: this.#current, state, difference, differenceText: words, by });
  }

  #absent(onDisk: Exclude<ConfigOnDisk, { kind: 'text' }>): ConfigIssue {
    const message = onDisk.kind === 'missing' ? 'expected the configuration file, but it does not exist' : onDisk.message;
    return { file: this.#file, line: 1, column: 1, path: '', message, level: 'error' };
  }
}
