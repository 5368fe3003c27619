import type { Change, ChangeOfIncident } from '../../../shared/model/change.ts';
import { ChangeId, ServiceId } from '../../../shared/model/ids.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { ago, id, MINUTE } from './incident-scenes.ts';

const BLANK: Omit<Change, 'id' | 'at' | 'services' | 'recordedAt'> = { kind: 'deploy', title: 'Deploy', from: 'github', endedAt: null, about: [], by: null, toldBy: 'deploys', link: null, status: 'succeeded', before: null, after: null, externalId: null, claimedAt: null };

/** What was changed around an incident of a picture: the case that everybody knows, one with far too many, and one where nobody tells. */
export function changesOf(incident: unknown, onset: EpochMs): { items: ChangeOfIncident[]; next: null; window: object; reporters: object[]; dnsNames: number } {
  const at = (minutes: number): string => ago(onset, minutes * MINUTE);
  const change = (number: number, minutesBefore: number, affected: boolean | null, told: Partial<Change>, fromOnsetMs = -minutesBefore * MINUTE): ChangeOfIncident => ({
    ...BLANK, id: ChangeId.parse(`CHG-${String(number).padStart(4, '0')}`), at: at(minutesBefore), services: affected === true ? [ServiceId.parse('s0')] : affected === false ? [ServiceId.parse('s3')] : [], recordedAt: at(minutesBefore), ...told,
    relation: { affected, fromOnsetMs, early: minutesBefore >= 0 },
  });
  const window = { onset: at(0), from: at(120), until: at(-60) };
  const reporters = [{ from: 'github', lastAt: at(9), changes: 41 }, { from: 'terraform', lastAt: at(300), changes: 3 }];
  if (incident === id(43)) return { items: [], next: null, window, reporters, dnsNames: 3 };
  if (incident === id(44)) return { items: [], next: null, window, reporters: [], dnsNames: 0 };
  if (incident === id(38)) return { items: Array.from({ length: 50 }, (_, index) => change(100 + index, index * 2, index < 3, { title: `Deploy of acme/a-service-with-a-rather-long-name-${index} to production-eu-central-1, by the nightly train that carries everything which was merged since yesterday` })), next: null, window, reporters, dnsNames: 0 };
  return {
    items: [
      change(41, 0.7, true, { kind: 'dns', title: 'DNS records of api.acme.example changed', from: 'dns', toldBy: 'Holdfast', endedAt: at(-0.3), before: 'A 203.0.113.10\nA 203.0.113.11\nMX 10 mail.acme.example', after: 'A 203.0.113.66\nMX 10 mail.acme.example' }, 0),
      change(40, 9, true, { title: 'Push to main of acme/dns: Clean up old records', kind: 'dns', by: 'mira', about: ['acme/dns'], link: 'https://github.com/acme/dns', before: '0123456', after: '7fd1a60' }),
      change(39, 31, true, { title: 'Deploy of acme/checkout to production', by: 'jon', endedAt: at(27), link: 'https://github.com/acme/checkout', status: 'failed' }),
      change(38, 48, null, { title: 'Terraform run in net-prod: Add a second balancer', kind: 'infrastructure', from: 'terraform', about: ['net-prod'], by: 'ada' }),
      change(37, 12, false, { title: 'Dark mode for everybody', kind: 'flag', from: 'api', by: 'lee', claimedAt: at(-40) }),
      change(42, -14, true, { title: 'Rollback of acme/dns', kind: 'dns', by: 'mira', status: 'started' }),
    ],
    next: null, window, reporters, dnsNames: 3,
  };
}
