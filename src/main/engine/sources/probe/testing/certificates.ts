import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type JsonGeneralName,
  type X509Certificate,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

export interface Certified {
  readonly cert: string;
  readonly key: string;
}
interface Wanted {
  readonly name: string;
  readonly names: JsonGeneralName[];
  /** Relative to now. */
  readonly fromDays: number;
  readonly toDays: number;
}

/** An authority made for one test run, and what it signs. */
export class TestAuthority {
  readonly pem: string;
  readonly #certificate: X509Certificate;
  readonly #keys: Keys;

  private constructor(certificate: X509Certificate, keys: Keys) {
    this.#certificate = certificate;
    this.#keys = keys;
    this.pem = certificate.toString('pem');
  }

  static async create(): Promise<TestAuthority> {
    const keys = await newKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: 'CN=Test authority',
      keys,
      signingAlgorithm: ALGORITHM,
      ...validity(-400, 400),
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    });
    return new TestAuthority(certificate, keys);
  }

  async issue(over: Partial<Wanted> = {}): Promise<Certified> {
    const { name, names, fromDays, toDays } = { ...LOOPBACK, ...over };
    const keys = await newKeys();
    const certificate = await X509CertificateGenerator.create({
      subject: `CN=${name}`,
      issuer: this.#certificate.subject,
      signingKey: this.#keys.privateKey,
      publicKey: keys.publicKey,
      signingAlgorithm: ALGORITHM,
      ...validity(fromDays, toDays),
      extensions: [new SubjectAlternativeNameExtension(names)],
    });
    return { cert: certificate.toString('pem'), key: await privatePem(keys) };
  }
}

export async function selfSigned(): Promise<Certified> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=127.0.0.1',
    keys,
    signingAlgorithm: ALGORITHM,
    ...validity(-1, 90),
    extensions: [new SubjectAlternativeNameExtension(LOOPBACK.names)],
  });
  return { cert: certificate.toString('pem'), key: await privatePem(keys) };
}

const LOOPBACK: Wanted = { name: '127.0.0.1', names: [{ type: 'ip', value: '127.0.0.1' }], fromDays: -1, toDays: 90 };
/** By the global `crypto`, whose types are those of whoever compiles this: Node’s here, the browser’s for end-to-end tests. */
const newKeys = () => crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
type Keys = Awaited<ReturnType<typeof newKeys>>;
const validity = (fromDays: number, toDays: number): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Date.now() + fromDays * DAY_MS),
  notAfter: new Date(Date.now() + toDays * DAY_MS),
});

async function privatePem(keys: Keys): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
}
