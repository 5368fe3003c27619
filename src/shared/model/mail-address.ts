import { z } from 'zod';

const Ascii = z.email().max(254);
/** Characters that end or nest an address in a header or a command, spaces and controls. */
// oxlint-disable-next-line no-control-regex
const NEVER = /[\u0000-\u0020\u007F-\u00A0\u2028\u2029\uFEFF<>()[\]\\,;:"@]/u;
// oxlint-disable-next-line no-control-regex
const BEYOND_ASCII = /[^\u0000-\u007F]/gu;

/** Whether a mail server has to know SMTPUTF8 (RFC 6531) for this address. */
export const isInternational = (address: string): boolean => new RegExp(BEYOND_ASCII.source, 'u').test(address.slice(0, address.lastIndexOf('@')));

/** A mail address as it is handed to a server: the domain in small ASCII letters, the part before it as it was given. Null for what is none. */
export function mailAddress(text: string): string | null {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at).normalize('NFC');
  if (at < 1 || NEVER.test(local)) return null;
  const domain = asciiDomain(text.slice(at + 1));
  if (domain === null || new TextEncoder().encode(local).length > 64) return null;
  /* A country's own name has digits and hyphens in this form. */
  return Ascii.safeParse(`${local.replace(BEYOND_ASCII, 'x')}@${domain.replaceAll(/\bxn--[a-z\d-]+/g, 'xn')}`).success ? `${local}@${domain}` : null;
}

function asciiDomain(domain: string): string | null {
  if (/[^\p{L}\p{M}\p{N}.-]/u.test(domain)) return null;
  try {
    const { hostname } = new URL(`http://${domain}/`);
    /* A number would be read as an address of a machine. */
    return /^[\d.]+$/.test(hostname) ? null : hostname;
  } catch {
    return null;
  }
}

/** By this an address is known again: hardly any server tells capitals apart, and who gets nothing must not get it for a capital. */
export const mailKey = (address: string): string => (mailAddress(address) ?? address).toLowerCase();

export const MailAddress = z.string().max(254).refine((text) => mailAddress(text) !== null, 'expected an e-mail address').meta({ format: 'email' });
