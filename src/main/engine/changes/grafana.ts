import { z } from 'zod';
import type { ChangeKind } from '../../../shared/model/change.ts';
import { epochMs } from '../../../shared/model/units.ts';
import type { ReadBody } from './draft.ts';

/** Annotations that Holdfast writes carry this tag; they are not taken back in. */
export const HOLDFAST_TAG = 'holdfast';

/** As far as a date reaches. */
const Ms = z.number().min(0).max(8_640_000_000_000_000);

/**
 * An annotation as `GET /api/annotations` answers it: https://grafana.com/docs/grafana/latest/developers/http_api/annotations/. Times
 * are milliseconds since 1970; `timeEnd` is 0 or `time` where it is no region.
 */
const Annotation = z.object({
  id: z.number(),
  alertId: z.number().nullish(),
  alertName: z.string().nullish(),
  newState: z.string().nullish(),
  dashboardUID: z.string().nullish(),
  time: Ms,
  timeEnd: Ms.nullish(),
  updated: Ms.nullish(),
  text: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  login: z.string().nullish(),
});

const KINDS: readonly (readonly [ChangeKind, RegExp])[] = [
  ['deploy', /^(?:deploy|deploys|deployed|deployment|deployments|release|releases|rollout|rollback|version)$/i],
  ['config', /^(?:config|configuration|settings?)$/i],
  ['dns', /^dns$/i],
  ['flag', /^(?:flag|flags|feature-?flags?|toggle)$/i],
  ['infrastructure', /^(?:infra|infrastructure|terraform|ansible|migration|maintenance|upgrade)$/i],
];

const LONGEST = 4_000;
const MARKUP = /<[^<>]{0,2000}>/g;

/** What an annotation tells; `dashboard` makes the address of one. Throws what zod throws for something else. */
export function readAnnotation(annotation: unknown, dashboard: (uid: string) => string | null): ReadBody {
  const { id, alertId, alertName, newState, dashboardUID, time, timeEnd, updated, text, tags, login } = Annotation.parse(annotation);
  const names = tags ?? [];
  if (names.some((tag) => tag.toLowerCase() === HOLDFAST_TAG)) return { ignored: 'Holdfast wrote it' };
  if ((alertId ?? 0) !== 0 || (alertName ?? '') !== '' || (newState ?? '') !== '') return { ignored: 'it tells of the state of an alert' };
  if (names.length === 0) return { ignored: 'it has no tag that would say what changed' };
  // Grafana shows markup of annotations; here it is words.
  const lines = (text ?? '').slice(0, LONGEST).replaceAll(/<br\s*\/?>|<\/p>|<\/div>/gi, '\n').replaceAll(MARKUP, '').split(/\r?\n/);
  const title = lines.map((line) => line.trim()).filter((line) => line !== '').join(' · ');
  const [begun, ended] = [epochMs(time), timeEnd != null && timeEnd > time ? epochMs(timeEnd) : null];
  return {
    changes: [{
      from: 'grafana',
      externalId: `annotation ${id}`,
      kind: names.map((tag) => KINDS.find(([, pattern]) => pattern.test(tag))?.[0]).find((kind) => kind !== undefined) ?? 'other',
      title: title === '' ? names.join(', ') : title,
      status: 'unknown',
      about: names.filter((tag) => !KINDS.some(([, pattern]) => pattern.test(tag))).map((tag) => tag.replace(/^(?:service|app|application)[:=]/i, '')),
      by: login == null || login === '' ? null : login,
      link: dashboardUID == null || dashboardUID === '' ? null : dashboard(dashboardUID),
      at: begun,
      endedAt: ended,
      toldAt: updated == null || updated === 0 ? (ended ?? begun) : epochMs(updated),
      before: null,
      after: null,
    }],
  };
}
