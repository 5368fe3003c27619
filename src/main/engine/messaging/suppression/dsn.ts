import { HoldfastError } from '../../../../shared/model/result.ts';
import { plain } from '../../../../shared/text/plain.ts';

/** What a delivery status notification says of one recipient (RFC 3464; RFC 6533 for addresses beyond ASCII). */
export interface StatusOfRecipient {
  readonly address: string;
  readonly action: string;
  /** Such as 5.1.1. */
  readonly status: string;
  readonly diagnostic: string | null;
}

export interface StatusNotification {
  readonly recipients: readonly StatusOfRecipient[];
  /** Of the message that came back, where it is told. */
  readonly messageIds: readonly string[];
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const MOST_PARTS = 40;
const MOST_DEPTH = 5;
const MOST_RECIPIENTS = 1_000;
const EXPECTED = 'This is no bounce message that can be read: expected a delivery status notification (RFC 3464), as mail servers send it, with all its headers.';

/** Reads a bounce message. Throws `invalid_input` in words for anything else, a vacation reply among them. */
export function readStatusNotification(message: string): StatusNotification {
  const parts = leaves(partOf(message.replaceAll(/\r\n?/g, '\n')), 0);
  const recipients = parts.filter(({ headers }) => /^message\/(?:global-)?delivery-status\b/i.test(typeOf(headers))).flatMap(({ body }) => statusesIn(body)).slice(0, MOST_RECIPIENTS);
  if (recipients.length === 0) throw new HoldfastError('invalid_input', EXPECTED);
  const originals = parts.filter(({ headers }) => /^(?:message\/(?:rfc822|global|global-headers)|text\/rfc822-headers)\b/i.test(typeOf(headers)));
  return { recipients, messageIds: originals.flatMap(({ body }) => partOf(body).headers.get('message-id')?.trim() ?? []) };
}

function partOf(text: string): Part {
  const end = text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  return { headers: fieldsOf(head.replace(/^\n/, '')), body: end < 0 ? '' : text.slice(end + 2) };
}

/** The first of each name, unfolded. */
function fieldsOf(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

const typeOf = (headers: Part['headers']): string => headers.get('content-type') ?? 'text/plain';

function leaves(part: Part, depth: number): Part[] {
  const type = typeOf(part.headers);
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (!/^multipart\//i.test(type) || mark === undefined || depth >= MOST_DEPTH) return [{ ...part, body: decoded(part) }];
  const pieces = `\n${part.body}`.split(`\n--${mark}`).slice(1, MOST_PARTS + 1).filter((piece) => !piece.startsWith('--'));
  return pieces.flatMap((piece) => leaves(partOf(piece.replace(/^[^\n]*\n/, '')), depth + 1));
}

function decoded({ headers, body }: Part): string {
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase() ?? '';
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8').replaceAll(/\r\n?/g, '\n');
  if (encoding !== 'quoted-printable') return body;
  return Buffer.from(body.replaceAll(/[ \t]*=\n/g, '').replaceAll(/=([\dA-F]{2})/gi, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16))), 'latin1').toString('utf8');
}

/** After the fields of the message come those of each recipient, between empty lines. */
function statusesIn(body: string): StatusOfRecipient[] {
  return body.split(/\n\s*\n/).flatMap((block): StatusOfRecipient[] => {
    const fields = fieldsOf(block.trim());
    const address = addressIn(fields.get('original-recipient')) ?? addressIn(fields.get('final-recipient'));
    const action = fields.get('action')?.toLowerCase() ?? '';
    const status = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get('status') ?? '')?.[0];
    if (address === null || action === '' || status === undefined) return [];
    const diagnostic = fields.get('diagnostic-code')?.replace(/^[\w-]+;\s*/, '');
    return [{ address, action, status, diagnostic: diagnostic === undefined ? null : plain(diagnostic, 240) }];
  });
}

/** Whom we have written to is what the original recipient says; the final one may be where a forwarding led. */
function addressIn(field: string | undefined): string | null {
  const found = /^(?:rfc822|utf-8)\s*;\s*<?([^<>\s]+@[^<>\s]+)>?\s*$/i.exec(field ?? '')?.[1];
  return found === undefined ? null : found.replaceAll(/\+([\dA-F]{2})/g, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
}
