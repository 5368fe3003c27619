import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { toRfc3339 } from '../../../shared/model/units.ts';
import { writeContainer } from '../../engine/keeping/container.ts';
import { copyAndCheck, sha256Of } from '../../engine/keeping/make-backup.ts';
import { ADA } from '../../engine/journal/testing/open-journal.ts';
import { createJournal } from '../../engine/journal/service.ts';
import { createManualClock } from '../../engine/testing/manual-clock.ts';
import { openStore } from '../../store/open.ts';
import { openReadOnly } from '../../store/read-only.ts';
import { recordingLog, temporaryFolder } from '../../store/testing/fixtures.ts';
import { copyPlaces, exchangeCopy, readCopy } from './copy-folder.ts';
import { createCopyKeeper, type CopyLimits } from './copy-keeper.ts';
import { takeIn } from './take-in.ts';

const CONFIG = 'version: 1\nworkspace: { name: Acme }\n';
const FROM = 'http://ops-1:7420';

interface Folder {
  readonly path: string;
  file(name: string): string;
}

/** An engine that hands out copies of a real workspace, and what keeps them here. */
function open(engine: Folder, seat: Folder, limits: Partial<CopyLimits> = {}) {
  const clock = createManualClock();
  const log = { ...recordingLog(), debug: () => {}, error: () => {} };
  const store = openStore({ file: engine.file('holdfast.db'), clock, log });
  const journal = createJournal({ db: store, clock, randomBytes: (count) => randomBytes(count) });
  const write = (text: string): void => void journal.append(null, { type: 'shiftNote', data: {}, texts: { text } }, { actor: ADA });
  const asked: (string | undefined)[] = [];
  /** `signed`: as if it had been made so. */
  let spoil: (file: string) => 'signed' | void = () => {};
  let answer: (() => Response) | null = null;
  const copyOf = async (): Promise<Buffer> => {
    const copy = engine.file('made');
    const made = await copyAndCheck(copy, { file: engine.file('holdfast.db'), version: '1.2.3', configuration: { text: CONFIG, files: [] }, at: toRfc3339(clock.nowMs()) }, clock, () => {});
    const manifest = spoil(copy) === 'signed' ? { ...made, sha256: await sha256Of(copy) } : made;
    await writeContainer(engine.file('made.tar'), manifest, copy);
    fs.rmSync(copy);
    return fs.readFileSync(engine.file('made.tar'));
  };
  const places = copyPlaces(seat.path);
  const keeper = createCopyKeeper({
    places, clock, log, limits,
    from: FROM,
    ask: async (_, headers) => {
      asked.push(headers['if-none-match']);
      if (answer !== null) return answer();
      const tag = `"${journal.head()?.hash ?? 'empty'}"`;
      if (headers['if-none-match'] === tag) return new Response(null, { status: 304 });
      const bytes = await copyOf();
      return new Response(new Uint8Array(bytes), { headers: { etag: tag, 'content-length': String(bytes.length) } });
    },
    takeIn: (order) => takeIn(order, clock),
  });
  /** As many looks were begun, and the last one is over: it works on real files. */
  const settled = async (looks: number): Promise<void> => {
    await clock.advance(0);
    await vi.waitFor(() => expect([asked.length, fs.readdirSync(seat.path).filter((name) => name !== 'copy'), keeper.isLooking()]).toEqual([looks, [], false]), { timeout: 10_000, interval: 10 });
  };
  const rows = (): number => {
    const copy = openReadOnly(`${places.folder}/holdfast.db`, { clock, log });
    const found = copy.read.get<{ n: number }>('SELECT count(*) AS n FROM journal')?.n ?? -1;
    copy.close();
    return found;
  };
  return { clock, keeper, places, write, asked, settled, rows, journal, store, spoilBy: (by: typeof spoil) => (spoil = by), answerBy: (by: typeof answer) => (answer = by) };
}

