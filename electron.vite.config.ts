import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

const root = import.meta.dirname;
const at = (path: string): string => resolve(root, path);

/** electron-vite makes addresses relative for pages opened from files; ours have paths such as /service/checkout. */
const absoluteBase: Plugin = { name: 'holdfast:absolute-base', enforce: 'post', config: () => ({ base: '/' }) };

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: {
          desktop: at('src/main/entry/desktop.ts'),
          server: at('src/main/entry/server.ts'),
          'engine-worker': at('src/main/entry/engine-worker.ts'),
          'backup-worker': at('src/main/entry/backup-worker.ts'),
          'demo-worker': at('src/main/demo/demo-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      /** A sandboxed preload must be CommonJS. */
      rollupOptions: { input: { index: at('src/preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: at('src/renderer'),
    plugins: [react(), absoluteBase],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      manifest: true,
      minify: true,
      /** Inlined assets would need `data:` in the content security policy for fonts and scripts. */
      assetsInlineLimit: 0,
      rollupOptions: { input: { index: at('src/renderer/index.html'), desktop: at('src/renderer/desktop.html') } },
    },
  },
});
