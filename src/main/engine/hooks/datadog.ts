import { z } from 'zod';
import { HoldfastError } from '../../../shared/model/result.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { readMonitor, splitTags, type MonitorWord } from './datadog-monitor.ts';
import { OTHER_BYTES, type HookKind } from './kinds.ts';
import { readShape } from './words.ts';

const text = (longest: number) => z.union([z.string().max(longest), z.number()]).transform(String);
/** What a variable of Datadog became; one that it does not know, or that is empty, says nothing. */
const variable = (longest: number) => text(longest).nullish().transform((value) => (value === null || value === undefined || value.trim() === '' || value.startsWith('$') ? null : value));

/** The payload that the documentation gives to be pasted into Datadog (`DATADOG_WEBHOOK_TEMPLATE`): https://docs.datadoghq.com/integrations/webhooks/ */
const Message = z.object({
  alert_id: text(100).refine((id) => id.trim() !== '' && !id.startsWith('$'), 'expected the id of a monitor ($ALERT_ID); paste the payload of the documentation into the webhook at Datadog'),
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

/** `$ALERT_TRANSITION` in small letters, without what says that it is a repetition. */
const STATES: Readonly<Record<string, MonitorWord['state']>> = { triggered: 'alert', notify: 'alert', 'no data': 'noData', warn: 'warn', recovered: 'ok', 'warn recovered': 'ok', 'no data recovered': 'ok' };
const AGAIN = /^re-?(?=triggered|notify|no data|warn)/;
/** Before the monitor's name stand its priority, the transition and the group. */
const MARKS = /^\s*(?:\[P[1-5]\]\s*)?(?:\[(?:re-?)?(?:triggered|notify|no data|warn|recovered)\b[^\]]{0,2000}\]\s*)?/i;

function stateOf(transition: string): MonitorWord['state'] {
  const state = STATES[transition.trim().toLowerCase().replace(AGAIN, '')];
  if (state !== undefined) return state;
  throw new HoldfastError('invalid_input', `transition: expected what Datadog puts for $ALERT_TRANSITION, such as "Triggered" or "Recovered", found "${transition}"`);
}

/** Milliseconds since 1970, as `$DATE` is. */
const timeOf = (date: string | null): EpochMs | null => (date !== null && /^\d{12,14}$/.test(date) ? epochMs(Number(date)) : null);

export const datadog = {
  mostBytes: OTHER_BYTES,
  signedBy: null,
  repeatsOnlyOn5xx: true,
  read: (body, { hook, services }) => {
    const message = readShape(Message, body);
    const at = timeOf(message.date);
    const word: MonitorWord = {
      monitor: message.alert_id.trim(),
      scope: message.scope,
      state: stateOf(message.transition),
      title: message.title?.replace(MARKS, '') ?? null,
      priority: message.priority,
      tags: splitTags(message.tags),
      annotations: Object.fromEntries(Object.entries({ status: message.status, metric: message.metric, cycle: message.cycle }).flatMap(([key, value]) => (value === null ? [] : [[key, value]]))),
      at,
      url: message.link,
      toldAt: at,
    };
    return { alerts: [readMonitor(word, services, { source: hook.source ?? null, severity: hook.severity, service: hook.service, reportedBy: hook.reportedBy })] };
  },
} satisfies HookKind;
