import { z } from 'zod';
import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { Labels } from '../../alerts/received.ts';
import { SourceFailure, type SourceSilence } from '../source.ts';

/** An alert as Alertmanager keeps it (`gettableAlert`). Instants are on its clock. */
export interface KeptAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: EpochMs;
  /** When it was last sent there. */
  readonly updatedAt: EpochMs;
  readonly generatorURL: string;
  /** Names of the receivers that its routes lead to. */
  readonly receivers: readonly string[];
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
  readonly mutedBy: readonly string[];
}

/** Alerts that are told of together (`alertGroup`). */
export interface KeptGroup {
  readonly labels: Labels;
  readonly receiver: string;
  readonly alerts: readonly KeptAlert[];
}

/** What could be read of a list. */
export interface ReadList<T> {
  readonly items: readonly T[];
  /** How many of it are not as they must be. */
  readonly unreadable: number;
}

const Instant = z.string().transform((text, context) => {
  const at = Date.parse(text);
  if (Number.isFinite(at)) return epochMs(at);
  context.addIssue('expected an instant');
  return z.NEVER;
});
const Texts = z.record(z.string(), z.string());
const Ids = z.array(z.string()).nullish().transform((ids) => ids ?? []);

const Alert = z
  .object({
    labels: Texts,
    annotations: Texts.nullish(),
    startsAt: Instant,
    updatedAt: Instant,
    generatorURL: z.string().nullish(),
    receivers: z.array(z.object({ name: z.string() })).nullish(),
    status: z.object({ silencedBy: Ids, inhibitedBy: Ids, mutedBy: Ids }),
  })
  .transform(({ annotations, generatorURL, receivers, status, ...rest }): KeptAlert => ({ ...rest, ...status, annotations: annotations ?? {}, generatorURL: generatorURL ?? '', receivers: (receivers ?? []).map(({ name }) => name) }));

const Silence = z
  .object({
    id: z.string().min(1).max(100),
    status: z.object({ state: z.enum(['pending', 'active', 'expired']) }),
    // Before version 0.22 every matcher was one of equality, and none said so.
    matchers: z.array(z.object({ name: z.string(), value: z.string(), isRegex: z.boolean(), isEqual: z.boolean().default(true) })),
    startsAt: Instant,
    endsAt: Instant,
    createdBy: z.string(),
    comment: z.string(),
  })
  .transform(({ status, ...rest }): SourceSilence => ({ ...rest, state: status.state }));

const Group = z
  .object({ labels: Texts, receiver: z.object({ name: z.string() }), alerts: z.array(Alert) })
  .transform(({ receiver, ...rest }): KeptGroup => ({ ...rest, receiver: receiver.name }));

const Status = z.object({
  versionInfo: z.object({ version: z.string() }),
  cluster: z.object({ status: z.string(), peers: z.array(z.unknown()).nullish() }),
});

export interface Status {
  readonly version: string;
  /** `ready`, `settling` or `disabled`. */
  readonly cluster: string;
  /** It counts itself. */
  readonly peers: number;
}

/** Throws `SourceFailure` where the text is no JSON: a log-in page, an answer that was cut. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new SourceFailure(text.trimStart().startsWith('<') ? 'other_service' : 'bad_answer', text.trimStart().startsWith('<') ? 'what answers there is a web page, not an Alertmanager' : 'the answer is not whole JSON');
  }
}

function readList<T>(text: string, shape: z.ZodType<T>, what: string): ReadList<T> {
  const list = readJson(text);
  if (!Array.isArray(list)) throw new SourceFailure('bad_answer', `expected a list of ${what}, and it answers something else`);
  const items = list.flatMap((each) => {
    const read = shape.safeParse(each);
    return read.success ? [read.data] : [];
  });
  if (items.length === 0 && list.length > 0) throw new SourceFailure('bad_answer', `none of its ${what} can be read: they are not as Alertmanager writes them`);
  return { items, unreadable: list.length - items.length };
}

export const readAlerts = (text: string): ReadList<KeptAlert> => readList(text, Alert, 'alerts');
export const readSilences = (text: string): ReadList<SourceSilence> => readList(text, Silence, 'silences');

export const readGroups = (text: string): ReadList<KeptGroup> => readList(text, Group, 'groups of alerts');

/** The id of a silence that was made. Throws `SourceFailure`: then it was made, and nobody knows how it is called. */
export function readSilenceId(text: string): string {
  const read = z.object({ silenceID: z.string().min(1).max(100) }).safeParse(readJson(text));
  if (!read.success) throw new SourceFailure('bad_answer', 'it answers without the id of the silence');
  return read.data.silenceID;
}

export function readStatus(text: string): Status {
  const read = Status.safeParse(readJson(text));
  if (!read.success) throw new SourceFailure('other_service', 'what answers there is not an Alertmanager: it tells no version');
  const { versionInfo, cluster } = read.data;
  return { version: versionInfo.version, cluster: cluster.status, peers: cluster.peers?.length ?? 0 };
}

/** What it says of a failure: a bare JSON string, of some failures an object with `message`; null where it says nothing. */
export function readError(text: string): string | null {
  try {
    const said = JSON.parse(text) as unknown;
    if (typeof said === 'string') return said;
    const { message } = z.object({ message: z.string() }).parse(said);
    return message;
  } catch {
    return null;
  }
}
