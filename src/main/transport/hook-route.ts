import type { Result } from '../../shared/model/result.ts';
import type { EnginePort, HookAnswer } from '../api/engine-port.ts';
import { readJsonBytes } from './body.ts';
import { problem, type RawRoute } from './routes.ts';

const MIB = 1_048_576;
/** The most that any kind of webhook takes; the engine knows what its own kind may have. */
const MOST_BYTES = 8 * MIB;
/** Of messages that are being read, whoever sends them: nobody has been identified yet. */
const MOST_READING = 64 * MIB;
/** Headers with which senders prove who they are or say what they send; nothing else is handed on. */
const HANDED_ON = /^(?:authorization|content-type|x-.{1,60})$/;

const retryAfter = (details: unknown): number | null => {
  const seconds = typeof details === 'object' && details !== null && 'retryAfterSeconds' in details ? details.retryAfterSeconds : null;
  return typeof seconds === 'number' ? seconds : null;
};

function answerOf(result: Result<HookAnswer>): Response {
  if (result.ok) return new Response(JSON.stringify(result.value), { status: 202, headers: { 'content-type': 'application/json' } });
  const response = problem(result.error);
  const seconds = retryAfter(result.error.details);
  if (seconds !== null) response.headers.set('retry-after', String(seconds));
  return response;
}

/** What other systems send. A webhook has a secret of its own; one without configuration takes whoever may operate. */
export function hookRoute(engine: EnginePort): RawRoute {
  let reading = 0;
  return {
    method: 'POST',
    path: '/api/v1/hooks/{hook}',
    right: 'hook',
    handle: async ({ params, credential, request, headers }) => {
      const announced = Math.min(Number(request.headers.get('content-length') ?? MOST_BYTES), MOST_BYTES);
      if (reading + announced > MOST_READING) return answerOf({ ok: false, error: { code: 'unavailable', message: 'Too much is being sent at once. Try again.', details: { retryAfterSeconds: 1 } } });
      reading += announced;
      try {
        const body = await readJsonBytes(request, MOST_BYTES);
        if (!body.ok) return problem(body.error, 'status' in body ? body.status : undefined);
        const handed = Object.fromEntries(Object.entries(headers).filter(([name]) => HANDED_ON.test(name)));
        return answerOf(await engine.hook({ hook: params['hook'] ?? '', headers: handed, raw: body.value }, credential));
      } finally {
        reading -= announced;
      }
    },
  };
}
