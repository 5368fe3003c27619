import { describe, expect, test } from 'vitest';
import { readStatusNotification, type StatusOfRecipient } from './dsn.ts';
import { isBounced, isOfReader } from './rules.ts';

const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
/** As Postfix makes them. */
const postfix = (of: { readonly recipient?: string; readonly action?: string; readonly status?: string; readonly code?: string } = {}): string => crlf(`Return-Path: <>
Received: by mx.acme.test (Postfix) id 4XYZ; Thu, 26 Nov 2026 14:31:02 +0000 (UTC)
Date: Thu, 26 Nov 2026 14:31:02 +0000 (UTC)
From: MAILER-DAEMON@mx.acme.test (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: status@acme.test
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4XYZ.1700000000/mx.acme.test"

This is a MIME-encapsulated message.

--4XYZ.1700000000/mx.acme.test
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<gone@customer.test>: host mx.customer.test said: 550 5.1.1

--4XYZ.1700000000/mx.acme.test
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.test
X-Postfix-Sender: rfc822; status@acme.test
Arrival-Date: Thu, 26 Nov 2026 14:31:00 +0000 (UTC)

Final-Recipient: rfc822; ${of.recipient ?? 'gone@customer.test'}
Original-Recipient: rfc822;${of.recipient ?? 'gone@customer.test'}
Action: ${of.action ?? 'failed'}
Status: ${of.status ?? '5.1.1'}
Remote-MTA: dns; mx.customer.test
Diagnostic-Code: smtp; ${of.code ?? '550 5.1.1 <gone@customer.test>: Recipient address\n    rejected: User unknown'}

--4XYZ.1700000000/mx.acme.test
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: Acme Status <status@acme.test>
To: gone@customer.test
Message-ID: <hf-0011223344@acme.test>
Subject: API Incident

--4XYZ.1700000000/mx.acme.test--
`);

describe('a bounce message', () => {
  test('of Postfix tells the reader, why, and which message came back', () => {
    expect(readStatusNotification(postfix())).toEqual({
      recipients: [{ address: 'gone@customer.test', action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 <gone@customer.test>: Recipient address rejected: User unknown' }],
      messageIds: ['<hf-0011223344@acme.test>'],
    });
  });

  test('of another make: no quotes around the boundary, the report in base64, the whole message inside, several readers, the original before a forwarding', () => {
    const report = `Reporting-MTA: dns; mail.acme.test\n\nOriginal-Recipient: rfc822; old@customer.test\nFinal-Recipient: rfc822; new@elsewhere.test\nAction: failed\nStatus: 5.1.10\n\nFinal-Recipient: utf-8; jos\u{e9}@customer.test\nAction: delayed\nStatus: 4.4.7\nDiagnostic-Code: smtp; 451 try later\n`;
    const message = crlf(`From: postmaster@acme.test\nContent-Type: multipart/mixed; boundary=outer\n\n--outer\nContent-Type: multipart/report; report-type=delivery-status; boundary=inner\n\n--inner\nContent-Type: text/plain\n\nNo luck.\n--inner\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n${Buffer.from(report).toString('base64').replaceAll(/.{60}/g, '$&\n')}\n--inner\nContent-Type: message/rfc822\n\nMessage-Id: <hf-1@acme.test>\nSubject: x\n\nHello\n--inner--\n--outer--\n`);
    expect(readStatusNotification(message)).toEqual({
      recipients: [{ address: 'old@customer.test', action: 'failed', status: '5.1.10', diagnostic: null }, { address: 'jos\u{e9}@customer.test', action: 'delayed', status: '4.4.7', diagnostic: '451 try later' }],
      messageIds: ['<hf-1@acme.test>'],
    });
  });

  test.each([
    ['a reply of somebody', 'From: a@x.test\r\nSubject: Re: API Incident\r\n\r\nThanks!'],
    ['a note that somebody is away', 'From: a@x.test\r\nAuto-Submitted: auto-replied\r\nContent-Type: text/plain\r\n\r\nI am away. Final-Recipient: rfc822; a@x.test'],
    ['a report without an address', postfix({ recipient: 'nobody' })],
    ['a report without a status', postfix({ status: 'bad' })],
    ['nothing at all', '\r\n\r\n'],
    ['a boundary that is never met', 'Content-Type: multipart/report; boundary=x\r\n\r\nnothing'],
    ['parts without end', `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'.repeat(3_000)}`],
  ])('is not: %s', (_name, text) => expect(() => readStatusNotification(text)).toThrow('expected a delivery status notification (RFC 3464)'));
});

describe('only what is about the reader takes the reader away', () => {
  const said = (over: Partial<StatusOfRecipient>): StatusOfRecipient => ({ address: 'a@x.test', action: 'failed', status: '5.1.1', diagnostic: null, ...over });
  test('bounces', () => {
    expect([said({}), said({ status: '5.1.10' }), said({ status: '5.2.1' }), said({ status: '5.0.0', diagnostic: '550 unknown user' })].map(isBounced)).toEqual([true, true, true, true]);
    expect([said({ action: 'delayed', status: '4.4.7' }), said({ status: '5.7.1' }), said({ status: '5.2.2' }), said({ status: '5.0.0', diagnostic: '550 blocked by policy' }), said({ action: 'delivered', status: '2.0.0' })].map(isBounced)).toEqual([false, false, false, false, false]);
  });
  test('refusals at the door', () => {
    expect([[550, '5.1.1 No such user'], [550, 'No such user here'], [553, '5.1.3 bad address syntax'], [550, '5.2.1 mailbox disabled']].map(([code, text]) => isOfReader(Number(code), String(text)))).toEqual([true, true, true, true]);
    expect([[450, '4.2.1 later'], [550, '5.7.1 relaying denied'], [554, '5.7.1 blocked using a list'], [552, '5.2.2 mailbox full'], [550, 'Relay access denied'], [503, '5.5.1 no MAIL'], [550, 'your IP has a bad reputation']].map(([code, text]) => isOfReader(Number(code), String(text)))).toEqual(Array.from({ length: 7 }, () => false));
  });
});

