import { z } from 'zod';
import { SourceConfig } from '../model/sources/index.ts';
import { ConnectionReport, Preview, Proposal } from '../model/connect.ts';
import { SeriesSelect, SignalKind, Unit } from '../model/config.ts';
import { ChainView, DemoFault, DemoFaultId, Person, Point, Presence, Problem, Seat, Service, Signal, Source, Workspace } from '../model/entities.ts';
import { PersonId, SeatId, ServiceId, SignalId, SourceId } from '../model/ids.ts';
import { Instant } from '../model/instant.ts';
import { Right } from '../model/rights.ts';
import { SourceHealth } from '../model/source-health.ts';
import { ConfigIssue } from './config-issue.ts';
import { changeCalls } from './change-calls.ts';
import { channelCalls } from './channel-calls.ts';
import { consoleCalls } from './console-calls.ts';
import { call } from './define.ts';
import { hookCalls } from './hook-calls.ts';
import { incidentCalls } from './incident-calls.ts';
import { list, none, page } from './paging.ts';
import { keepingCalls } from './keeping-calls.ts';
import { actionIssueCalls } from './action-issue-calls.ts';
import { planCalls } from './plan-calls.ts';
import { remoteCalls } from './remote-calls.ts';
import { reportCalls } from './report-calls.ts';
import { retentionCalls } from './retention-calls.ts';
import { reviewCalls } from './review-calls.ts';
import { silenceCalls } from './silence-calls.ts';
import { searchCalls } from './search-calls.ts';
import { scorecardCalls } from './scorecard-calls.ts';
import { suppressionCalls } from './suppression-calls.ts';
import { updateCalls } from './update-calls.ts';

export { ConfigIssue } from './config-issue.ts';

const ConfigState = z.object({
  file: z.string(),
  text: z.string(),
  /** Hash of the text; a write names the one it was made from, so that two editors cannot overwrite each other unseen. */
  revision: z.string(),
  issues: z.array(ConfigIssue),
  /** True while the engine still runs an earlier, valid version because this one is broken. */
  usingLastGood: z.boolean(),
});

/**
 * Everything the engine can be asked, in one literal object. IPC handlers, REST routes below `/api/v1`, the OpenAPI document,
 * the typed client and the fakes of the tests are made from it. Inputs of GET calls are coerced because an address holds only text.
 */
