import { channelTraits, type ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import type { Cancel } from '../../../ports.ts';
import type { Outcome } from '../../outbox/channel.ts';
import type { ChannelDeps, OpenChannel } from '../kinds.ts';
import { createTokens } from '../oauth2.ts';
import { composeMail, READER, senderAddress, type Sender } from './message.ts';
import { checkLists, recipientsOf } from './recipients.ts';
import { renewedToken } from '../renewed-token.ts';
import { isLoopback, openSession, type MailServer, type Session } from './session.ts';
import type { MailFailure } from './words.ts';

/** A connection waits so long for the next message, so that a thousand recipients are not a thousand sign-ins. */
const IDLE_MS = durationMs(10_000);
/** Servers end a connection after some number of messages; below all that are known. */
const MOST_MESSAGES = 50;
/** After a refused sign-in nobody tries the same one again for this long: a thousand wrong ones lock an account. */
const REFUSED_MS = 30_000;

interface Idle {
  readonly session: Session;
  readonly used: number;
  readonly cancel: Cancel;
}

/** E-mail by SMTP: one message for each recipient, with the same Message-ID in each attempt. What came of it after the final dot nobody tells. */
export async function createEmailChannel(config: ChannelConfigOf<'email'>, deps: ChannelDeps): Promise<OpenChannel> {
  const { clock, resolveSecrets, lookup, readFile, suppression } = deps;
  if (config.security === 'none' && !isLoopback(config.host)) throw new Error(`security "none" is only for a server on this machine, and ${config.host} is not`);
  if (config.user !== undefined && config.password === undefined && config.oauth2 === undefined) throw new Error('expected "password" or "oauth2" beside "user"');
  if (config.oneClick && (config.unsubscribe === undefined || !config.unsubscribe.startsWith('https://') || !config.unsubscribe.includes(READER))) throw new Error(`"oneClick" needs an https address with ${READER} in it under "unsubscribe", or nobody would know whom to take off`);
  const sender: Sender = { from: config.from, address: senderAddress(config.from), replyTo: config.replyTo, unsubscribe: config.unsubscribe, oneClick: config.oneClick };
  const password = config.password === undefined ? null : await resolveSecrets(config.password);
  const ca = config.ca === undefined ? undefined : await resolveSecrets(config.ca);
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----')) throw new Error('TLS: the CA given is no PEM certificate');
  const { oauth2 } = config;
  const tokens = oauth2 === undefined ? null : createTokens({ url: oauth2.tokenUrl, clientId: oauth2.clientId, clientSecret: await resolveSecrets(oauth2.clientSecret), secretIn: 'form', refreshToken: await renewedToken(oauth2.refreshToken, deps), scope: oauth2.scope }, { clock, lookup });
  const user = config.user ?? null;
  const server: MailServer = { host: config.host, port: config.port, security: config.security, user, password: tokens === null ? password : null, tokens, ca };
  const secrets = password === null || password.length < 4 ? [] : [password, base64(password), base64(`\0${user ?? ''}\0${password}`)];
  const clean = (text: string): string => secrets.reduce((rest, secret) => rest.replaceAll(secret, '•••'), tokens?.clean(text) ?? text);

  let idle: Idle[] = [];
  let refusedAt: { readonly atMs: number; readonly failure: MailFailure } | null = null;
  let isClosed = false;

  const open = async (abort: AbortSignal): Promise<Session | MailFailure> => {
    if (refusedAt !== null && clock.monotonicMs() - refusedAt.atMs < REFUSED_MS) return refusedAt.failure;
    let opened = await openSession(server, { clock, lookup, clean, renew: false }, abort);
    /* A token can be taken back before it ends. */
    if (isFinal(opened) && tokens?.isHeld() === true) opened = await openSession(server, { clock, lookup, clean, renew: true }, abort);
    refusedAt = isFinal(opened) ? { atMs: clock.monotonicMs(), failure: opened } : null;
    return opened;
  };

  const take = (): Idle | null => {
    for (let found = idle.pop(); found !== undefined; found = idle.pop()) {
      found.cancel();
      if (found.session.isAlive) return found;
    }
    return null;
  };

  const give = (session: Session, used: number): void => {
    if (isClosed || used >= MOST_MESSAGES) return session.close();
    const kept: Idle = { session, used, cancel: clock.after(IDLE_MS, () => ((idle = idle.filter((each) => each !== kept)), session.close())) };
    idle.push(kept);
  };

  const hand = async (to: string, raw: Buffer, abort: AbortSignal): Promise<MailFailure | null> => {
    const kept = take();
    if (kept !== null) {
      const failure = await kept.session.send(sender.address, to, raw, abort);
      if (failure?.kind !== 'notReached' || abort.aborted) return after(kept.session, kept.used + 1, failure);
      /* A kept connection that the server has ended meanwhile: nothing was taken, and a new one may do. */
      kept.session.close();
    }
    const session = await open(abort);
    if ('kind' in session) return session;
    return after(session, 1, await session.send(sender.address, to, raw, abort));
  };

  const after = (session: Session, used: number, failure: MailFailure | null): MailFailure | null => {
    if (failure === null && session.isAlive) give(session, used);
    else if (failure?.kind === 'refused' && session.isAlive) void session.reset().then((ready) => (ready ? give(session, used) : session.close()));
    else session.close();
    return failure;
  };

  return {
    id: config.id,
    name: config.name ?? config.id,
    class: channelTraits(config).class(config),
    settlingMs: durationMs(0),
    pace: { atOnce: 2, spacingMs: durationMs(50) },
    send: async (parcel, abort): Promise<Outcome> => {
      const stopped = suppression?.find(parcel.recipient) ?? null;
      if (stopped !== null) return { kind: 'refused', reason: `This address gets no mail since ${stopped.at.slice(0, 10)} (${stopped.says}). Somebody can lift that.`, again: false };
      const mail = await composeMail(parcel, sender, clock.nowMs());
      if (typeof mail === 'string') return { kind: 'refused', reason: mail, again: false };
      const failed = await hand(mail.to, mail.raw, abort);
      if (failed !== null) {
        const { gone, ...failure } = failed;
        if (gone === true) suppression?.refused(mail.to, config.id, failure.reason);
        return failure;
      }
      return { kind: 'sent', remote: { messageId: mail.messageId }, thread: mail.thread, url: null, note: 'The mail server has taken it; whether it was delivered is not told.' };
    },
    prove: async (abort) => {
      refusedAt = null;
      const session = await open(abort);
      if ('kind' in session) return { ok: false, certain: isFinal(session), says: sentence(session.reason) };
      give(session, 1);
      try {
        await checkLists(config, readFile);
      } catch (error) {
        return { ok: false, certain: true, says: `Who gets it cannot be read: ${error instanceof Error ? error.message : String(error)}` };
      }
      const lost = tokens?.lost() ?? null;
      return { ok: true, says: user === null ? `${config.host} lets us in without an account.` : `Signed in at ${config.host} as ${user}.`, ...(lost === null ? {} : { warns: lost }) };
    },
    recipients: (facts) => recipientsOf(config, facts, readFile, (address) => suppression?.find(address) != null),
    close: () => {
      isClosed = true;
      for (const { session, cancel } of idle.splice(0)) {
        cancel();
        session.close();
      }
    },
  };
}

const isFinal = (opened: Session | MailFailure): opened is Extract<MailFailure, { kind: 'refused' }> => 'kind' in opened && opened.kind === 'refused' && !opened.again;
const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const sentence = (reason: string): string => `${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}`;
