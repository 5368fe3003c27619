import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { machineAddresses } from './addresses.ts';

/** PEM texts, and what a person compares with what the browser shows. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 over the certificate, as browsers print it: `AA:BB:…`. */
  readonly fingerprint: string;
  readonly validTo: Date;
}

/** The longest life that browsers take (CA/Browser Forum, ballot SC22, is a day longer). */
const LIFE_DAYS = 397;
const RENEW_DAYS = 30;
const DAY_MS = 86_400_000;

/** Reads a given pair. Throws a sentence where it is none, does not belong together or is over. */
export async function readCertificate({ cert: certFile, key: keyFile }: { readonly cert: string; readonly key: string }, now: Date): Promise<Certificate> {
  const [cert, key] = await Promise.all([readPem(certFile), readPem(keyFile)]);
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(cert);
  } catch {
    throw new Error(`${certFile} is no certificate: expected PEM text that begins with "-----BEGIN CERTIFICATE-----".`);
  }
  if (parsed.validToDate < now) throw new Error(`The certificate in ${certFile} ended on ${parsed.validToDate.toISOString().slice(0, 10)}.`);
  assertPair(parsed, key, certFile, keyFile);
  return { cert, key, fingerprint: parsed.fingerprint256, validTo: parsed.validToDate };
}

function assertPair(cert: X509Certificate, key: string, certFile: string, keyFile: string): void {
  let fits: boolean;
  try {
    fits = cert.checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new Error(`${keyFile} is no private key that can be read: expected PEM text without a passphrase.`);
  }
  if (!fits) throw new Error(`The key in ${keyFile} does not belong to the certificate in ${certFile}.`);
}

const readPem = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${error.code ?? error.message}).`);
  });

export interface SelfSignedOptions {
  readonly folder: string;
  /** As they stand in the configuration: names, addresses, with or without port; `0.0.0.0` stands for all of this machine's. */
  readonly hosts: readonly string[];
  readonly now?: Date;
}

/**
 * A certificate that Holdfast makes itself, kept in `folder` for the next start, so that what a browser was told to trust stays the
 * same. Made anew when it does not name every host, or ends within 30 days.
 */
export async function selfSigned({ folder, hosts: configured, now = new Date() }: SelfSignedOptions): Promise<Certificate> {
  const hosts = certificateNames(configured);
  const files = { cert: join(folder, 'holdfast-cert.pem'), key: join(folder, 'holdfast-key.pem') };
  const kept = await readCertificate(files, now).catch(() => null);
  if (kept !== null && kept.validTo.getTime() - now.getTime() > RENEW_DAYS * DAY_MS && namesAll(kept.cert, hosts)) return kept;
  const { cert, key } = await makeCertificate(hosts, now);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // The key first, and each by renaming: a crash in between leaves a pair that does not fit, which is then made anew.
  await keep(files.key, key);
  await keep(files.cert, cert);
  return readCertificate(files, now);
}

/** Every name by which a browser may come here; this machine's own are always among them. */
function certificateNames(configured: readonly string[]): string[] {
  const own = ['localhost', '127.0.0.1', '::1'];
  const names = configured.flatMap((entry) => {
    if (entry === '0.0.0.0' || entry === '::' || entry === '[::]') return machineAddresses();
    if (isIP(entry) !== 0) return [entry];
    const host = URL.parse(entry.includes('://') ? entry : `https://${entry}`)?.hostname ?? '';
    return host === '' ? [] : [host.replace(/^\[|\]$/g, '')];
  });
  return [...new Set([...names, ...own])];
}

async function keep(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

const namesAll = (pem: string, hosts: readonly string[]): boolean => {
  const certificate = new X509Certificate(pem);
  return hosts.every((host) => (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined);
};

/** ECDSA P-256, self-signed. Loaded only when it is needed: the library takes longer to load than the server to start. */
async function makeCertificate(hosts: readonly string[], now: Date): Promise<{ cert: string; key: string }> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const name = hosts.find((host) => isIP(host) === 0) ?? 'localhost';
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: `1${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')}0`,
    name: `CN=${name}, O=Holdfast`,
    notBefore: new Date(now.getTime() - DAY_MS),
    notAfter: new Date(now.getTime() + (LIFE_DAYS - 1) * DAY_MS),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }))),
    ],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { cert: `${certificate.toString('pem')}\n`, key: `-----BEGIN PRIVATE KEY-----\n${key.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END PRIVATE KEY-----\n` };
}
