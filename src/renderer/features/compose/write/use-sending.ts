import { useState } from 'react';
import type { StatusUpdateDetail } from '../../../../shared/model/status-update.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { useCallMutation } from '../../../platform/use-call.ts';
import { overridesOf } from '../rules/missing.ts';
import type { Writer } from './use-writer.ts';

const STALE = ['updates.list', 'updates.get', 'deliveries.list', 'updates.recipients'] as const;

/** How it goes: at once unless told, with what was confirmed for it. */
export interface Way {
  readonly emergency?: string;
  readonly at?: string;
  /** Channels with many readers → how many the person was shown. */
  readonly recipients?: Readonly<Record<string, number>>;
}

export interface Sending {
  readonly busy: boolean;
  readonly doing: 'keep' | 'approve' | 'publish' | null;
  readonly error: HoldfastError | null;
  /** What did not happen, or is not known to have. */
  readonly what: string;
  readonly keep: () => void;
  readonly approve: () => void;
  readonly publish: (way: Way) => void;
  readonly again: () => void;
  readonly forget: () => void;
}

export interface SendingProps {
  readonly writer: Writer;
  readonly onKept: (update: StatusUpdateDetail) => void;
  /** It is on its way, or waits for its time. */
  readonly onSent: (update: StatusUpdateDetail) => void;
}

const WHAT = { keep: 'Not kept', approve: 'Not approved', publish: 'Not sent' } as const;
/** Without an answer nobody here knows whether the engine took it. It takes it once, however often it is asked. */
const UNANSWERED = 'No answer: it may be on its way. See “What was sent” before you publish it again';

export const reasonsOf = ({ preview, reasons }: Writer): Record<string, string> => Object.fromEntries((preview?.lint ?? []).map(({ code }) => [code, reasons.text(code)]));

/** What is shown is kept before anything else is done with it, so that exactly that is signed off and sent. */
export function useSending({ writer, onKept, onSent }: SendingProps): Sending {
  const create = useCallMutation('updates.draft', STALE);
  const edit = useCallMutation('updates.edit', STALE);
  const sign = useCallMutation('updates.approve', STALE);
  const publish = useCallMutation('updates.publish', STALE);
  const [doing, setDoing] = useState<Sending['doing']>(null);
  const [failure, setFailure] = useState<{ readonly error: HoldfastError; readonly what: string; readonly again: () => void } | null>(null);

  const keptNow = async (): Promise<StatusUpdateDetail> => {
    const { kept, content, dirty, draft, incident, corrects } = writer;
    if (content === null) throw new HoldfastError('unavailable', 'The text was not made yet.');
    if (kept !== null && !dirty) return kept;
    const saved = kept === null ? await create.mutateAsync({ ...content, incident: incident.id, corrects: corrects?.id ?? null }) : await edit.mutateAsync({ ...content, id: kept.id, version: kept.version });
    onKept(saved);
    draft.drop();
    return saved;
  };
  const run = (during: NonNullable<Sending['doing']>, work: (asked: () => void) => Promise<void>): void => {
    const go = () => {
      let isAsked = false;
      setDoing(during);
      setFailure(null);
      work(() => (isAsked = true)).then(
        () => setDoing(null),
        (given: unknown) => {
          const error = given instanceof HoldfastError ? given : new HoldfastError('internal', String(given));
          setDoing(null);
          setFailure({ error, what: isAsked && (error.code === 'unavailable' || error.code === 'internal') ? UNANSWERED : WHAT[during], again: go });
        },
      );
    };
    go();
  };
  return {
    busy: doing !== null, doing, error: failure?.error ?? null, what: failure?.what ?? WHAT.keep,
    keep: () => run('keep', async () => void (await keptNow())),
    approve: () =>
      run('approve', async () => {
        const saved = await keptNow();
        onKept(await sign.mutateAsync({ id: saved.id, hash: saved.hash }));
      }),
    publish: ({ emergency, at, recipients }) => {
      const overrides = overridesOf(writer.preview?.lint ?? [], reasonsOf(writer));
      run('publish', async (asked) => {
        const saved = await keptNow();
        asked();
        const sent = await publish.mutateAsync({ id: saved.id, hash: saved.hash, emergency: emergency ?? null, overrides, recipients: recipients ?? {}, at: at ?? null });
        writer.reasons.drop();
        onSent(sent);
      });
    },
    again: () => failure?.again(),
    forget: () => setFailure(null),
  };
}
