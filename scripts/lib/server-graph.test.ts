import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findElectronImport } from './server-graph.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-graph-'));
  mkdirSync(join(folder, 'chunks'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the check that keeps Electron out of the wall server', () => {
  it('passes a server that never reaches it, even where the word stands in a text', () => {
    writeFileSync(join(folder, 'server.js'), 'import { a } from "./chunks/a.js";\nconst text = "electron";');
    writeFileSync(join(folder, 'chunks', 'a.js'), 'export const a = 1; import "./../server.js";');
    expect(findElectronImport(folder, ['server.js'])).toBeNull();
  });
  it.each(['import{app}from"electron";', 'const e = await import("electron");', 'require("electron")', 'export * from "electron/main";'])('names the chain of files to %s', (line) => {
    writeFileSync(join(folder, 'server.js'), 'import "./chunks/a.js";');
    writeFileSync(join(folder, 'chunks', 'a.js'), line);
    expect(findElectronImport(folder, ['server.js'])?.slice(0, 2)).toEqual(['server.js', join('chunks', 'a.js')]);
  });
});
