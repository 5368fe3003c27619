import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UpdateFacts, type UpdateKind } from '../../../../shared/model/update.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { ServiceId } from '../../../../shared/model/ids.ts';
import { parseUpdateTemplates } from '../compose/templates.ts';

/** The templates that are shipped. */
export const SHIPPED = parseUpdateTemplates(readFileSync(join(import.meta.dirname, '..', '..', '..', '..', '..', 'resources', 'update-templates.md'), 'utf8'));

export const NOW = epochMs(Date.parse('2026-11-26T14:30:00.000Z'));
export const INCIDENT_OF_UPDATES = { id: 'INC-2026-0042', title: 'Checkout: error rate above 5 %', severity: 'P1', isDrill: false } as const;
export const CHECKOUT_ID = ServiceId.parse('checkout');
export const BERLIN = { timeZone: 'Europe/Berlin', clock: '12h', now: NOW } as const;

/** Whether an update of this kind says that it is over, whatever its facts. */
export const isTheEnd = (kind: UpdateKind): boolean => kind === 'resolved' || kind === 'postmortem';

/** What would be known half an hour into a partial outage, or after it, or of planned work. */
export function sensibleFacts(kind: UpdateKind, changes: Record<string, unknown> = {}): UpdateFacts {
  const over = isTheEnd(kind);
  const planned = kind === 'maintenance' || kind === 'postponed';
  return UpdateFacts.parse({
    services: [{ id: 'checkout', name: 'Checkout' }],
    extent: planned ? null : 'partialOutage',
    customers: 'about a third of card payments',
    regions: ['Europe'],
    since: planned ? null : '2026-11-26T14:00:00Z',
    until: over ? '2026-11-26T14:25:00Z' : null,
    symptoms: 'Paying by card fails or takes longer than usual',
    works: 'Paying by bank transfer, and everything else in the shop',
    doing: planned ? 'Moving the payment database to new hardware' : 'Payments are routed to the second provider',
    expectedEnd: over || planned ? null : { as: 'minutes', from: 60, to: 120, saidAt: '2026-11-26T14:30:00Z', basis: 'the last switch took 70 minutes' },
    cause: kind === 'identified' || kind === 'monitoring' || over ? { text: 'A payment provider refuses a part of our requests', confirmed: true } : null,
    nextUpdateAt: over || planned ? null : '2026-11-26T15:00:00Z',
    numbers: planned ? [] : [{ label: 'Checkout error rate', value: 0.072, unit: 'ratio', sampleTime: '2026-11-26T14:29:45Z', source: 'Metrics of production' }],
    window: planned ? { from: '2026-11-28T22:00:00Z', to: '2026-11-29T00:00:00Z' } : null,
    ...changes,
  });
}
