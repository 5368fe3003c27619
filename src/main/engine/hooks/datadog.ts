import { z } from 'zod';
import { HoldfastError } from '../../../shared/model/result.ts';
import type { Severity } from '../../../shared/model/severity.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { serviceNamed, type Labels } from '../alerts/received.ts';
import { OTHER_BYTES, type HookContext, type HookKind } from './kinds.ts';
import { readShape } from './words.ts';

const text = (longest: number) => z.union([z.string().max(longest), z.number()]).transform(String);
/** What a variable of Datadog became; one that it does not know, or that is empty, says nothing. */
const variable = (longest: number) => text(longest).optional().transform((value) => (value === undefined || value === '' || value.startsWith('$') ? null : value));

/** The payload that the documentation gives to be pasted into Datadog: https://docs.datadoghq.com/integrations/webhooks/ */
const Message = z.object({
  alert_id: text(100).refine((id) => id !== '' && !id.startsWith('$'), 'expected the id of a monitor ($ALERT_ID); paste the payload of the documentation into the webhook at Datadog'),
  transition: text(60),
  title: variable(1_000),
  scope: variable(2_000),
  priority: variable(20),
  tags: variable(8_000),
  status: variable(8_000),
  date: variable(40),
  cycle: variable(200),
  link: variable(2_000),
  metric: variable(500),
});

const FIRING: ReadonlySet<string> = new Set(['triggered', 're-triggered', 'no data', 're-no data', 'warn', 're-warn', 'renotify', 're-notify']);
const OVER: ReadonlySet<string> = new Set(['recovered', 'warn recovered', 'no data recovered']);
const PRIORITY: Readonly<Record<string, Severity>> = { p1: 'P0', p2: 'P1' };

/** `env:prod, service:checkout`: tags by name; one without a value has itself as its value. */
function tagsOf(...lists: readonly (string | null)[]): Labels {
  const tags = lists.flatMap((list) => (list ?? '').split(',')).map((tag) => tag.trim()).filter((tag) => tag !== '');
  return Object.fromEntries(tags.map((tag): [string, string] => {
    const colon = tag.indexOf(':');
    return colon === -1 ? [tag.slice(0, 200), tag] : [tag.slice(0, Math.min(colon, 200)), tag.slice(colon + 1)];
  }));
}

const withoutMark = (title: string): string => title.replace(/^\[[^\]]{1,200}\]\s*/, '');
const isWarning = (transition: string): boolean => transition.includes('warn');

/** Milliseconds since 1970, as `$DATE` is. */
const timeOf = (date: string | null): EpochMs | null => (date !== null && /^\d{12,14}$/.test(date) ? epochMs(Number(date)) : null);

/** A warning is minor whatever the monitor's priority; P1 at Datadog is the gravest of five. */
const severityOf = (transition: string, priority: string | null, { hook }: HookContext): Severity =>
  isWarning(transition) ? 'P2' : priority === null ? (hook.severity ?? 'P2') : (PRIORITY[priority.toLowerCase()] ?? 'P2');

export const datadog: HookKind = {
  mostBytes: OTHER_BYTES,
  signedBy: null,
  repeatsOnlyOn5xx: true,
  read: (body, context) => {
    const message = readShape(Message, body);
    const transition = message.transition.toLowerCase();
    const ended = OVER.has(transition);
    if (!ended && !FIRING.has(transition)) throw new HoldfastError('invalid_input', `transition: expected what Datadog puts for $ALERT_TRANSITION, such as "Triggered" or "Recovered", found "${message.transition}"`);
    const labels: Labels = { ...tagsOf(message.tags, message.scope), monitor: message.alert_id };
    const at = timeOf(message.date);
    const name = message.title === null ? `monitor ${message.alert_id}` : withoutMark(message.title);
    return {
      alerts: [
        {
          from: 'datadog',
          source: context.hook.source ?? null,
          // A monitor alerts once for each group, which its scope names.
          identity: `${message.alert_id} ${scopeOf(message.scope)}`,
          name: `monitor ${message.alert_id}`,
          title: name,
          severity: severityOf(transition, message.priority, context),
          service: serviceNamed(labels['service'], context.services) ?? context.hook.service ?? null,
          labels,
          annotations: Object.fromEntries(Object.entries({ status: message.status, metric: message.metric, cycle: message.cycle }).flatMap(([key, value]) => (value === null ? [] : [[key, value]]))),
          state: ended ? 'resolved' : 'firing',
          // Of a repeat it is when that was sent: the trouble began earlier.
          startsAt: ended ? null : at,
          noEarlierThan: true,
          endsAt: ended ? at : null,
          until: null,
          url: message.link,
          origin: context.hook.reportedBy === 'customers' ? 'customers' : 'alert',
          toldAt: at,
        },
      ],
    };
  },
};

/** The same for the same tags in any order; Datadog writes "*" for all of them. */
const scopeOf = (scope: string | null): string => (scope ?? '*').split(',').map((tag) => tag.trim()).sort().join(',');
