import type { ActionIssue } from '../../../shared/contract/action-issue-calls.ts';
import { contract, type CallName } from '../../../shared/contract/contract.ts';
import type { CorrectiveAction, Review, ReviewHead } from '../../../shared/model/review.ts';
import { CauseId, ChannelId, CorrectiveActionId, IncidentId, ItemId, SignalId } from '../../../shared/model/ids.ts';
import { IncidentsConfig } from '../../../shared/model/policy-config.ts';
import { RIGHTS } from '../../../shared/model/rights.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import { personHint } from '../../../shared/text/person-hint.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { answerIncidents } from './incident-answers.ts';
import { ago, allIncidents, HOLDFAST, HOSTILE, HOUR, id, JON, MINUTE, MIRA, WORDY } from './incident-scenes.ts';
import { storyOf } from './review-story.ts';
import { isReviewScene, type ReviewScene } from './review-scenes.ts';
import { timelineOf } from './timeline-scenes.ts';

const DAY = 24 * HOUR;
const THIS = id(40);
const EARLIER = IncidentId.parse('INC-2026-0031');
const CAUSE = CauseId.parse('CAUSE-0007');
const people = [MIRA, JON, { id: 'ada', name: 'Ada Nnamdi' }].map(({ id: person, name }) => ({ id: person, name }));

function action(born: EpochMs, number: number, fields: Partial<CorrectiveAction>): CorrectiveAction {
  return {
    id: CorrectiveActionId.parse(`CA-${String(number).padStart(4, '0')}`), incident: THIS, incidentTitle: 'Login: tokens could not be signed', text: 'Check the zone before it is pushed', kind: 'automatedTest', state: 'open', owner: 'jon', ownerName: JON.name,
    dueAt: ago(born, -9 * DAY), daysLate: null, proof: null, proofNote: null, proofState: { state: 'none', says: 'No proof is planned.' }, link: null, proved: null, lapsedAt: null, dropped: null, reopened: 0, fromItem: null, cause: { id: CAUSE, name: 'DNS zone pushed without a check' },
    madeAt: ago(born, 20 * HOUR), by: MIRA, version: 1, mayConfirm: false, ...fields,
  };
}

const issue = (born: EpochMs, number: number, fields: Partial<ActionIssue>): ActionIssue => ({
  action: CorrectiveActionId.parse(`CA-${String(number).padStart(4, '0')}`), channel: { id: ChannelId.parse('ops'), name: 'Jira ops' }, how: 'made', by: JON, at: ago(born, 9 * HOUR), standing: 'there', reason: null, key: `OPS-${1_000 + number}`, url: `https://acme.atlassian.test/browse/OPS-${1_000 + number}`,
  status: { name: 'In Progress', stage: 'underway', since: ago(born, 9 * HOUR) }, readAt: ago(born, 3 * MINUTE), problem: null, reading: false, ...fields,
});

const actionsOf = (born: EpochMs): CorrectiveAction[] => [
  action(born, 12, { incident: EARLIER, text: 'A second DNS provider answers when the first does not', kind: 'architecture', owner: 'mira', ownerName: MIRA.name, dueAt: ago(born, 41.2 * DAY), daysLate: 41, proof: { kind: 'drill', withinSeconds: 480, service: null }, proofState: { state: 'waiting', says: 'No drill has been mitigated within 08:00 since 3 Oct 09:12 UTC.' } }),
  action(born, 21, { kind: 'monitoring', text: 'Alert when the zone is empty', dueAt: ago(born, -2 * DAY), proof: { kind: 'rule', rule: 'zone-empty' }, proofState: { state: 'waiting', says: 'No rule is called "zone-empty" yet.' } }),
  action(born, 22, { state: 'awaiting', proof: { kind: 'link' }, proofNote: 'The pull request with its test run', link: { label: 'Pull request 812: the zone is checked before it is pushed', url: 'https://git.acme.test/zone/pull/812', at: ago(born, 3 * HOUR), by: MIRA }, proofState: { state: 'waiting', says: 'Mira Okafor put a link; a second person has to confirm it.' }, mayConfirm: true }),
  action(born, 23, { kind: 'documentation', text: 'Runbook: serve the zone from the second provider', proof: { kind: 'postman' }, owner: null, ownerName: null, dueAt: null, proofState: { state: 'cannotRun', says: 'It names no signal of a Postman collection. Choose one, or put the result as a link instead.' } }),
  action(born, 24, { kind: 'monitoring', text: 'Probe the login page from outside', state: 'done', dueAt: ago(born, 2 * DAY), proof: { kind: 'probe', signal: SignalId.parse('s1-up'), checks: 5 }, proofState: { state: 'passed', says: 'Probe "Login up" passed 5 times in a row up to 12:04:11 UTC.' }, proved: { says: 'Probe "Login up" passed 5 times in a row up to 12:04:11 UTC.', evidence: null, at: ago(born, 5 * HOUR), by: HOLDFAST } }),
];

