import { z } from 'zod';
import { PlanPreview } from '../../shared/model/continuity/plan.ts';
import { Run, type RunMode } from '../../shared/model/continuity/run.ts';
import { counted } from '../../shared/text/counted.ts';
import { plain } from '../../shared/text/plain.ts';
import { formatSpan } from '../../shared/time/format.ts';
import { durationMs } from '../../shared/model/units.ts';
import { EXIT } from './cli.ts';
import type { CommandOutcome } from './records-commands.ts';

export interface DrillOptions {
  readonly plan: string;
  readonly mode: Extract<RunMode, 'drill' | 'dry-run'>;
  readonly surprises: boolean;
  /** Of the running wall server. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly json: boolean;
}

export interface DrillDeps {
  /** Of somebody who may operate. */
  readonly token: string | undefined;
  readonly fetch: typeof fetch;
  readonly monotonicMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

const LOOK_EVERY_MS = 500;
const Problem = z.object({ detail: z.string().optional(), title: z.string().optional() });

/** Asked of the server, and refused by it or not to be had. */
class Refused extends Error {
  readonly exitCode: CommandOutcome['exitCode'];
  constructor(message: string, exitCode: CommandOutcome['exitCode']) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** `holdfast drill`: one drill, or dry run, of a plan by the Holdfast that runs, to its end. Met, or all steps as they should be: exit 0. */
export async function drillCommand(options: DrillOptions, deps: DrillDeps): Promise<CommandOutcome> {
  try {
    return told(await drill(options, deps), options);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { exitCode: error.exitCode, output: options.json ? `${JSON.stringify({ ok: false, error: error.message }, null, 2)}\n` : `${error.message}\n` };
  }
}

async function drill({ plan, mode, surprises, url, timeoutMs }: DrillOptions, deps: DrillDeps): Promise<Run> {
  if (deps.token === undefined || deps.token === '') throw new Refused('The environment variable HOLDFAST_TOKEN is not set: expected the token of somebody who may operate.', EXIT.environment);
  const call = caller(url, deps.token, deps.fetch);
  const path = `/plans/${encodeURIComponent(plan)}`;
  const { hash } = await call(PlanPreview, 'POST', `${path}/preview`, { mode });
  await call(z.object({}), 'POST', `${path}/arm`, { mode });
  const begun = await call(Run, 'POST', `${path}/runs`, { mode, hash, surprises, intent: `command-${crypto.randomUUID()}` });
  const until = deps.monotonicMs() + timeoutMs;
  for (let run = begun; ; run = await call(Run, 'GET', `/runs/${begun.id}`)) {
    if (run.endedAt !== null) return run;
    if (deps.monotonicMs() >= until) throw new Refused(`${run.id} is ${run.state} after ${formatSpan(durationMs(timeoutMs))}: it goes on, and waits for a person where it has stopped. See ${new URL(`continuity/runs/${run.id}`, url).href}`, EXIT.checkFailed);
    await deps.wait(LOOK_EVERY_MS);
  }
}

type Call = <T>(output: z.ZodType<T>, method: 'GET' | 'POST', path: string, body?: object) => Promise<T>;

const caller = (url: string, token: string, ask: typeof fetch): Call =>
  async (output, method, path, body) => {
    const address = new URL(`api/v1${path}`, url.endsWith('/') ? url : `${url}/`);
    let response: Response;
    try {
      response = await ask(address, { method, headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }), redirect: 'error' });
    } catch {
      throw new Refused(`No Holdfast answers at ${address.origin}; start it, or name it with --url.`, EXIT.environment);
    }
    const text = await response.text();
    if (response.ok) return output.parse(JSON.parse(text));
    const { detail, title } = readProblem(text);
    const isCaller = response.status === 400 || response.status === 404;
    throw new Refused(plain(detail ?? title ?? `HTTP ${response.status}`, 500), response.status === 401 || response.status === 403 ? EXIT.environment : isCaller ? EXIT.usage : EXIT.checkFailed);
  };

function readProblem(text: string): z.infer<typeof Problem> {
  try {
    return Problem.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

function told(run: Run, { mode, json }: DrillOptions): CommandOutcome {
  const { score } = run;
  const ok = mode === 'dry-run' ? run.state === 'done' : score?.met === true;
  const exitCode = ok ? EXIT.ok : EXIT.checkFailed;
  if (json) return { exitCode, output: `${JSON.stringify({ ok, run }, null, 2)}\n` };
  const seconds = (count: number): string => formatSpan(durationMs(count * 1_000));
  const steps = run.steps.map(({ name, state, startedAt, endedAt, outcome }) => {
    const took = startedAt === null || endedAt === null ? '' : ` ${seconds((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000)}`;
    return `  ${state.padEnd(8)}${took.padStart(8)}  ${plain(name, 80)}${outcome === null ? '' : `: ${plain(outcome, 200)}`}`;
  });
  const scored =
    score === null
      ? []
      : [
          `took ${seconds(score.tookSeconds)}, objective ${seconds(score.objectiveSeconds)}: ${score.met ? 'met' : 'missed'}`,
          ...(score.slowest === null ? [] : [`slowest: ${plain(score.slowest.name, 80)}, ${seconds(score.slowest.seconds)}`]),
          ...(score.surprises.length === 0 ? [] : [`${counted(score.surprises.length, 'surprise')}, ${score.surprises.filter(({ coped }) => coped).length} coped with`]),
        ];
  return { exitCode, output: `${[`${run.id} ${plain(run.name, 120)}: ${run.state}`, ...steps, ...scored].join('\n')}\n` };
}
