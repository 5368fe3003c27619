import { execFileSync } from 'node:child_process';
import type { ScorecardFilter } from '../../src/shared/model/scorecard.ts';
import { SEVERITIES } from '../../src/shared/model/severity.ts';

/** What is asked of the raw rows, in milliseconds. */
export interface PlainQuestion {
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly filter: ScorecardFilter;
  readonly ofTier: readonly string[] | null;
}

const METRICS = { mttd: 'detect_ms', mtta: 'acknowledge_ms', mttm: 'mitigate_ms', mttr: 'resolve_ms' } as const;

export interface PlainAnswer {
  /** As the program's own timer tells it, all statements together. */
  readonly ms: number;
  /** Name → number, null where there is none; times in ms. */
  readonly values: Readonly<Record<string, number | null>>;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function where({ filter, ofTier }: PlainQuestion): string {
  const { service, severity, cause, causeCategory, drills, maintenance, instants } = filter;
  const has = (id: string): string => `instr(' ' || services || ' ', ${quoted(` ${id} `)}) > 0`;
  return [
    `standing = 'declared'`,
    `reading IN (0, ${instants === 'corrected' ? 1 : 2})`,
    ...(service === null ? [] : [has(service)]),
    ...(ofTier === null ? [] : [`(${ofTier.map(has).join(' OR ')})`]),
    ...(severity === null ? [] : [`severity = ${SEVERITIES.indexOf(severity)}`]),
    ...(cause === null ? [] : [`cause = ${quoted(cause)}`]),
    ...(causeCategory === null ? [] : [`category = ${quoted(causeCategory)}`]),
    ...(drills === 'in' ? [] : [`drill = ${drills === 'only' ? 1 : 0}`]),
    ...(maintenance === 'in' ? [] : [`maintenance = ${maintenance === 'only' ? 1 : 0}`]),
  ].join(' AND ');
}

/** The union of spans, by groups: the part of each that lies after everything before it. */
const minutes = (group: string, from: string): string =>
  `SELECT ${group} AS name, sum(max(0, e - max(s, ifnull(until, s)))) AS value FROM (SELECT *, max(e) OVER (PARTITION BY ${group} ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until FROM ${from}) GROUP BY 1`;

function script(question: PlainQuestion): string {
  const { from, to, now, filter } = question;
  const recurs = filter.instants === 'corrected' ? 'recurs' : 'recurs_recorded';
  const resolve = filter.resolveFrom === 'impact' ? 'resolve_ms' : 'resolve_from_detection_ms';
  const here = `(SELECT * FROM scorecard_facts WHERE start >= ${from} AND start < ${to} AND ${where(question)})`;
  const end = `min(${to}, CASE WHEN running AND impact_ms IS NULL THEN ${now} ELSE start + impact_ms END)`;
  const spans = `(SELECT max(start, ${from}) AS s, ${end} AS e, severity, services FROM scorecard_facts WHERE start < ${to} AND ((running AND impact_ms IS NULL) OR impact_ms >= 0) AND ${end} > ${from} AND ${where(question)})`;
  const byService = `(SELECT s, e, j.value AS service FROM ${spans}, json_each('["' || replace(services, ' ', '","') || '"]') j WHERE services <> '')`;
  const rank = (column: string, percent: number): string => `(SELECT ${column} FROM ${here} WHERE ${column} >= 0 ORDER BY ${column} LIMIT 1 OFFSET max(0, (SELECT (count(*) * ${percent} + 99) / 100 - 1 FROM ${here} WHERE ${column} >= 0)))`;
  return [
    '.mode list', '.separator |', '.timer on',
    `SELECT 'total', count(*), 'P0', ifnull(sum(severity = 0), 0), 'P1', ifnull(sum(severity = 1), 0), 'P2', ifnull(sum(severity = 2), 0), 'running', ifnull(sum(running), 0) FROM ${here};`,
    ...Object.entries({ ...METRICS, mttr: resolve }).map(([metric, column], index) =>
      `SELECT '${metric}.n', count(CASE WHEN ${column} >= 0 THEN 1 END), '${metric}.of', ifnull(sum(${column} IS NOT NULL OR NOT pending & ${1 << index}), 0), '${metric}.sum', sum(CASE WHEN ${column} >= 0 THEN ${column} END), '${metric}.median', ${rank(column, 50)}, '${metric}.p90', ${rank(column, 90)} FROM ${here};`),
    `SELECT 'confirmed', ifnull(sum(${recurs} = 2 AND known), 0), 'suspected', ifnull(sum(${recurs} = 1 AND known), 0), 'classified', ifnull(sum(known), 0), 'resolved', count(*) FROM (SELECT *, cause IS NOT NULL OR signature IS NOT NULL AS known FROM ${here} WHERE NOT running AND NOT drill);`,
    `SELECT 'impact', ifnull(sum(value), 0) FROM (${minutes('0', spans)});`,
    `SELECT 'impact.' || name, value FROM (${minutes('severity', spans)});`,
    `SELECT 'service.' || name, value FROM (${minutes('service', byService)});`,
  ].join('\n');
}

/** The scorecard's figures by the `sqlite3` command line over the raw rows. Null where the program is missing. */
export function askPlainly(file: string, question: PlainQuestion): PlainAnswer | null {
  let out: string;
  try {
    out = execFileSync('sqlite3', ['-readonly', '-batch', file], { input: `${script(question)}\n`, encoding: 'utf8', maxBuffer: 1 << 26 });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const values: Record<string, number | null> = {};
  let ms = 0;
  for (const each of out.split('\n')) {
    const timer = /^Run Time: real ([\d.]+)/.exec(each);
    if (timer !== null) ms += Number(timer[1]) * 1_000;
    else {
      const cells = each.split('|');
      for (let index = 0; index + 1 < cells.length; index += 2) values[cells[index] ?? ''] = cells[index + 1] === '' ? null : Number(cells[index + 1]);
    }
  }
  return { ms, values };
}
