import type { Signal } from '../../shared/model/entities.ts';
import type { RuleView } from '../../shared/model/incident.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { toRfc3339 } from '../../shared/model/units.ts';
import { removeMaintenance, removeRule, writeMaintenance, writeRule } from '../config/edit-items.ts';
import type { ConfigService } from '../config/service.ts';
import type { RuleFiles } from '../engine/detection/rule-file-watch.ts';
import type { Detection, JudgedRule } from '../engine/detection/service.ts';
import { conditionText, UNKNOWN_WORDS } from '../engine/detection/words.ts';
import type { Elsewhere } from '../engine/maintenance/elsewhere.ts';
import type { Maintenance } from '../engine/maintenance/service.ts';
import type { Clock } from '../engine/ports.ts';
import { onDuty } from '../engine/roster/rules.ts';
import type { Replayer } from './replayer.ts';
import type { Handlers } from './engine-port.ts';
import { cutPage } from './page.ts';

type RuleCall = 'rules.list' | 'rules.get' | 'rules.replay' | 'rules.write' | 'rules.remove' | 'policy.get' | 'maintenance.list' | 'maintenance.get' | 'maintenance.write' | 'maintenance.end';

export interface RuleSubject {
  readonly clock: Clock;
  readonly config: ConfigService;
  readonly detection: Detection;
  readonly ruleFiles: RuleFiles;
  readonly maintenance: Maintenance;
  readonly elsewhere: Elsewhere;
  readonly signal: (id: Signal['id']) => Signal | null;
  readonly replay: Replayer;
}

/** The calls of the contract about rules, maintenance windows and how incidents are run here. */
export const createRuleHandlers = ({ clock, config, detection, ruleFiles, maintenance, elsewhere, signal, replay }: RuleSubject): Pick<Handlers, RuleCall> => {
  const viewOf = (judged: JudgedRule): RuleView => ruleView(judged, signal(judged.rule.signal));
  const all = (): RuleView[] => [...detection.all().map(viewOf), ...ruleFiles.rules()];
  return {
    'rules.list': (page) => cutPage(all().sort((a, b) => Number(b.state === 'firing') - Number(a.state === 'firing') || a.id.localeCompare(b.id)), page),
    'rules.get': ({ id }) => {
      const rule = config.written?.rules.find((each) => 'id' in each && each.id === id);
      const judged = detection.all().find((each) => each.rule.writtenAs === id);
      if (rule === undefined || !('id' in rule) || judged === undefined) throw new HoldfastError('not_found', `There is no rule "${id}" in holdfast.yaml.`);
      return { rule, view: viewOf(judged) };
    },
    'rules.replay': (request) => replay(request),
    'rules.write': async ({ id, rule }, actor) => {
      if (rule.id !== id) throw new HoldfastError('invalid_input', `rule.id: expected "${id}", as in the address, found "${rule.id}"`);
      await config.edit((text) => writeRule(text, id, rule), actor);
      return { issues: config.state.issues };
    },
    'rules.remove': async ({ id }, actor) => {
      const { found } = await config.edit((text) => removeRule(text, id), actor);
      if (!found) throw new HoldfastError('not_found', `There is no rule "${id}" in holdfast.yaml.`);
      return {};
    },
    'policy.get': () => {
      const current = config.current;
      if (current === null) throw new HoldfastError('unavailable', 'No configuration could be read yet.');
      return { incidents: current.incidents, roster: onDuty(current.roster, clock.nowMs()), people: current.people.map(({ id, name }) => ({ id, name })), slos: current.slos.map(({ windowMs, ...slo }) => ({ ...slo, windowSeconds: windowMs / 1_000 })) };
    },
    'maintenance.list': () => ({ items: maintenance.list(), elsewhere: elsewhere.list() }),
    'maintenance.get': ({ id }) => {
      const window = config.written?.maintenance.find((each) => each.id === id);
      if (window === undefined) throw new HoldfastError('not_found', `There is no maintenance window "${id}" in holdfast.yaml.`);
      return { window };
    },
    'maintenance.write': async ({ id, window }, actor) => {
      if (window.id !== id) throw new HoldfastError('invalid_input', `window.id: expected "${id}", as in the address, found "${window.id}"`);
      await config.edit((text) => writeMaintenance(text, id, window), actor);
      return {};
    },
    'maintenance.end': async ({ id }, actor) => {
      const running = maintenance.list().find((window) => window.id === id && window.active);
      const written = config.written?.maintenance.find((window) => window.id === id);
      if (written === undefined) throw new HoldfastError('not_found', `There is no maintenance window "${id}" in holdfast.yaml.`);
      // One that has begun stays on record with its true end; a weekly one, or one to come, is taken out.
      if (running !== undefined && written.weekly === undefined) await config.edit((text) => writeMaintenance(text, id, { ...written, to: toRfc3339(clock.nowMs()) }), actor);
      else await config.edit((text) => removeMaintenance(text, id), actor);
      return {};
    },
  };
};

function ruleView({ rule, status }: JudgedRule, signal: Signal | null): RuleView {
  const unknown = status.verdict === 'unknown' && status.state !== 'firing';
  return {
    id: rule.rule,
    name: rule.summary ?? rule.writtenAs,
    origin: 'config',
    kind: rule.condition.kind,
    condition: conditionText(rule, signal?.unit ?? 'none'),
    signal: rule.signal,
    service: rule.service,
    source: signal?.source ?? null,
    severity: rule.severity,
    incident: rule.mode,
    state: unknown || status.verdict === null ? 'unknown' : status.state,
    trouble: status.unknownReason === null ? null : UNKNOWN_WORDS[status.unknownReason],
    lastFiredAt: status.firedAt === null ? null : toRfc3339(status.firedAt),
    owner: rule.owner,
    reviewBy: rule.reviewBy,
    file: null,
  };
}
