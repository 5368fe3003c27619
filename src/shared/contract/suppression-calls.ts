import { z } from 'zod';
import { call } from './define.ts';
import { none } from './paging.ts';
import { MailAddress } from '../model/mail-address.ts';
import { Bounce, Suppression } from '../model/suppression.ts';

/** Who gets no mail, and why. Part of the contract. */
export const suppressionCalls = {
  'suppressions.list': call({
    method: 'GET', path: '/suppressions', right: 'publish', summary: 'Addresses that get no mail until somebody lifts that, the newest first, with why and since when; at most so many, and how many there are.',
    input: z.object({ q: z.string().trim().max(254).default(''), limit: z.coerce.number().int().min(1).max(500).default(100) }), output: z.object({ items: z.array(Suppression), count: z.number().int() }),
  }),
  'suppressions.add': call({
    method: 'POST', path: '/suppressions', right: 'publish', summary: 'Sends an address no mail from now on.',
    input: z.object({ address: MailAddress, reason: z.string().trim().min(1).max(500) }), output: none,
  }),
  'suppressions.lift': call({ method: 'POST', path: '/suppressions/lift', right: 'publish', summary: 'Sends an address mail again.', input: z.object({ address: z.string().min(1).max(320) }), output: none }),
  'suppressions.bounce': call({
    method: 'POST', path: '/suppressions/bounces', right: 'publish',
    summary: 'Takes a bounce message (RFC 3464) as it arrived: readers that cannot be reached get no mail from now on, and the delivery that it speaks of has failed.',
    input: z.object({ message: z.string().min(1).max(900_000) }), output: z.object({ items: z.array(Bounce) }),
  }),
} as const;