const why = (born: EpochMs, name: string, parent: string | null, question: string, answer: string | null, evidence: Review['whys'][number]['evidence'] = null): Review['whys'][number] => ({
  id: ItemId.parse(name), parent: parent === null ? null : ItemId.parse(parent), question, answer, evidence, fromMemory: answer !== null && evidence === null, hint: answer === null ? null : personHint(answer, people.map((each) => each.name)), meant: false, at: ago(born, 18 * HOUR), by: JON,
});

function whysOf(born: EpochMs): Review['whys'] {
  const onset = 26 * HOUR;
  return [
    why(born, 'w1', null, 'Why could nobody log in?', 'Tokens could not be signed: the name of the key server did not resolve', { kind: 'sample', ref: 's1-errors', time: ago(born, onset - 3 * MINUTE), value: 0.984 }),
    why(born, 'w2', 'w1', 'Why was that?', 'The zone that was pushed at 13:49 UTC was empty', { kind: 'link', ref: 'https://git.acme.test/zone/commit/9f2c41d', time: null, value: null }),
    why(born, 'w3', 'w2', 'Why was that?', 'Jon Aasen forgot to run the check'),
    why(born, 'w4', 'w2', 'Why else?', 'The push does not look at what it pushes', { kind: 'record', ref: `${THIS} row 1009`, time: ago(born, onset - 4.1 * MINUTE), value: null }),
    why(born, 'w5', null, 'Why did nobody see it for two minutes?', 'No alert covers an empty zone; users were first'),
    why(born, 'w6', 'w5', 'Why was that?', null),
  ];
}