describe('the copy of an engine', () => {
  it('is taken at once, opens by itself with the journal that the engine had, and has the configuration beside it', async () => {
    using engine = temporaryFolder();
    using seat = temporaryFolder();
    const { keeper, write, settled, places, rows, journal, store } = open(engine, seat);
    write('one');
    keeper.run();
    await settled(1);
    expect(keeper.current()).toMatchObject({ from: FROM, head: { seq: 1, hash: journal.head()?.hash } });
    expect([rows(), fs.readFileSync(`${places.folder}/holdfast.yaml`, 'utf8')]).toEqual([1, CONFIG]);
    expect(fs.readdirSync(seat.path)).toEqual(['copy']);
    await keeper.pause();
    store.close();
  });

  it('is renewed when something was recorded, soon where that is told, and only confirmed where nothing was', async () => {
    using engine = temporaryFolder();
    using seat = temporaryFolder();
    const { keeper, write, settled, rows, clock, asked, store } = open(engine, seat, { everyMs: 30_000, soonMs: 3_000 });
    write('one');
    keeper.run();
    await settled(1);
    const first = keeper.current()?.confirmedAt;
    await clock.advance(29_000);
    expect(asked).toHaveLength(1);
    await clock.advance(1_000);
    await settled(2);
    expect(keeper.current()?.confirmedAt).not.toBe(first);
    expect(keeper.current()?.madeAt).toBe(first);
    write('two');
    keeper.hurry();
    keeper.hurry();
    await clock.advance(3_000);
    await settled(3);
    expect([rows(), asked.length]).toEqual([2, 3]);
    await keeper.pause();
    await clock.advance(60_000);
    expect(asked).toHaveLength(3);
    store.close();
  });

  it.each([
    ['altered on its way', (file: string): void => overwrite(file, 4_200), 'The backup was altered or cut off after it was made: its database is not the one that its manifest names.'],
    ['damaged', (file: string): 'signed' => damage(file), expect.stringMatching(/^The backup is damaged/) as string],
    ['of a newer Holdfast', (file: string): 'signed' => newer(file), expect.stringMatching(/^The backup was made by a newer Holdfast \(schema 999999/) as string],
  ] as const)('that is %s is refused with a sentence, and the last good one stays', async (_, spoilt, sentence) => {
    using engine = temporaryFolder();
    using seat = temporaryFolder();
    const { keeper, write, settled, rows, clock, spoilBy, store, places } = open(engine, seat);
    write('one');
    keeper.run();
    await settled(1);
    write('two');
    spoilBy(spoilt);
    await clock.advance(30_000);
    await settled(2);
    expect([keeper.problem(), rows(), keeper.current()?.head?.seq]).toEqual([sentence, 1, 1]);
    expect(readCopy(places)?.head?.seq).toBe(1);
    spoilBy(() => {});
    await clock.advance(30_000);
    await settled(3);
    expect([keeper.problem(), rows()]).toEqual([null, 2]);
    await keeper.pause();
    store.close();
  });

  it('is not asked for again and again where it is refused, and never becomes larger than its limit', async () => {
    using engine = temporaryFolder();
    using seat = temporaryFolder();
    const { keeper, write, settled, clock, asked, answerBy, store } = open(engine, seat, { maxBytes: 10_000 });
    write('one');
    keeper.run();
    await settled(1);
    expect([keeper.problem(), keeper.current()]).toEqual(["The engine's database is larger than 0 MB: no copy of it is kept here.", null]);
    answerBy(() => new Response(JSON.stringify({ detail: 'This needs the right "operate", which this seat does not have.' }), { status: 403 }));
    await clock.advance(30_000);
    await settled(2);
    expect(keeper.problem()).toBe('The engine gives no copy: This needs the right "operate", which this seat does not have.');
    await clock.advance(59_000);
    expect(asked).toHaveLength(2);
    await clock.advance(1_000);
    await settled(3);
    await keeper.pause();
    store.close();
  });

  it('is whole wherever an exchange was cut', () => {
    using seat = temporaryFolder();
    const places = copyPlaces(seat.path);
    const put = (folder: string, seq: number): void => {
      fs.mkdirSync(folder);
      fs.writeFileSync(`${folder}/holdfast.db`, '');
      fs.writeFileSync(`${folder}/copy.json`, JSON.stringify({ version: 1, from: FROM, madeAt: '2026-01-15T12:00:00.000Z', confirmedAt: '2026-01-15T12:00:00.000Z', tag: null, head: { seq, hash: 'x' } }));
    };
    put(places.folder, 1);
    put(places.next, 2);
    exchangeCopy(places);
    expect(readCopy(places)?.head?.seq).toBe(2);
    // Between the two renames: what was there has another name, and what comes has none yet.
    put(places.next, 3);
    fs.renameSync(places.folder, places.last);
    expect(readCopy(places)?.head?.seq).toBe(2);
  });
});

function overwrite(file: string, at: number): void {
  const bytes = fs.readFileSync(file);
  fs.writeFileSync(file, bytes.fill(0xee, at, at + 400));
}

function damage(file: string): 'signed' {
  overwrite(file, 4_096 * 3);
  return 'signed';
}

/** SQLite keeps the version that Holdfast gives a schema at byte 60 of the file. */
function newer(file: string): 'signed' {
  const bytes = fs.readFileSync(file);
  bytes.writeUInt32BE(999_999, 60);
  fs.writeFileSync(file, bytes);
  return 'signed';
}
