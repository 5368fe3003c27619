import { channelTraits, type ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import type { ChannelDeps, OpenChannel } from '../kinds.ts';
import type { Proof } from '../proof.ts';
import { secretAddress } from '../secret-address.ts';
import { createVendor, isAnswer, refusalOf } from '../vendor.ts';

/** Above about 28 KB the workflow fails after it has accepted the message, and nobody is told. */
const MOST_BYTES = 28_000;
const ACCEPTED = 'Teams has accepted it, and does not say whether it shows it.';

/** The workflow “When a Teams webhook request is received” of a Microsoft Teams channel. What it has accepted cannot be looked for, changed or answered to. */
export async function createTeamsChannel(config: ChannelConfigOf<'teams'>, { clock, resolveSecrets, lookup }: ChannelDeps): Promise<OpenChannel> {
  const address = secretAddress(await resolveSecrets(config.url));
  const vendor = createVendor({ url: address.base, auth: { kind: 'none' }, headers: {}, tls: {} }, { clock, lookup });

  return {
    id: config.id,
    name: config.name ?? config.id,
    class: channelTraits(config).class(config),
    settlingMs: durationMs(0),
    /* More than four a second are throttled. */
    pace: { atOnce: 1, spacingMs: durationMs(300) },
    send: async ({ content }, abort) => {
      const bytes = Buffer.byteLength(JSON.stringify(content));
      if (bytes > MOST_BYTES) return { kind: 'refused', again: false, reason: `it has ${(bytes / 1_000).toFixed(1)} KB, and Teams shows nothing above 28 KB: shorten it` };
      const given = await vendor.ask({ method: 'POST', path: '', query: address.query, body: content }, abort);
      if (!isAnswer(given)) return given;
      if (given.status >= 200 && given.status < 300) return { kind: 'sent', remote: null, url: null, note: ACCEPTED };
      const words = vendor.clean(address.hide(wordsOf(given.text)));
      if (given.status === 404 || given.status === 410) return { kind: 'refused', again: false, reason: `the workflow is gone or turned off (HTTP ${given.status}): its owner may have left; make a new one and put its address here${words === '' ? '' : `: ${words}`}` };
      if (given.status === 413) return { kind: 'refused', again: false, reason: 'it is too large for Teams (HTTP 413): shorten it' };
      return refusalOf({
        answer: given, words, nowMs: clock.nowMs(),
        unauthorised: 'the address of the workflow is not accepted: copy it again, and let "Anyone" trigger the workflow',
        forbidden: 'the workflow may not be triggered from here: let "Anyone" trigger it',
      });
    },
    prove: () => Promise.resolve(proofOf(address.host)),
    close: () => vendor.close(),
  };
}

function proofOf(host: string): Proof {
  if (/(^|\.)webhook\.office(365)?\.com$/.test(host)) return { ok: false, certain: true, says: 'This is the address of an Office 365 connector, which Microsoft has ended: make a workflow in Teams and put its address here.' };
  if (host.endsWith('.logic.azure.com')) return { ok: false, certain: false, says: 'Microsoft has announced the end of workflow addresses at logic.azure.com: open the workflow in Teams and copy its new one. Send a test to see whether this one still works.' };
  return { ok: false, certain: false, says: 'A workflow cannot be tried without sending: send a test, and look whether Teams shows it.' };
}

/** Of `{"error":{"code","message"}}`, as Power Automate answers; else what there is. */
function wordsOf(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
    const words = [error?.code, error?.message].filter((part): part is string => typeof part === 'string').join(': ');
    if (words !== '') return words;
  } catch {
    /* A proxy on the way may answer anything. */
  }
  return text.trimStart().startsWith('<') ? '' : text.trim();
}