function reviewOf(scene: ReviewScene, born: EpochMs): Review {
  const incident = allIncidents('incidents', born).find((each) => each.id === THIS);
  const bare = scene === 'reviewBare';
  const closed = scene === 'reviewClosed';
  const names = scene === 'reviewNames';
  const said = { at: ago(born, 17 * HOUR), by: MIRA };
  return {
    incident: THIS, title: names ? `${HOSTILE} ${'Zahlungsabwicklungs- und Rückerstattungsdienst '.repeat(4)}` : (incident?.title ?? ''), severity: incident?.severity ?? 'P0', state: bare ? 'due' : closed ? 'closed' : 'open', dueAt: ago(born, -2.4 * DAY),
    lead: bare ? null : { person: 'mira', name: MIRA.name }, version: bare ? 0 : 14,
    cause: bare ? null : { id: CAUSE, name: 'DNS zone pushed without a check', category: 'change', confidence: closed ? 'confirmed' : 'suspected', reason: 'The commit of 13:49 empties the zone, and rolling it back ended it.', ...said },
    suggestions: bare ? [] : [{ id: CAUSE, name: 'DNS zone pushed without a check', category: 'change', incident: EARLIER, why: 'same rule on the same service' }],
    whys: bare ? [] : names ? whysOf(born).map((each) => ({ ...each, answer: each.answer === null ? null : `${HOSTILE} ${WORDY.slice(0, 900)}`, hint: null })) : whysOf(born),
    factors: bare ? [] : [{ id: ItemId.parse('f1'), text: 'The second provider was never tried under load', category: 'process', ...said }, { id: ItemId.parse('f2'), text: names ? WORDY.slice(0, 600) : 'Resolvers cache the empty answer for five minutes', category: 'network', ...said }],
    sections: {},
    used: bare ? [] : [
      { kind: 'rule', ref: 'checkout-errors', name: 'Error rate above 5 %', owner: MIRA.name, reviewBy: '2026-12-31', exists: true, verdict: { right: true, comment: null, ...said } },
      { kind: 'rule', ref: 'checkout-slow', name: names ? HOSTILE : 'p95 latency above 800 ms', owner: null, reviewBy: null, exists: true, verdict: closed ? { right: false, comment: 'Fires two minutes late', ...said } : null },
      { kind: 'rule', ref: 'old-probe', name: 'old-probe', owner: null, reviewBy: null, exists: false, verdict: { right: false, comment: 'Watched the wrong host', ...said } },
    ],
    actions: bare ? [] : actionsOf(born).slice(1).map((each) => (names ? { ...each, text: `${HOSTILE} ${each.text} ${WORDY.slice(0, 300)}` } : each)),
    earlier: bare ? [] : [{ incident: EARLIER, title: 'Checkout: name could not be resolved', severity: 'P1', startedAt: ago(born, 67 * DAY), resolvedAt: ago(born, 66.9 * DAY), basis: 'suspected' }],
    repeats: bare ? null : { incident: EARLIER, basis: 'suspected', resolvedAt: ago(born, 66.9 * DAY), actions: [{ id: CorrectiveActionId.parse('CA-0012'), incident: EARLIER, text: 'A second DNS provider answers when the first does not', daysLate: 41 }], says: `${THIS} repeats ${EARLIER}; action CA-0012 is 41 days late` },
    hold: scene === 'reviewClosed' ? { reason: 'Claim of a customer, case 26-114', at: ago(born, 10 * HOUR), by: MIRA } : null,
    closedAt: closed ? ago(born, 2 * HOUR) : null, closedBy: closed ? MIRA : null, reopened: null,
    missing: closed ? [] : [
      ...(bare ? [{ what: 'cause' as const, ref: null, says: 'no cause is given; "unknown" with a reason is one' }] : []),
      ...(bare ? [] : [{ what: 'verdict' as const, ref: 'checkout-slow', says: 'nobody has said whether rule "p95 latency above 800 ms" is still right' }, { what: 'action' as const, ref: 'CA-0023', says: 'CA-0023 has not an owner, not a due date' }]),
    ],
    mayWrite: scene !== 'reviewViewer' && !closed, mayClose: scene !== 'reviewViewer' && !closed,
  };
}

function heads(scene: ReviewScene, born: EpochMs): ReviewHead[] {
  if (scene === 'reviewEmpty') return [];
  const cause = reviewOf('reviewClosed', born).cause;
  const head = (number: number, fields: Partial<ReviewHead>): ReviewHead => ({ incident: id(number), title: 'Login: tokens could not be signed', severity: 'P0', state: 'open', startedAt: ago(born, 26 * HOUR), resolvedAt: ago(born, 25 * HOUR), dueAt: ago(born, -2.4 * DAY), lead: { person: 'mira', name: MIRA.name }, cause, isDrill: false, private: false, openActions: 3, overdueActions: 0, ...fields });
  const few = [
    head(35, { title: 'Payments: card provider times out', severity: 'P1', state: 'due', dueAt: ago(born, 3.1 * DAY), lead: null, cause: null, openActions: 0 }),
    head(40, {}),
    head(36, { title: scene === 'reviewNames' ? HOSTILE : 'Search: index not rebuilt', severity: 'P1', state: 'due', dueAt: ago(born, -4 * DAY), lead: null, cause: null, openActions: 0, isDrill: true }),
    head(31, { title: 'Checkout: name could not be resolved', severity: 'P1', state: 'closed', startedAt: ago(born, 67 * DAY), openActions: 1, overdueActions: 1 }),
    head(28, { title: 'Security event', state: 'closed', startedAt: ago(born, 80 * DAY), private: true, openActions: 0, cause: cause === null ? null : { ...cause, id: null, name: null, confidence: 'unknown', category: 'unknown' } }),
  ];
  return scene === 'reviewMany' ? [...few, ...Array.from({ length: 120 }, (_, index) => head(9_000 - index, { incident: IncidentId.parse(`INC-2025-${9_000 - index}`), state: 'closed', startedAt: ago(born, (90 + index) * DAY) }))] : few;
}

