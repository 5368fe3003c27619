import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import { STATE_KINDS, type StateKind } from '../src/shared/model/state.ts';

/** `node scripts/icons.ts`: draws the app's icon and one tray image per state into `resources/icons`, from the shapes of the wall. */
const FOLDER = join(import.meta.dirname, '..', 'resources', 'icons');
/** Samples per pixel and axis; enough that a ring of one pixel is smooth. */
const OVERSAMPLE = 4;

type Colour = readonly [red: number, green: number, blue: number];
/** Whether a point of the unit square (0..1, y downwards) is painted, and how. Null = transparent. */
type Picture = (x: number, y: number) => Colour | null;

const SURFACE: Colour = [0x0b, 0x0f, 0x14];
const OK: Colour = [0x3f, 0xb6, 0xa8];
const AMBER: Colour = [0xf2, 0xb1, 0x34];
const RED: Colour = [0xff, 0x5d, 0x5d];
const GREY: Colour = [0x8b, 0x98, 0xa5];

const fromCentre = (x: number, y: number): number => Math.hypot(x - 0.5, y - 0.5);
const inRing = (x: number, y: number, outer: number, width: number): boolean => Math.abs(fromCentre(x, y) - (outer - width / 2)) <= width / 2;
const when = (colour: Colour, inside: (x: number, y: number) => boolean): Picture => (x, y) => (inside(x, y) ? colour : null);

const ring = (x: number, y: number): boolean => inRing(x, y, 0.44, 0.14);
/** A ring in eight pieces: seen, but not fresh. */
const brokenRing = (x: number, y: number): boolean => ring(x, y) && Math.floor(((Math.atan2(y - 0.5, x - 0.5) + Math.PI) / Math.PI) * 8) % 2 === 0;
const stroke = (x: number, y: number): boolean => Math.abs(x + y - 1) <= 0.09 && fromCentre(x, y) <= 0.44;
const triangle = (x: number, y: number): boolean => y >= 0.1 && y <= 0.88 && Math.abs(x - 0.5) <= (y - 0.1) * 0.58;

const TRAY: Readonly<Record<StateKind, Picture>> = {
  P0: when(RED, (x, y) => Math.max(Math.abs(x - 0.5), Math.abs(y - 0.5)) <= 0.42),
  P1: when(AMBER, (x, y) => Math.abs(x - 0.5) + Math.abs(y - 0.5) <= 0.48),
  P2: when(AMBER, triangle),
  blind: when(GREY, (x, y) => ring(x, y) || stroke(x, y)),
  late: when(GREY, brokenRing),
  noData: when(GREY, (x, y) => Math.abs(y - 0.5) <= 0.09 && Math.abs(x - 0.5) <= 0.4),
  maintenance: when(GREY, (x, y) => Math.abs(y - 0.5) <= 0.17 && Math.abs(x - 0.5) <= 0.42),
  ok: when(OK, ring),
};

const CORNER = 0.19;
function inPlate(x: number, y: number): boolean {
  const dx = Math.max(Math.abs(x - 0.5) - (0.47 - CORNER), 0);
  const dy = Math.max(Math.abs(y - 0.5) - (0.47 - CORNER), 0);
  return Math.hypot(dx, dy) <= CORNER;
}

/** A well ring around one fixed point, on the wall's own dark. */
const APP: Picture = (x, y) => {
  if (!inPlate(x, y)) return null;
  return inRing(x, y, 0.32, 0.085) || fromCentre(x, y) <= 0.085 ? OK : SURFACE;
};

/** One picture at one size as a PNG (W3C PNG, colour type 6, no filter). */
function png(picture: Picture, size: number): Buffer {
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (let row = 0; row < size; row++) for (let column = 0; column < size; column++) pixel(picture, column, row, size).copy(rows, row * (1 + size * 4) + 1 + column * 4);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

function pixel(picture: Picture, column: number, row: number, size: number): Buffer {
  const sum = [0, 0, 0];
  let painted = 0;
  for (let i = 0; i < OVERSAMPLE ** 2; i++) {
    const colour = picture((column + ((i % OVERSAMPLE) + 0.5) / OVERSAMPLE) / size, (row + (Math.floor(i / OVERSAMPLE) + 0.5) / OVERSAMPLE) / size);
    if (colour === null) continue;
    painted += 1;
    colour.forEach((part, index) => (sum[index] = (sum[index] ?? 0) + part));
  }
  return Buffer.from([...sum.map((part) => (painted === 0 ? 0 : Math.round(part / painted))), Math.round((painted / OVERSAMPLE ** 2) * 255)]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Windows: a directory of PNGs; a size of 256 is written as 0. */
function ico(images: readonly { readonly size: number; readonly data: Buffer }[]): Buffer {
  const directory = Buffer.alloc(6 + images.length * 16);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(images.length, 4);
  let offset = directory.length;
  for (const [index, { size, data }] of images.entries()) {
    const at = 6 + index * 16;
    directory.set([size % 256, size % 256, 0, 0, 1, 0, 32, 0], at);
    directory.writeUInt32LE(data.length, at + 8);
    directory.writeUInt32LE(offset, at + 12);
    offset += data.length;
  }
  return Buffer.concat([directory, ...images.map(({ data }) => data)]);
}

/** macOS: typed PNGs, one after the other. */
function icns(images: readonly { readonly type: string; readonly data: Buffer }[]): Buffer {
  const parts = images.map(({ type, data }) => framed(type, data));
  return framed('icns', Buffer.concat(parts));
}

function framed(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(data.length + 8, 4);
  return Buffer.concat([head, data]);
}

mkdirSync(FOLDER, { recursive: true });
const write = (name: string, data: Buffer): void => writeFileSync(join(FOLDER, name), data);
for (const kind of STATE_KINDS) {
  write(`tray-${kind}.png`, png(TRAY[kind], 16));
  write(`tray-${kind}@2x.png`, png(TRAY[kind], 32));
}
write('holdfast.png', png(APP, 512));
write('holdfast.ico', ico([16, 32, 48, 256].map((size) => ({ size, data: png(APP, size) }))));
write('holdfast.icns', icns([{ type: 'ic07', data: png(APP, 128) }, { type: 'ic08', data: png(APP, 256) }, { type: 'ic09', data: png(APP, 512) }]));
