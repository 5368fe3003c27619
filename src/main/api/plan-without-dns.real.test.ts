import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../e2e/fakes/contracts.ts';
import type { Observed } from '../engine/continuity/dns/testing/observer.ts';
import { expectUnbroken } from '../engine/continuity/dns/testing/unbroken.ts';
import { TestAuthority } from '../engine/sources/probe/testing/certificates.ts';
import { findBind } from '../engine/sources/testing/bind.ts';
import { temporaryFolder } from '../store/testing/fixtures.ts';
import { inOwnNetwork, whyNoOwnNetwork } from './testing/cut-off/own-network.ts';
import { AT } from './testing/cut-off/world.ts';

const why = WITHOUT_CONTRACTS ? NEEDS_CONTRACTS : (await findBind()) === null ? 'named is installed' : await whyNoOwnNetwork();
/** Where everything that tests need is demanded, this is, too. */
const isSkipped = why !== null && process.env['HOLDFAST_REQUIRE_SHARED'] !== '1';

/** Two dozen looks and four runs take some seconds, and many more on a machine that has other things to do. */
const LIMIT_MS = 600_000;

interface Sheet {
  readonly tookMs: number;
  readonly credentials: readonly string[];
  readonly record: readonly string[];
  readonly delegation: readonly string[];
  readonly live: readonly (string | null)[];
  readonly targets: readonly (readonly string[])[];
  readonly notes: readonly (readonly string[])[];
  readonly keepOldShare: number | null;
}
interface Records {
  readonly cloudflare: readonly string[];
  readonly route53: readonly string[];
  readonly servers: readonly (readonly string[])[];
}
interface Told {
  readonly sheet: Sheet;
  readonly tookMs: number;
  readonly run: { readonly state: string; readonly why: string | null; readonly steps: readonly { readonly state: string; readonly outcome: string | null; readonly gates: Readonly<Record<string, string>> | null }[] };
  readonly records: Records;
}
interface Seen {
  readonly oneDelegated: readonly string[];
  readonly signedAbove: readonly string[];
  readonly withDns: Sheet;
  readonly cut: Told;
  readonly noResolver: Told;
  readonly neverSeen: Told;
  readonly writtenDown: Sheet;
  readonly primaryGone: Told & { readonly refused: string; readonly back: string; readonly after: Records };
  readonly stranger: { readonly sheet: Sheet; readonly heardByTheRealOne: number };
  readonly strangerInARun: Told;
  readonly seen: readonly Observed[];
  readonly problems: readonly unknown[];
}

const [OLD, NEW] = ['203.0.113.10', '198.51.100.1'] as const;
const everywhere = (value: string): Records => ({ cloudflare: [value], route53: [value], servers: [[value], [value], [value]] });
const AS_USUAL: Omit<Sheet, 'tookMs' | 'targets' | 'notes'> = {
  credentials: [
    'both ok: cf: The token is active and reads acme.test. Whether it may write is seen only when it does.',
    'both ok: aws: The credentials may change A api.acme.test.',
    'own ok: bind: The server takes changes that are signed by the key "failover-key".',
  ],
  record: ['both ok: resolvers keep api.acme.test for 1 min, objective 8 min', `both ok: A api.acme.test is ${OLD}`, 'own ok: resolvers keep api.own.test for 1 min, objective 8 min', `own ok: A api.own.test is ${OLD}`],
  delegation: [
    'both ok: acme.test is delegated to cf; resolvers keep the delegation for 48 h',
    'both ok: acme.test is delegated to aws; resolvers keep the delegation for 48 h',
    'both ok: all 1 record sets are the same everywhere',
    'both ok: acme.test is not signed by the zone above: every resolver takes the answers of cf and aws',
  ],
  live: [`${OLD} · 60 s`, `${OLD} · 60 s`, null],
  keepOldShare: null,
};

