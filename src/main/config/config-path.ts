/** Where in the configuration something stands: keys and list positions from the root. */
export type ConfigPath = readonly (string | number)[];

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Writes a path as people say it: `signals[3].http.expect.status`. The root is the empty text. */
export function formatPath(path: ConfigPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (!PLAIN_KEY.test(step)) text += `[${JSON.stringify(clip(step))}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

/** Keeps foreign text short enough for one line of a message. */
export const clip = (text: string, length = 60): string => (text.length <= length ? text : `${text.slice(0, length - 1)}…`);
