/** Numbers of the DNS (RFC 1035, 2136, 3596, 4034, 6891, 8945), as far as anything here asks for or writes them. */
export const TYPE = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, OPT: 41, DS: 43, RRSIG: 46, DNSKEY: 48, TSIG: 250, IXFR: 251, AXFR: 252, ANY: 255 } as const;
export const CLASS = { IN: 1, NONE: 254, ANY: 255 } as const;
export const OPCODE = { query: 0, update: 5 } as const;
export const RCODE = { noError: 0, formatError: 1, servFail: 2, nxDomain: 3, notImplemented: 4, refused: 5, yxDomain: 6, yxRrset: 7, nxRrset: 8, notAuth: 9, notZone: 10, badVersion: 16 } as const;
export const FLAG = { response: 0x8000, authoritative: 0x0400, truncated: 0x0200, recursionDesired: 0x0100, recursionAvailable: 0x0080 } as const;

export const HEADER_BYTES = 12;
/** What is taken over UDP: the size that avoids fragments everywhere. */
export const UDP_BYTES = 1_232;