interface Asked {
  readonly scene: ReviewScene;
  readonly born: EpochMs;
  readonly input: Readonly<Record<string, unknown>>;
}

const incidentOf = (born: EpochMs, wanted: unknown) => {
  const resolved = allIncidents('incidents', born).find((each) => each.id === THIS);
  if (resolved === undefined) throw new Error('there is no incident to review');
  return wanted === EARLIER ? { ...resolved, id: EARLIER, title: 'Checkout: name could not be resolved', severity: 'P1' as const, mitigatedAt: ago(born, 26 * HOUR - 44 * MINUTE), acknowledgedAt: ago(born, 26 * HOUR - 9 * MINUTE) } : resolved;
};

const ANSWERS: Partial<Record<CallName, (asked: Asked) => unknown>> = {
  'session.get': ({ scene, born }) => ({ seat: { id: 'seat1', person: 'jon', personName: JON.name, name: 'Desk 4', kind: 'browser', rights: scene === 'reviewViewer' ? RIGHTS.slice(0, 1) : RIGHTS, createdAt: ago(born, HOUR), lastSeenAt: ago(born, 0) }, person: { id: 'jon', name: JON.name, rights: scene === 'reviewViewer' ? RIGHTS.slice(0, 1) : RIGHTS, roles: [] }, needsPin: false }),
  'policy.get': () => ({ incidents: IncidentsConfig.parse({}), roster: [], people, slos: [] }),
  'reviews.list': ({ scene, born, input }) => ({ items: heads(scene, born).filter(({ state }) => input['state'] === 'all' || state === input['state']), next: null, counts: scene === 'reviewEmpty' ? { due: 0, open: 0, overdue: 0 } : { due: 2, open: 1, overdue: 1 } }),
  'reviews.get': ({ scene, born }) => reviewOf(scene, born),
  'reviews.story': ({ scene, born, input }) => {
    const story = storyOf(incidentOf(born, input['incident']), scene === 'reviewMany');
    return scene === 'reviewBare' ? { ...story, instants: {}, states: [], severities: [], alerts: [], roles: [], updates: [], decisions: [], runs: [], rows: story.rows.slice(0, 1) } : story;
  },
  'incidents.blind': ({ scene }) => ({ before: scene === 'reviewBare' ? { standing: 'unknown', seconds: 0, ofSeconds: 540, unknownSeconds: 540, causes: [] } : { standing: 'blind', seconds: 360, ofSeconds: 540, unknownSeconds: 0, causes: [{ why: 'failing', source: 'prom', name: scene === 'reviewNames' ? HOSTILE : 'Prometheus ‘eu’', seconds: 360 }] } }),
  'reviews.compare': ({ born, input }) => {
    const [left, right] = [storyOf(incidentOf(born, THIS)), storyOf(incidentOf(born, input['with']))];
    const since = (story: typeof left, at: string | null | undefined): number | null => (at == null ? null : Date.parse(at) - Date.parse(story.startedAt));
    const names = ['impactStartedAt', 'detectedAt', 'acknowledgedAt', 'mitigatedAt', 'resolvedAt', 'impactEndedAt'] as const;
    return { left, right, why: 'The same cause: DNS zone pushed without a check.', instants: names.map((instant) => ({ instant, leftMs: since(left, left.instants[instant]), rightMs: instant === 'impactEndedAt' ? null : since(right, right.instants[instant]) })) };
  },
  'causes.list': ({ scene, born }) => ({ items: scene === 'reviewEmpty' ? [] : [{ id: CAUSE, name: 'DNS zone pushed without a check', category: 'change', confirmed: 2, suspected: 1, lastStartedAt: ago(born, 26 * HOUR) }, { id: 'CAUSE-0003', name: scene === 'reviewNames' ? HOSTILE : 'Certificate not renewed', category: 'process', confirmed: 1, suspected: 0, lastStartedAt: ago(born, 80 * DAY) }], next: null }),
  'causes.get': ({ scene, born }) => ({ id: CAUSE, name: 'DNS zone pushed without a check', category: 'change', confirmed: 2, suspected: 1, lastStartedAt: ago(born, 26 * HOUR), incidents: reviewOf(scene, born).earlier }),
  'correctiveActions.list': ({ scene, born, input }) => {
    const all = scene === 'reviewEmpty' ? [] : actionsOf(born);
    return { items: all.filter(({ daysLate, owner }) => (input['overdue'] !== true || daysLate !== null) && (input['owner'] === undefined || owner === input['owner'])), next: null, counts: scene === 'reviewEmpty' ? { open: 0, awaiting: 0, overdue: 0, lapsed: 0 } : { open: 3, awaiting: 1, overdue: 1, lapsed: 0 } };
  },
  'actionIssues.list': ({ scene, born }) => ({
    channels: scene === 'reviewViewer' ? [] : [{ id: 'ops', name: 'Jira ops' }],
    items: scene === 'reviewBare' ? [] : [
      issue(born, 21, { reading: true }),
      issue(born, 22, { how: 'linked', status: { name: 'Done', stage: 'done', since: ago(born, 5 * HOUR) } }),
      issue(born, 23, { status: { name: scene === 'reviewNames' ? HOSTILE : 'In Progress', stage: 'underway', since: ago(born, 9 * HOUR) }, readAt: ago(born, 40 * MINUTE), problem: 'Jira does not accept the API token of bot@acme.test (HTTP 401).' }),
      issue(born, 24, { standing: 'failed', key: null, url: null, status: null, readAt: null, reason: 'HTTP 400: issuetype: Specify a valid issue type.' }),
    ],
  }),
  'rules.list': () => ({ items: [], next: null }),
};
const STANDS = new Set<CallName>(['session.get', 'policy.get']);

