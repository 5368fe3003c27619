import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../../shared/contract/contract.ts';
import type { Run } from '../../../shared/model/continuity/run.ts';
import { PersonId, PlanId, type RunId } from '../../../shared/model/ids.ts';
import type { Result } from '../../../shared/model/result.ts';
import type { AskPower } from '../../engine/continuity/triggers/host.ts';
import type { Random } from '../../engine/ports.ts';
import { createManualClock, silentLog, type ManualClock } from '../../engine/testing/manual-clock.ts';
import { openCore, type OpenCore } from './open-core.ts';

const PEOPLE = ['ada', 'grace', 'linus', 'wall'] as const;
export type Who = (typeof PEOPLE)[number];
const tokenOf = (person: Who): string => `${person}-${'0'.repeat(40)}`;
const presetTokens = PEOPLE.map((person) => ({ person: PersonId.parse(person), variable: 'HOLDFAST_TOKENS' as const, hash: createHash('sha256').update(tokenOf(person)).digest() }));

export const TO_B = PlanId.parse('to-b');

export interface OpenPlans {
  readonly clock: ManualClock;
  readonly open: OpenCore;
  /** Paths that were called, in order; those that only ask are not among them. */
  readonly called: readonly string[];
  /** What each call brought, in the order in which it was whole. */
  readonly bodies: readonly string[];
  /** How a path answers; 200 unless told. What is asked by GET says what was called. */
  readonly answers: Record<string, (response: http.ServerResponse) => void>;
  readonly ask: <N extends CallName>(name: N, input: CallInput<N>, who?: Who) => Promise<Result<CallOutput<N>>>;
  /** Throws where it is refused. */
  readonly call: <N extends CallName>(name: N, input: CallInput<N>, who?: Who) => Promise<CallOutput<N>>;
  /** Looks, arms and confirms. */
  readonly begin: (more?: Partial<CallInput<'plans.run'>> & { readonly who?: Who; readonly plan?: string }) => Promise<Run>;
  /** Lets time pass until the run is as wanted. */
  readonly until: (id: RunId, is: (run: Run) => boolean) => Promise<Run>;
  /** Ends the engine as it stands, and begins anew over the same database and configuration. */
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface PlansOptions {
  /** Steps of the plan `to-b`, as lines of YAML below `steps:`; `URL` stands for the server’s address. */
  readonly steps?: string;
  /** More plans and other parts of the configuration. */
  readonly more?: string;
  readonly database?: string;
  readonly random?: Random;
  readonly hostPower?: AskPower;
  /** On which machine the engine runs; not known unless told. */
  readonly machine?: string;
}

export const THREE_CALLS = ['one', 'two', 'three'].map((id) => `      - { id: ${id}, name: Step ${id}, kind: http, request: { url: "URL/${id}" }, undo: { url: "URL/un${id}" }, readBack: { http: { url: "URL/${id}", expect: { contains: done } } } }`).join('\n');

/** The whole engine with a plan `to-b` that calls a server of ours. Ada and Linus operate, Grace approves too, Wanda looks. */
export async function openPlans({ steps = THREE_CALLS, more = '', database, random, hostPower, machine }: PlansOptions = {}): Promise<OpenPlans> {
  const called: string[] = [];
  const bodies: string[] = [];
  const answers: OpenPlans['answers'] = {};
  const server = http.createServer((request, response) => {
    const path = (request.url ?? '').slice(1);
    if (request.method === 'GET') {
      response.end(called.includes(path) ? 'done' : 'not yet');
      return;
    }
    called.push(path);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString());
      (answers[path] ?? ((ok) => void ok.end('ok')))(response);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = `version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }
people:
  - { id: ada, name: Ada Lovelace, rights: [view, publish, operate, approve] }
  - { id: grace, name: Grace Hopper, rights: [view, publish, operate, approve, admin] }
  - { id: linus, name: Linus, rights: [view, publish, operate, approve] }
  - { id: wall, name: Wanda, rights: [view] }
services: [{ id: checkout-api, name: Checkout, tier: 1 }]
plans:
  - id: to-b
    name: Move checkout to B
    kind: failover
    group: checkout
    services: [checkout-api]
    objective: 8m
    steps:
${steps}
${more}`.replaceAll('URL', url);
  const clock = createManualClock();
  const options = { clock, log: silentLog, presetTokens, consolePorts: { machine: machine ?? null }, ...(database === undefined ? {} : { database }), ...(random === undefined ? {} : { random }), ...(hostPower === undefined ? {} : { hostPower }) };
  let open = await openCore(config, options);

  const ask: OpenPlans['ask'] = (name, input, who = 'ada') => open.core.call(name, input, { kind: 'bearer', token: tokenOf(who) }) as never;
  const call: OpenPlans['call'] = async (name, input, who) => {
    const result = await ask(name, input, who);
    if (!result.ok) throw new Error(`${result.error.message} ${JSON.stringify(result.error.details)}`);
    return result.value;
  };
  let clicks = 0;
  return {
    clock,
    get open() {
      return open;
    },
    called, bodies, answers, ask, call,
    begin: async ({ who, plan = TO_B, mode = 'live', ...changes } = {}) => {
      const id = PlanId.parse(plan);
      const { hash } = await call('plans.preview', { id, mode, ...(changes.parameters === undefined ? {} : { parameters: changes.parameters }) }, who);
      await call('plans.arm', { id, mode }, who);
      clicks += 1;
      return call('plans.run', { id, mode, hash, intent: `click-of-${clicks}`, ...changes }, who);
    },
    until: (id, is) =>
      vi.waitFor(
        async () => {
          await clock.advance(1_000);
          const run = await call('runs.get', { id });
          if (!is(run)) throw new Error(`${run.state}: ${JSON.stringify(run.steps.map((step) => [step.id, step.state, step.outcome]))}`);
          return run;
        },
        { timeout: 10_000 },
      ),
    restart: async () => {
      const written = readFileSync(open.file, 'utf8');
      await open.close();
      open = await openCore(written, options);
    },
    close: async () => {
      await open.close();
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

export const isOver = ({ endedAt }: Pick<Run, 'endedAt'>): boolean => endedAt !== null;