export const contract = {
  'session.get': call({
    method: 'GET', path: '/session', right: 'view', summary: 'Who is asking, and what they may do.',
    input: none,
    output: z.object({ seat: Seat, person: Person.nullable(), needsPin: z.boolean() }),
  }),
  'workspace.get': call({ method: 'GET', path: '/workspace', right: 'view', summary: 'The workspace this engine watches.', input: none, output: Workspace }),
  'problems.list': call({ method: 'GET', path: '/problems', right: 'view', summary: 'What is wrong with Holdfast itself.', input: none, output: z.object({ items: z.array(Problem) }) }),
  'services.list': call({ method: 'GET', path: '/services', right: 'view', summary: 'Services by tier and name.', input: list, output: page(Service) }),
  'services.get': call({ method: 'GET', path: '/services/{id}', right: 'view', summary: 'One service.', input: z.object({ id: ServiceId }), output: Service }),
  'services.chain': call({ method: 'GET', path: '/services/{id}/chain', right: 'view', summary: 'Where a service breaks: the links of its chain as they stand, and the first broken one.', input: z.object({ id: ServiceId }), output: ChainView }),
  'signals.list': call({ method: 'GET', path: '/signals', right: 'view', summary: 'Signals with their newest reading and its freshness.', input: list.extend({ service: ServiceId.optional() }), output: page(Signal) }),
  'signals.get': call({ method: 'GET', path: '/signals/{id}', right: 'view', summary: 'One signal.', input: z.object({ id: SignalId }), output: Signal }),
  'signals.points': call({
    method: 'GET', path: '/signals/{id}/points', right: 'view',
    summary: 'History of a signal, decimated so that the minimum and maximum of every bucket survive; gaps are absent points.',
    input: z.object({ id: SignalId, from: Instant, to: Instant, maxPoints: z.coerce.number().int().min(2).max(11_000).default(1_000) }),
    output: z.object({ items: z.array(Point) }),
  }),
  'sources.list': call({ method: 'GET', path: '/sources', right: 'view', summary: 'Sources and whether they answer.', input: none, output: z.object({ items: z.array(Source) }) }),
  'sources.health': call({ method: 'GET', path: '/sources/health', right: 'view', summary: 'How each source answers: its last answer and error, how long answers take, since when it is blind, its feeds, its budget and its clock.', input: none, output: z.object({ /** When it was so, by the clock of Holdfast. */ at: Instant, items: z.array(SourceHealth) }) }),
  'sources.test': call({ method: 'POST', path: '/sources/test', right: 'admin', summary: 'Tries a source without saving it. Secrets are references, or are typed once and not kept.', input: z.object({ setup: SourceConfig }), output: ConnectionReport }),
  'sources.propose': call({ method: 'POST', path: '/sources/propose', right: 'admin', summary: 'Signals that the metrics found at a source suggest.', input: z.object({ setup: SourceConfig }), output: z.object({ items: z.array(Proposal) }) }),
  'sources.preview': call({
    method: 'POST', path: '/sources/preview', right: 'admin', summary: 'What a query would show right now and over the last 15 minutes.',
    input: z.object({ setup: SourceConfig, query: z.string().min(1).max(20_000), select: SeriesSelect.nullable(), unit: Unit, kind: SignalKind }),
    output: Preview,
  }),
  'sources.connect': call({
    method: 'POST', path: '/sources', right: 'admin', summary: 'Adds a source with the chosen signals to holdfast.yaml; secrets that were typed are stored, and written as references.',
    input: z.object({ setup: SourceConfig, proposals: z.array(Proposal).max(500) }),
    output: z.object({ source: SourceId, file: z.string(), restartNeeded: z.boolean() }),
  }),
  'sources.remove': call({ method: 'DELETE', path: '/sources/{id}', right: 'admin', summary: 'Removes a source, its signals and their rules from holdfast.yaml.', input: z.object({ id: SourceId }), output: z.object({ removedSignals: z.number().int() }) }),
  'config.get': call({ method: 'GET', path: '/config', right: 'admin', summary: 'holdfast.yaml as it stands, secrets by reference only.', input: none, output: ConfigState }),
  'config.check': call({ method: 'POST', path: '/config/check', right: 'admin', summary: 'Checks a configuration text without using it.', input: z.object({ text: z.string().max(2_000_000) }), output: z.object({ issues: z.array(ConfigIssue) }) }),
  'config.write': call({
    method: 'PUT', path: '/config', right: 'admin', summary: 'Writes holdfast.yaml if it is valid and unchanged since `revision`.',
    input: z.object({ text: z.string().max(2_000_000), revision: z.string() }), output: ConfigState,
  }),
  'secrets.describe': call({
    method: 'GET', path: '/secrets', right: 'admin', summary: 'Where secrets can be kept here, and which are set; never their values.',
    input: none,
    output: z.object({ canStore: z.boolean(), how: z.string(), names: z.array(z.string()) }),
  }),
  'secrets.set': call({ method: 'PUT', path: '/secrets/{name}', right: 'admin', summary: 'Stores a secret under a name.', input: z.object({ name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), value: z.string().min(1).max(10_000) }), output: none }),
  'people.list': call({ method: 'GET', path: '/people', right: 'admin', summary: 'People of the configuration.', input: none, output: z.object({ items: z.array(Person) }) }),
  'seats.list': call({ method: 'GET', path: '/seats', right: 'admin', summary: 'Paired seats and tokens.', input: none, output: z.object({ items: z.array(Seat) }) }),
  'seats.invite': call({
    method: 'POST', path: '/seats/invitations', right: 'admin', summary: 'A short pairing code for one more screen or person.',
    input: z.object({ name: z.string().min(1).max(80), kind: z.enum(['browser', 'wall']), person: PersonId.nullable(), rights: z.array(Right) }),
    output: z.object({ code: z.string(), expiresAt: Instant }),
  }),
  'seats.revoke': call({ method: 'DELETE', path: '/seats/{id}', right: 'admin', summary: 'Ends a seat; its next request is refused.', input: z.object({ id: SeatId }), output: none }),
  'seats.setPin': call({ method: 'PUT', path: '/session/pin', right: 'view', summary: 'Sets or changes the PIN of the person asking.', input: z.object({ current: z.string().optional(), pin: z.string().regex(/^\d{4,12}$/, 'expected 4 to 12 digits') }), output: none }),
  'presence.list': call({ method: 'GET', path: '/presence', right: 'view', summary: 'Who is here, on which screen.', input: none, output: z.object({ items: z.array(Presence) }) }),
  'presence.set': call({ method: 'PUT', path: '/presence', right: 'view', summary: 'Says on which screen the asking seat is.', input: z.object({ screen: z.string().max(80) }), output: none }),
  'demo.faults': call({ method: 'GET', path: '/demo/faults', right: 'view', summary: 'Faults the demo can play; empty outside the demo.', input: none, output: z.object({ items: z.array(DemoFault) }) }),
  'demo.reset': call({ method: 'POST', path: '/demo/reset', right: 'operate', summary: 'Puts the demo back as it was at its start: faults, name, regions and queue.', input: none, output: z.object({ items: z.array(DemoFault) }) }),
  'demo.setFault': call({ method: 'PUT', path: '/demo/faults/{id}', right: 'operate', summary: 'Starts or stops a demo fault.', input: z.object({ id: DemoFaultId, active: z.boolean() }), output: DemoFault }),
  ...incidentCalls,
  ...changeCalls,
  ...hookCalls,
  ...silenceCalls,
  ...scorecardCalls,
  ...reviewCalls,
  ...actionIssueCalls,
  ...planCalls,
  ...consoleCalls,
  ...reportCalls,
  ...searchCalls,
  ...retentionCalls,
  ...keepingCalls,
  ...updateCalls,
  ...suppressionCalls,
  ...remoteCalls,
  ...channelCalls,
  'diagnostics.get': call({
    method: 'GET', path: '/diagnostics', right: 'admin', summary: 'What Holdfast costs and keeps: polls, store, slow queries.',
    input: none,
    output: z.object({
      epoch: z.string(),
      startedAt: Instant,
      eventLoopLagMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
      polls: z.object({ inFlight: z.number(), perMinute: z.number(), failedPerMinute: z.number() }),
      store: z.object({ path: z.string(), bytes: z.number(), synchronous: z.number(), sqlite: z.string(), rollupBytes: z.number() }),
      slowQueries: z.array(z.object({ sql: z.string(), ms: z.number(), at: Instant })),
    }),
  }),
} as const;

export type Contract = typeof contract;
export type CallName = keyof Contract;
/** What a caller hands over (before defaults and coercion). */
export type CallInput<N extends CallName> = z.input<Contract[N]['input']>;
/** What a handler receives (validated, defaults filled). */
export type CallArgs<N extends CallName> = z.output<Contract[N]['input']>;
export type CallOutput<N extends CallName> = z.output<Contract[N]['output']>;
export const CALL_NAMES = Object.keys(contract) as CallName[];