/** What the engine of a picture answers about reviews; null where it has nothing to say. */
export async function answerReviews(scene: string, born: EpochMs, name: CallName, input: unknown): Promise<Result<unknown> | null> {
  if (!isReviewScene(scene)) return null;
  const answer = ANSWERS[name];
  const asked: Asked = { scene, born, input: input as Asked['input'] };
  if (scene === 'reviewLoading' && !STANDS.has(name)) return new Promise(() => undefined);
  if (scene === 'reviewFailed' && !STANDS.has(name)) return fail('unavailable', 'Holdfast cannot be reached from this screen.');
  if (scene === 'reviewPrivate' && name.startsWith('reviews.') && name !== 'reviews.list') return fail('forbidden', `${THIS} is private: only whoever operates, approves or administers sees more than that there is one.`);
  if (name === 'reviews.put') return scene === 'reviewConflict' ? fail('conflict', `The review of ${THIS} was changed by Mira Okafor since you looked. Look at what changed, then try again.`, { version: 15, changes: timelineOf(incidentOf(born, THIS)).slice(-2) }) : ok(contract[name].output.parse(reviewOf(scene, born)));
  if (name === 'incidents.evidence' && scene === 'reviewBare') return ok({ items: [] });
  if (answer !== undefined) return ok(contract[name].output.parse(answer(asked)));
  const known = await answerIncidents('incidents', born, name, input);
  if (name !== 'incidents.evidence' || scene !== 'reviewGrowing' || known?.ok !== true) return known;
  const { items } = contract[name].output.parse(known.value);
  return ok({ items: items.map((item) => ({ ...item, to: null })) });
}
