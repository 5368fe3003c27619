'use strict';
/**
 * A reporter for newman that writes what happened as it happens, one JSON object a line: without bodies, headers and addresses,
 * which may be large or secret, and in order, so that of a run that is killed it is known how far it came. Newman loads it by its
 * name; its file is an option of the command line (`--reporter-holdfast-export`).
 */
const fs = require('fs');

const MOST_BYTES = 4 * 1024 * 1024;
const LONGEST_TEXT = 1000;

const text = (value) => String(value === undefined || value === null ? '' : value).slice(0, LONGEST_TEXT);
const nameOf = (o) => text(o && o.item && o.item.name);
const messageOf = (error) => text(error && (error.message || error.name || error));

module.exports = function (emitter, options) {
  let written = 0;
  const write = (line) => {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    if (written > MOST_BYTES) return;
    written += bytes.length;
    fs.appendFileSync(options.export, written > MOST_BYTES ? '{"is":"cut"}\n' : bytes);
  };
  emitter.on('beforeItem', (error, o) => write({ is: 'item', item: nameOf(o) }));
  emitter.on('request', (error, o) => {
    const response = o && o.response;
    write({
      is: 'request',
      item: nameOf(o),
      /** A request that a script sends is not the item's own. */
      own: !(o && o.cursor && o.cursor.scriptId),
      status: response && typeof response.code === 'number' ? response.code : null,
      ms: response && typeof response.responseTime === 'number' ? response.responseTime : null,
      error: error ? messageOf(error) : null,
    });
  });
  emitter.on('assertion', (error, o) => write({ is: 'test', item: nameOf(o), test: text(o && o.assertion), skipped: Boolean(o && o.skipped), error: error ? messageOf(error) : null }));
  emitter.on('script', (error, o) => {
    if (error) write({ is: 'script', item: nameOf(o), error: `${text(error.name) || 'Error'}: ${messageOf(error)}` });
  });
  emitter.on('done', (error) => write({ is: 'done', error: error ? messageOf(error) : null }));
};
