import type { z } from 'zod';
import type { hookCalls } from '../../../shared/contract/hook-calls.ts';
import type { Service } from '../../../shared/model/entities.ts';
import { DEFAULT_RESOLVED_WHEN, type HookMap } from '../../../shared/model/hook-config.ts';
import { MAPPED_PATHS, type HookPreview, type MappedPath } from '../../../shared/model/hook-view.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { toRfc3339 } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import { serviceNamed } from '../alerts/received.ts';
import { readJson } from './json.ts';
import { mapMessage, severityIn, type MappedMessage } from './mapped.ts';

type Asked = z.output<(typeof hookCalls)['hooks.preview']['input']>;
type Looked = NonNullable<HookPreview['paths'][MappedPath]>;

const REQUIRED: ReadonlySet<MappedPath> = new Set<MappedPath>(['identity', 'title']);
const NOTHING_TO_LOOK_IN = 'Paste a message that the sender would send: what each path finds in it is shown beside it.';

/** What a mapping that is being written makes of a sample; everything that is wrong is said at its path. Pure. */
export function previewMapping({ id, sample, map: { paths, resolvedWhen, severities }, ...hook }: Asked, services: readonly Pick<Service, 'id' | 'name'>[]): HookPreview {
  const written = Object.fromEntries(MAPPED_PATHS.flatMap((name) => (paths[name] === undefined || (paths[name] === '' && !REQUIRED.has(name)) ? [] : [[name, paths[name].trim()]])));
  const map = { identity: '', title: '', ...written, resolvedWhen: resolvedWhen ?? DEFAULT_RESOLVED_WHEN, ...(severities === undefined ? {} : { severities }) } satisfies HookMap;
  const body = bodyOf(sample);
  if ('problem' in body) return { sample: body.problem, paths: syntaxOf(mapMessage({}, { hook: { ...hook, id, kind: 'alert' }, services }, map)), alert: null, problem: null };
  const mapped = mapMessage(body.value, { hook: { ...hook, id, kind: 'alert' }, services }, map);
  const { alert } = mapped;
  return {
    sample: null,
    paths: Object.fromEntries(Object.entries(mapped.paths).map(([name, looked]) => [name, 'found' in looked ? lookedAs(name as MappedPath, looked.found, { map, services, hook }) : { found: null, problem: looked.problem, note: null }])),
    alert:
      alert === null
        ? null
        : { identity: plain(alert.identity, 200), title: plain(alert.title, 200), state: alert.state, severity: alert.severity, service: alert.service, startsAt: alert.startsAt === null ? null : toRfc3339(alert.startsAt), url: alert.url, reportedBy: hook.reportedBy },
    problem: mapped.problem,
  };
}

function bodyOf(sample: string): { readonly value: unknown } | { readonly problem: string } {
  if (sample.trim() === '') return { problem: NOTHING_TO_LOOK_IN };
  try {
    return { value: readJson(Buffer.from(sample)) };
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    return { problem: error.code === 'invalid_input' && error.message.startsWith('The body') ? whereNoJson(sample) : error.message };
  }
}

/** JSON's own words say where it ends to be JSON. */
function whereNoJson(sample: string): string {
  try {
    JSON.parse(sample);
    return 'This is not JSON.';
  } catch (error) {
    const at = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    if (at === undefined) return 'This is not JSON: it ends before it is complete.';
    const before = sample.slice(0, Number(at));
    return `This is not JSON: line ${before.split('\n').length}, "${plain(sample.slice(Number(at), Number(at) + 12), 20)}" is not expected there.`;
  }
}

/** Without a sample only how a path is written can be wrong. */
const syntaxOf = ({ paths }: MappedMessage): HookPreview['paths'] =>
  Object.fromEntries(Object.entries(paths).flatMap(([name, looked]) => ('problem' in looked && looked.path !== '' && looked.problem.startsWith('expected') ? [[name, { found: null, problem: looked.problem, note: null }]] : [])));

function lookedAs(name: MappedPath, found: string, { map, services, hook }: { readonly map: HookMap; readonly services: readonly Pick<Service, 'id' | 'name'>[]; readonly hook: Pick<Asked, 'severity' | 'service'> }): Looked {
  const shown = plain(found, 200);
  const say = (note: string | null): Looked => ({ found: shown, problem: found.trim() === '' && (REQUIRED.has(name) || name === 'state') ? 'an empty text stands there' : null, note });
  if (name === 'severity' && severityIn(found, map) === null) return say(`“${plain(found, 40)}” stands for no severity here: ${hook.severity ?? 'P2'} is taken. Write below what it means.`);
  if (name === 'service' && serviceNamed(found, services) === null) return say(`There is no service “${plain(found, 40)}” here: ${hook.service === undefined ? 'none' : `“${hook.service}”`} is taken.`);
  if (name === 'state') return say(map.resolvedWhen.some((word) => word.toLowerCase() === found.trim().toLowerCase()) ? 'It is over.' : 'It fires: the word is none of those below.');
  return say(null);
}