describe.skipIf(isSkipped)(`plans in the hour in which no resolver answers, in a network of their own (${why ?? 'possible here'})`, () => {
  let seen: Seen;
  beforeAll(async () => {
    using folder = temporaryFolder();
    const at = path.dirname(folder.file('ca.pem'));
    const authority = await TestAuthority.create();
    writeFileSync(folder.file('ca.pem'), authority.pem);
    for (const [file, name] of [['cloudflare', 'api.cloudflare.com'], ['route53', 'route53.amazonaws.com'], ['other', 'other.test']] as const) {
      const { cert, key } = await authority.issue({ name, names: [{ type: 'dns', value: name }] });
      writeFileSync(folder.file(`${file}.cert.pem`), cert);
      writeFileSync(folder.file(`${file}.key.pem`), key);
    }
    const resolvFile = folder.file('resolv.conf');
    const addresses = Object.values(AT).filter((address) => address !== '127.0.0.1');
    seen = JSON.parse(await inOwnNetwork(path.join(import.meta.dirname, 'testing/cut-off/scenario.ts'), [resolvFile, at], { resolvFile, addresses, env: { NODE_EXTRA_CA_CERTS: folder.file('ca.pem') }, timeLimitMs: LIMIT_MS })) as Seen;
    process.stdout.write(`without DNS: the sheet took ${seen.withDns.tookMs} ms with a resolver, ${seen.cut.sheet.tookMs} ms with a silent one, ${seen.noResolver.sheet.tookMs} ms with none; the run with a silent one ${seen.cut.tookMs} ms\n`);
  }, LIMIT_MS);

  it('are known to lead to the providers’ own addresses while there is DNS', () => {
    expect(seen.withDns).toMatchObject(AS_USUAL);
    expect(seen.withDns.targets[0]).toEqual([expect.stringContaining('GET https://api.cloudflare.com/'), expect.stringContaining('POST https://api.cloudflare.com/'), expect.stringContaining('POST https://route53.amazonaws.com/')]);
    expect(seen.withDns.notes[0]).toEqual(expect.arrayContaining([expect.stringContaining('cf: guarded, not atomic'), 'two providers, one after the other and not at once: where aws fails, cf is put back']));
  });

  it('look the same after a restart in which every resolver is silent, and are run and proven at every name server by address', () => {
    const { sheet, run, records } = seen.cut;
    expect(sheet).toMatchObject(AS_USUAL);
    expect(run).toMatchObject({ state: 'running', steps: [{ state: 'done' }, { state: 'done' }, { state: 'approving' }] });
    expect(run.steps.slice(0, 2).map(({ gates }) => gates?.['authoritative'])).toEqual(['passed: all 2 authoritative servers answer so', 'passed: the authoritative server answers so']);
    expect(records).toEqual(everywhere(NEW));
  });

  it('are taken back where this machine knows no resolver at all', () => {
    const { sheet, run, records } = seen.noResolver;
    expect(run).toMatchObject({ state: 'rolledBack', steps: [{ state: 'undone' }, { state: 'undone' }, {}] });
    expect(records).toEqual(everywhere(OLD));
    expect(sheet).toMatchObject(AS_USUAL);
    expect(sheet.notes[0]).toContainEqual(expect.stringMatching(/^cf: guarded, not atomic; the last time somebody else could have come in between for \d+ ms$/));
  });

  it('do nothing where the providers were never seen before: the control', () => {
    const { sheet, run, records } = seen.neverSeen;
    expect(sheet.credentials.slice(0, 2)).toEqual(['api.cloudflare.com', 'route53.amazonaws.com'].map((host, index) => `both unknown: ${['cf', 'aws'][index] ?? ''}: the name ${host} cannot be resolved now: no name server answers`));
    expect(run).toMatchObject({ state: 'stopped', why: 'notReady' });
    expect(records).toEqual(everywhere(OLD));
  });

  it('work at the very first start, too, with addresses that are written down', () => {
    const { credentials, record, live } = AS_USUAL;
    expect(seen.writtenDown).toMatchObject({ credentials, record, live });
  });

  it('tell the name of a provider from its address: whoever sits there now with another certificate gets nothing', () => {
    const { sheet, heardByTheRealOne } = seen.stranger;
    expect(sheet.credentials[0]).toContain('both unknown: cf: TLS: its certificate is for another name');
    expect(sheet.record).toContain('both unknown: A api.acme.test cannot be read at cf');
    expect(heardByTheRealOne).toBe(0);
    expect(seen.strangerInARun.run).toMatchObject({ state: 'stopped', why: 'notReady', steps: [{ state: 'done' }, { state: 'failed', outcome: expect.stringContaining('its certificate is for another name') }] });
    expect(seen.strangerInARun.records).toEqual(everywhere(OLD));
  });

  it('say which share of resolvers keeps the old answer while the primary’s API cannot be reached, and move the rest when a person says so', () => {
    const { sheet, refused, run, records, back, after } = seen.primaryGone;
    expect(sheet).toMatchObject({ keepOldShare: 0.5, live: [`${OLD} · 60 s; not known at cf`, `${OLD} · 60 s`, null] });
    expect(sheet.notes[0]).toContain('cf cannot be read: who goes on by overriding “record” changes the others alone, and it keeps what it has');
    expect(refused).toContain('Pre-flight says no');
    expect(run.steps[0]).toMatchObject({ state: 'done', outcome: expect.stringMatching(/^aws: 198\.51\.100\.1 · 60 s.*; without cf, which keeps what it has$/) });
    expect(records).toEqual({ cloudflare: [OLD], route53: [NEW], servers: [[OLD], [NEW], [NEW]] });
    expect(back).toBe('rolledBack');
    expect(after).toEqual(everywhere(OLD));
  });

  it('say before anybody needs it that the primary cannot be removed, and that a switch would break for validating resolvers', () => {
    expect(seen.oneDelegated).toContain('both blocked: acme.test is not delegated to aws: nobody asks its servers; cf cannot be removed: delegation TTL 48 h');
    expect(seen.signedAbove.slice(0, 2)).toEqual(['cf', 'aws'].map((id) => `both blocked: this would break for validating resolvers: acme.test is signed, and ${id} does not sign it`));
  });

  it('leave nobody with an empty answer or half of one, in all of this; and every request was one that the providers describe', () => {
    expectUnbroken('without DNS', seen.seen);
    expect(seen.problems).toEqual([]);
  });
});
