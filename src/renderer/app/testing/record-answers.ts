import { contract, type CallName } from '../../../shared/contract/contract.ts';
import { IncidentsConfig } from '../../../shared/model/policy-config.ts';
import { RIGHTS } from '../../../shared/model/rights.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { ago, HOUR, JON, MIRA } from './incident-scenes.ts';
import { auditOf, importReport, silentAlerts, windowsOf, writtenWindow } from './record-pages.ts';
import { isRecordScene, type RecordScene } from './record-scenes.ts';
import { replayOf, ruleOf, rulesOf, SLOS } from './rule-answers.ts';
import { effectsOf, foundOf } from './search-answers.ts';
import { draftOf, handoversOf, logOf } from './shift-answers.ts';

export interface RecordAsked {
  readonly scene: RecordScene;
  readonly born: EpochMs;
  readonly input: Readonly<Record<string, unknown>>;
}

const PEOPLE = [MIRA, JON, { id: 'ada', name: 'Ada Nnamdi' }].map(({ id, name }) => ({ id, name }));
const SEEN_BY_VIEWER = RIGHTS.slice(0, 1);
const NOTHING = { items: [], next: null };

const ANSWERS: Partial<Record<CallName, (asked: RecordAsked) => unknown>> = {
  'session.get': ({ scene, born }) => ({ seat: { id: 'seat1', person: 'jon', personName: JON.name, name: 'Desk 4', kind: 'browser', rights: scene === 'recordsViewer' ? SEEN_BY_VIEWER : RIGHTS, createdAt: ago(born, HOUR), lastSeenAt: ago(born, 0) }, person: { id: 'jon', name: JON.name, rights: RIGHTS, roles: [] }, needsPin: false }),
  'policy.get': ({ scene }) => ({ incidents: IncidentsConfig.parse({}), roster: [], people: PEOPLE, slos: scene === 'recordsEmpty' ? [] : SLOS }),
  'rules.list': ({ scene, born }) => (scene === 'recordsEmpty' ? NOTHING : { items: rulesOf(born), next: null }),
  'rules.get': ({ born, input }) => ruleOf(input['id'], born),
  'rules.replay': ({ scene, input }) => {
    const replay = replayOf(input as unknown as Parameters<typeof replayOf>[0]);
    return scene === 'recordsEmpty' ? { ...replay, firings: [], points: [], samples: 0, unknown: 0, notes: ['Nothing is known of this signal in that time.'] } : replay;
  },
  'rules.write': () => ({ issues: [] }),
  'rules.remove': () => ({}),
  'shift.draft': ({ scene, born }) => draftOf(born, scene === 'recordsEmpty'),
  'shift.list': ({ scene, born }) => (scene === 'recordsEmpty' ? NOTHING : { items: handoversOf(born), next: null }),
  'shift.log': ({ scene, born }) => (scene === 'recordsEmpty' ? NOTHING : { items: logOf(born), next: null }),
  'shift.note': ({ born }) => logOf(born)[0],
  'shift.write': ({ born }) => handoversOf(born)[0],
  'shift.accept': ({ born }) => handoversOf(born)[1],
  'maintenance.list': ({ scene, born }) => ({ items: scene === 'recordsEmpty' ? [] : windowsOf(born), elsewhere: [] }),
  'maintenance.get': ({ input }) => ({ window: writtenWindow(input['id']) }),
  'maintenance.write': () => ({}),
  'maintenance.end': () => ({}),
  'alerts.list': ({ born, input }) => ({ items: silentAlerts(born, input['state'] === 'resolved'), next: null, counts: { firing: 2, pending: 0, suppressed: 2 } }),
  'incidents.import': ({ input }) => importReport(input),
  'audit.list': ({ scene, born, input }) => (scene === 'recordsEmpty' ? NOTHING : { items: auditOf(born).filter((row) => (input['type'] === undefined || row.type === input['type']) && (input['actor'] === undefined || row.actor.id === input['actor']) && (input['incident'] === undefined || row.incident === input['incident'])), next: null }),
  'audit.verify': ({ scene }) => (scene === 'recordsReadOnly' ? { ok: false, rows: 811, redacted: 0, erased: 0, lost: 0, unproven: 0, head: null, firstBad: { seq: 812, problem: 'row 812 was altered: its text “text” does not match its hash' } } : { ok: true, rows: 1_208, redacted: 1, erased: 0, lost: 0, unproven: 0, head: '9f2c41d07be8a3569f2c41d07be8a3569f2c41d07be8a3569f2c41d07be8a356', firstBad: null }),
  'search.find': ({ scene, born, input }) => (scene === 'recordsEmpty' ? { ...NOTHING, found: 0, more: false } : { items: foundOf(born), next: 'x', found: input['sort'] === 'newest' ? 1_000 : 5, more: input['sort'] === 'newest' }),
  'retention.preview': ({ born, input }) => ({ items: effectsOf(born, input) }),
  'audit.redact': () => ({ state: 'asked' }),
};

const STANDS = new Set<CallName>(['session.get', 'policy.get']);

/** What wants the person, not only the screen. */
const CHANGES = new Set<CallName>(['rules.write', 'rules.remove', 'maintenance.write', 'maintenance.end', 'audit.list', 'audit.verify']);

/** What the engine of a picture answers about rules and records; null where it has nothing to say. */
export async function answerRecords(scene: string, born: EpochMs, name: CallName, input: unknown): Promise<Result<unknown> | null> {
  const answer = ANSWERS[name];
  if (!isRecordScene(scene) || answer === undefined) return null;
  if (scene === 'recordsLoading' && !STANDS.has(name)) return new Promise(() => undefined);
  if (scene === 'recordsFailed' && !STANDS.has(name)) return fail('unavailable', 'Holdfast cannot be reached from this screen.');
  if (scene === 'recordsPin' && CHANGES.has(name)) return fail('forbidden', 'Your PIN is needed for this.', { needs: 'pin' });
  const value = answer({ scene, born, input: input as RecordAsked['input'] });
  return value === null ? fail('not_found', 'There is no such thing.') : ok(contract[name].output.parse(value));
}
