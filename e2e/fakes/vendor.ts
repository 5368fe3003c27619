import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { VendorOperation } from '../../src/main/engine/sources/vendor-operation.ts';
import { Faults, Gate, type Fault, type FaultScope } from './faults.ts';
import type { Operation } from './openapi.ts';
import { checkRequest, isRefusal, type Allowed, type RawRequest, type Refusal, type Rules } from './request.ts';
import { send, sendEndless, sendHalf, type Answer } from './send.ts';

export interface Call extends Allowed {
  readonly request: RawRequest;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;

/** One vendor: its operations, what it answers, and its words when something is wrong. */
export interface Vendor {
  readonly operations: readonly Operation[];
  /** Path that everything lies below: `/grafana`. */
  readonly root?: string;
  /** By method and path template, as in the description: `GET /api/v1/validate`. What has none is answered with 501. */
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly rest?: readonly string[];
  readonly passed?: readonly string[];
  /** What else must hold for a request, such as what a proxy behind it wants. */
  inspect?(call: Call): Refusal | null;
  /** Whether the credentials are the right ones and may do this: null, or the vendor's refusal. */
  authorise(call: Call): Answer | null;
  /** A failure in the vendor's words. */
  error(status: number, message: string): Answer;
  unauthorized(): Answer;
  forbidden(call: Call, permission: string | undefined): Answer;
  limited(call: Call, resetSeconds: number | undefined): Answer;
  /** Headers of every answer to this operation, such as how much of a limit is left; a limit that is used up answers itself. */
  meter?(call: Call): { readonly headers: Readonly<Record<string, string>>; readonly spent: boolean };
}

/** A request that the description allows, without its secrets. */
export interface SeenCall {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  /** The request line's target and the body, as they were sent. */
  readonly target: string;
  readonly sent: string;
  /** Set once it was answered. */
  status?: number;
}

export interface RefusedRequest {
  readonly method: string;
  /** Without the query, which might hold a secret in the wrong place. */
  readonly path: string;
  readonly reason: string;
}

export interface FakeVendor {
  readonly url: string;
  readonly seen: readonly SeenCall[];
  /** Requests that the vendor's description does not allow. */
  readonly refused: readonly RefusedRequest[];
  /** What the fake itself did wrong: an answer that the description does not allow. A test ends with this empty. */
  readonly problems: readonly string[];
  readonly operations: readonly Operation[];
  /** Requests that a `held` fault keeps waiting. */
  readonly gate: Gate;
  /** Shifts the clock that the `Date` header tells. */
  skewMs: number;
  /** Calls of one operation, oldest first. */
  calls(operation: VendorOperation | string): readonly SeenCall[];
  fail(fault: Fault, scope?: FaultScope): void;
  /** Ends every fault, and lets go what is held. */
  mend(): void;
  /** Ends the connections that are open now. */
  disconnect(): void;
  stop(): Promise<void>;
}

/** The vendor's clock; the machine's unless a test brings its own. */
export type Now = () => number;

const SECRET_HEADERS = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** Starts a vendor on a free loopback port. */
export async function startVendor(vendor: Vendor, now: Now = Date.now): Promise<FakeVendor> {
  const rules: Rules = { operations: vendor.operations, rest: new Set(vendor.rest), passed: new Set(vendor.passed) };
  for (const key of Object.keys(vendor.handlers)) if (!vendor.operations.some(({ method, path }) => key === `${method} ${path}`)) throw new Error(`${key} is not in the vendor's description`);
  const secrets = new Set([...SECRET_HEADERS, ...vendor.operations.flatMap(({ credentials }) => credentials.flat().map(({ header }) => header))]);
  const seen: SeenCall[] = [];
  const refused: RefusedRequest[] = [];
  const problems: string[] = [];
  const root = vendor.root ?? '';
  const faults = new Faults();
  const gate = new Gate();

  /** The call, where vendor and description allow the request. */
  const admit = (request: RawRequest): Call | Refusal => {
    const allowed = checkRequest(rules, request);
    if (isRefusal(allowed)) return allowed;
    const call = { ...allowed, request };
    return vendor.inspect?.(call) ?? call;
  };

  const handle = async (original: RawRequest, response: ServerResponse): Promise<void> => {
    response.setHeader('Date', new Date(now() + fake.skewMs).toUTCString());
    /** What is not below the root keeps its path, and so is not described. */
    const request = original.target.startsWith(`${root}/`) ? { ...original, target: original.target.slice(root.length) } : { ...original, target: `/..${original.target}` };
    const call = admit(request);
    if (isRefusal(call)) {
      refused.push({ method: original.method, path: original.target.split('?')[0] ?? '', reason: call.reason });
      send(response, call.status === 401 ? vendor.unauthorized() : vendor.error(call.status, call.reason));
      return;
    }
    const { operation } = call;
    const record: SeenCall = { operationId: operation.id, method: request.method, path: request.target.split('?')[0] ?? '', query: call.query, body: call.body, headers: plainHeaders(request, secrets), target: request.target, sent: request.body };
    seen.push(record);
    const fault = faults.take(operation.id);
    if (fault?.kind === 'held') await gate.wait();
    if (fault?.kind === 'dropped' && fault.when === 'before') return void response.destroy();
    const answer = withFault(vendor, fault, call, fake.url) ?? (await answerOf(vendor, call, problems));
    if (fault?.kind === 'dropped') return void response.destroy();
    record.status = answer.status;
    if (fault?.kind === 'truncated') {
      await sendHalf(response, answer);
      response.destroy();
    } else if (fault?.kind === 'stalled') {
      await sendHalf(response, answer);
      await gate.wait();
      response.destroy();
    } else if (fault?.kind === 'endless') await sendEndless(response);
    else send(response, answer);
  };

  const server = http.createServer((message, response) => {
    void readRequest(message)
      .then((request) => handle(request, response))
      .catch((error: unknown) => {
        /* Who asked ended before the request was whole. */
        if (!message.complete) return;
        problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
        if (!response.headersSent) send(response, vendor.error(500, 'the fake failed'));
      });
    response.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeVendor = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}${root}`,
    seen,
    refused,
    problems,
    operations: vendor.operations,
    gate,
    skewMs: 0,
    calls: (operation) => seen.filter(({ operationId }) => operationId === (typeof operation === 'string' ? operation : operation.id)),
    fail: (fault, scope) => faults.set(fault, scope),
    mend: () => {
      faults.clear();
      gate.open();
    },
    disconnect: () => server.closeAllConnections(),
    stop: async () => {
      faults.clear();
      server.closeAllConnections();
      gate.open();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

async function readRequest(message: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return { method: message.method ?? '', target: message.url ?? '', headers: message.headers, body: Buffer.concat(chunks).toString('utf8') };
}

const plainHeaders = ({ headers }: RawRequest, secrets: ReadonlySet<string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (secrets.has(name) || typeof value !== 'string' ? [] : [[name, value]])));

/** The vendor's own answer, held to its description. */
async function answerOf(vendor: Vendor, call: Call, problems: string[]): Promise<Answer> {
  const denied = vendor.authorise(call);
  const metered = denied === null ? vendor.meter?.(call) : undefined;
  const { operation } = call;
  const handler = vendor.handlers[`${operation.method} ${operation.path}`];
  if (handler === undefined) {
    problems.push(`${operation.method} ${operation.path} is described, but the fake does not play it`);
    return vendor.error(501, 'the fake does not play this operation');
  }
  const own = denied ?? (metered?.spent === true ? vendor.limited(call, undefined) : await handler(call));
  const answer = { ...own, headers: { ...metered?.headers, ...own.headers } };
  const wrong = answer.raw === undefined ? wrongAnswer(operation, answer) : null;
  if (wrong === null) return answer;
  problems.push(`${operation.id}: ${wrong}`);
  return vendor.error(500, 'the fake would answer what its description does not allow');
}

/** Successes must be described. So must failures, but many descriptions list only some: the others look like those that they list. */
function wrongAnswer(operation: Operation, { status, body }: Answer): string | null {
  const failed = status >= 400;
  const known = [String(status), `${String(status).slice(0, 1)}XX`, 'default'].find((key) => operation.answers.has(key));
  const key = known ?? (failed ? [...operation.answers.keys()].find((other) => /^[45]/.test(other)) : undefined);
  if (key === undefined) return `status ${String(status)} is not described`;
  const check = operation.answers.get(key) ?? null;
  if (check === null) return body === undefined ? null : `status ${String(status)} is described without a body`;
  return check(body);
}

const PAGE = '<!doctype html><html><head><title>Sign in</title></head><body><form action="/login"></form></body></html>';

/** What a fault answers in the place of the vendor; null where the vendor answers first. */
function withFault(vendor: Vendor, fault: Fault | null, call: Call, url: string): Answer | null {
  if (fault === null) return null;
  switch (fault.kind) {
    case 'unauthorized':
      return vendor.unauthorized();
    case 'forbidden':
      return vendor.forbidden(call, fault.permission);
    case 'limited':
      return vendor.limited(call, fault.resetSeconds);
    case 'status':
      return vendor.error(fault.status, http.STATUS_CODES[fault.status] ?? 'Error');
    case 'html':
      return { status: 200, raw: PAGE, headers: { 'Content-Type': 'text/html; charset=utf-8' } };
    case 'shape':
      return { status: fault.status ?? 200, body: fault.body, headers: fault.headers ?? {} };
    case 'echo':
      return vendor.error(fault.status, `invalid request: ${JSON.stringify(call.request.headers)}`);
    case 'redirect':
      return { status: 302, headers: { Location: fault.to ?? `${url}/elsewhere` } };
    case 'held':
    case 'truncated':
    case 'stalled':
    case 'endless':
    case 'dropped':
      break;
  }
  return null;
}
