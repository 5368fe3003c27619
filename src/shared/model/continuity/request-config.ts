import { z } from 'zod';
import { DnsName } from '../dns-watch-config.ts';
import { Duration } from '../duration-text.ts';
import { ProgramId, SignalId } from '../ids.ts';
import { Headers, TlsConfig } from '../sources/parts.ts';
import { NameServer } from '../sources/probe.ts';

/** What steps of a plan are made of: requests, programs, conditions. `{{name}}` in a text is a parameter of the plan. */

/** A value that a step names as `{{name}}`. It reaches programs and addresses, so it holds nothing that a shell or an option parser would read. */
const PARAMETER_EXPECTED = 'expected 1 to 200 letters, digits or ".", "_", ":", "/", "@", "-", beginning with a letter or digit: no spaces, quotes or other characters that a shell reads';
export const ParameterValue = z.string({ error: PARAMETER_EXPECTED }).regex(/^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,199}$/, PARAMETER_EXPECTED);
export const ParameterName = z.string().regex(/^[A-Za-z]\w{0,39}$/, 'expected 1 to 40 letters, digits or "_", beginning with a letter');

const Templated = (longest: number) => z.string().min(1).max(longest);
/** Read as an address once its parameters are in. */
const TemplatedUrl = Templated(2_000).regex(/^https?:\/\//, 'expected an http:// or https:// address');
const HttpStatus = z.int().min(100).max(599);
const Statuses = z.array(HttpStatus).min(1).max(20);

/** What an answer must be. */
const Answer = z.strictObject({
  status: Statuses.optional().describe('statuses that count as yes; 200 to 299 unless told'),
  contains: Templated(1_000).optional().describe('text that the answer must contain'),
});

/** A question that changes nothing. */
export const HttpLook = z.strictObject({
  url: TemplatedUrl.describe('address that is asked by GET'),
  headers: Headers.optional().describe('sent with it; values may hold secret references'),
  expect: Answer.prefault({}).describe('what the answer must be'),
  tls: TlsConfig.optional().describe('own authority or client certificate'),
});
export type HttpLook = z.infer<typeof HttpLook>;

export const HttpRequest = z.strictObject({
  method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']).default('POST').describe('request method'),
  url: TemplatedUrl.describe('address that is called'),
  headers: Headers.optional().describe('sent with it; values may hold secret references'),
  body: z.string().max(65_536).optional().describe('what is sent; may hold secret references'),
  expect: z.strictObject({ status: Statuses.optional().describe('statuses that mean done; 200 to 299 unless told') }).prefault({}).describe('what the answer must be'),
  tls: TlsConfig.optional().describe('own authority or client certificate'),
});
export type HttpRequest = z.infer<typeof HttpRequest>;

/** One word of a command line. It reaches the program as it is, no shell in between. */
const Argument = z.string().min(1).max(1_000);
export const Command = z.strictObject({
  program: ProgramId.describe('id of a program under `programs`; no other can be run'),
  args: z.array(Argument).max(100).default([]).describe('arguments, one an entry; no shell reads them'),
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable'), z.string().max(10_000)).optional().describe('environment; values may hold secret references, and no other secret is seen'),
  exit: z.array(z.int().min(0).max(255)).min(1).max(20).default([0]).describe('exit codes that mean done'),
});
export type Command = z.infer<typeof Command>;

/** A program that plans may run. */
export const ProgramConfig = z.strictObject({
  id: ProgramId.describe('unique among programs; command steps name it'),
  file: z.string().min(2).max(1_000).regex(/^(?:\/|[A-Za-z]:[\\/])/, 'expected an absolute path, such as /usr/bin/kubectl').describe('absolute path of the program'),
});
export type ProgramConfig = z.infer<typeof ProgramConfig>;

const SignalCondition = z
  .strictObject({
    id: SignalId.describe('id of the signal'),
    above: z.number().optional().describe('holds while the value is greater'),
    below: z.number().optional().describe('holds while the value is smaller'),
    consecutive: z.int().min(1).max(100).default(3).describe('how many fresh samples in a row'),
  })
  .refine(({ above, below }) => (above === undefined) !== (below === undefined), 'expected exactly one of "above" and "below"');
export type SignalCondition = z.infer<typeof SignalCondition>;

const DnsCondition = z.strictObject({
  name: DnsName.describe('record name that is asked for'),
  type: z.enum(['A', 'AAAA', 'CNAME']).default('A').describe('record type'),
  values: z.array(z.string().min(1).max(253)).min(1).max(50).describe('the exact record set, in any order'),
  servers: z.array(NameServer).min(1).max(13).describe('address or address:port of each name server, all of which must say so'),
});

/** Something that must be so; old data and no answer are never a yes. */
export const Condition = z
  .strictObject({
    dns: DnsCondition.optional().describe('name servers answer with these records'),
    http: HttpLook.optional().describe('an address answers as expected'),
    signal: SignalCondition.optional().describe('a signal is within a limit, by fresh samples'),
    command: Command.optional().describe('a program that changes nothing ends with one of its exit codes'),
  })
  .refine((condition) => Object.values(condition).filter((each) => each !== undefined).length === 1, 'expected exactly one of "dns", "http", "signal" and "command"');
export type Condition = z.infer<typeof Condition>;

/** Whether an action must be undone, and how it is found out whether it happened. */
export const undoable = <T extends z.ZodType>(Action: T) => ({
  undo: Action.optional().describe('what takes it back; without it, it is not undone'),
  readBack: Condition.optional().describe('tells whether it happened, where no answer came; without it a person is asked'),
});

export const timeLimit = (limit: string) => Duration.default(limit).describe('how long it may take before it counts as without an answer');
