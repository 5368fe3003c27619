import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Trigger } from '../../shared/model/continuity/plan.ts';
import { durationMs } from '../../shared/model/units.ts';
import { plain } from '../../shared/text/plain.ts';
import { writeFileAtomic } from '../config/atomic-write.ts';
import { readConfigFile } from '../config/file.ts';
import { createFileSecretStore } from '../config/file-secret-store.ts';
import { parseConfig } from '../config/load.ts';
import { Redactor } from '../config/redactor.ts';
import type { ResolvedConfig } from '../config/resolved.ts';
import { createSecretResolver } from '../config/secrets.ts';
import { createWatchdogs } from '../engine/alerts/watchdogs.ts';
import { checkOnce, checksOf, isDue, KeptChecks, NOTHING_KEPT, readOnce, type CheckedOnce } from '../engine/continuity/triggers/once.ts';
import type { Clock } from '../engine/ports.ts';
import { createSource } from '../engine/sources/registry.ts';
import { acquireLock } from '../store/lock.ts';
import { EXIT } from './cli.ts';
import type { CommandOutcome } from './records-commands.ts';

export interface RunDueOptions {
  /** Data folder. */
  readonly folder: string;
  readonly configFile: string;
  readonly json: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

const LIMIT_MS = durationMs(30_000);
/** Counts between two calls. */
const KEPT = 'run-due.json';

/**
 * `holdfast run-due`: does each due health check once, for a scheduler where no Holdfast runs; where one runs, it is asked what its own
 * checks say. It suggests and never begins a plan.
 */
export async function runDueCommand({ folder, configFile, json, env, clock }: RunDueOptions): Promise<CommandOutcome> {
  try {
    const running = runningAt(folder);
    const checks = running === null ? await checkHere({ folder, configFile, env, clock }) : await askRunning(running, env);
    if (checks.length === 0) return refused('There is no health check: holdfast.yaml has no trigger of kind healthCheck or primaryFails.', json);
    return outcomeOf(checks, running, json);
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error), json);
  }
}

/** Where the engine of this folder can be reached; null where none runs. */
function runningAt(folder: string): string | null {
  const locked = acquireLock(folder, process.pid);
  if (!locked.held) {
    if (locked.holder?.address == null) throw new Error('Holdfast runs for this data folder, and cannot be asked: it listens nowhere.');
    return locked.holder.address;
  }
  locked.lock.release();
  return null;
}

const Answer = z.object({ items: z.array(Trigger) });

async function askRunning(address: string, env: RunDueOptions['env']): Promise<CheckedOnce[]> {
  const token = env['HOLDFAST_TOKEN'];
  if (token === undefined || token === '') throw new Error(`Holdfast runs at ${address}: set HOLDFAST_TOKEN, so that it can be asked what its checks say.`);
  let response: Response;
  try {
    response = await fetch(new URL('api/v1/triggers?limit=500', address), { headers: { authorization: `Bearer ${token}` }, redirect: 'error', signal: AbortSignal.timeout(LIMIT_MS) });
  } catch {
    throw new Error(`Holdfast runs at ${address} and did not answer.`);
  }
  if (!response.ok) throw new Error(`Holdfast runs at ${address} and answered ${response.status}${response.status === 401 ? ': it does not know this HOLDFAST_TOKEN' : ''}.`);
  const read = Answer.safeParse(await response.json());
  if (!read.success) throw new Error(`Holdfast runs at ${address} and answered something else than its triggers.`);
  return read.data.items
    .filter(({ on }) => on !== 'whenClock')
    .map(({ id, plan, on, state, failed, needed, says, checkedAt }) => ({ id, plan, on, due: false, verdict: checkedAt === null || state === 'blind' ? 'unknown' : failed > 0 ? 'fail' : 'pass', failed, needed, met: failed >= needed, says }));
}

async function checkHere({ folder, configFile, env, clock }: Omit<RunDueOptions, 'json'>): Promise<readonly CheckedOnce[]> {
  const config = await configOf(configFile);
  const file = join(folder, KEPT);
  const kept = await keptIn(file);
  const now = clock.nowMs();
  const redactor = new Redactor();
  const secrets = createFileSecretStore({ file: join(folder, 'secrets.json'), keyFile: env['HOLDFAST_SECRET_KEY_FILE'] ?? null });
  const resolveSecrets = createSecretResolver({ file: configFile, env, store: secrets, redactor });
  const deps = { clock, resolveSecrets, services: () => config.services, watchdogs: createWatchdogs({ clock, configured: () => [] }), collections: null };
  // Where nothing is due nobody is asked.
  const seen = checksOf(config).some((trigger) => isDue(trigger, kept, now)) ? await readOnce(config, clock, (source) => createSource(source, deps), AbortSignal.timeout(LIMIT_MS)) : { signals: [], controlsFail: null };
  const done = checkOnce(config, kept, seen, now);
  await writeFileAtomic(file, `${JSON.stringify(done.kept)}\n`, { mode: 0o600 });
  return done.checks.map((each) => ({ ...each, says: redactor.mask(each.says) }));
}

async function configOf(file: string): Promise<ResolvedConfig> {
  const read = await readConfigFile(file);
  if (read === null) throw new Error(`${file}: there is no configuration.`);
  const { config, issues } = parseConfig(read.text, { file });
  if (config !== null) return config;
  const first = issues.find(({ level }) => level === 'error');
  throw new Error(`${file} is not valid: ${first === undefined ? 'see holdfast check-config' : `line ${first.line ?? '?'}: ${first.message}`}`);
}

/** What cannot be read counts for nothing: the checks begin anew. */
async function keptIn(file: string): Promise<KeptChecks> {
  try {
    return KeptChecks.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return NOTHING_KEPT;
  }
}

function outcomeOf(checks: readonly CheckedOnce[], engine: string | null, json: boolean): CommandOutcome {
  const isMet = checks.some(({ met }) => met);
  // What cannot be seen is not known to be well.
  const isBlind = checks.some(({ verdict }) => verdict === 'unknown');
  const exitCode = isMet ? EXIT.checkFailed : isBlind ? EXIT.environment : EXIT.ok;
  if (json) return { exitCode, output: `${JSON.stringify({ ok: exitCode === EXIT.ok, engine, checks }, null, 2)}\n` };
  return { exitCode, output: `${checks.map(lineOf).join('\n')}\n` };
}

function lineOf({ id, plan, verdict, failed, needed, met, says }: CheckedOnce): string {
  const standing = met ? `FAILED  ${failed} checks in a row (${needed} are enough): plan ${plan} is suggested.` : verdict === 'unknown' ? 'unknown' : failed > 0 ? `failing ${failed} of ${needed}.` : 'ok';
  return `${id}: ${standing} ${plain(says, 300)}`;
}

const refused = (message: string, json: boolean): CommandOutcome => ({ exitCode: EXIT.environment, output: json ? `${JSON.stringify({ ok: false, message }, null, 2)}\n` : `${message}\n` });
