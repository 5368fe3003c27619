/**
 * The import rules of the architecture, as one lint rule. A file belongs to the first layer whose folder holds it, and may
 * import its own layer and those listed; the message names them. Packages are limited where a layer must stay pure.
 */
import path from 'node:path';

const LAYERS = [
  { name: 'shared', dir: 'src/shared/', may: [], packages: ['zod'] },
  { name: 'dns', dir: 'src/main/dns/', may: ['shared'], packages: ['node:'] },
  { name: 'store', dir: 'src/main/store/', may: ['shared'], packages: ['better-sqlite3', 'node:'] },
  { name: 'config', dir: 'src/main/config/', may: ['shared'], packages: ['yaml', 'zod', 'node:'] },
  { name: 'engine', dir: 'src/main/engine/', may: ['shared', 'dns', 'store', 'config'], forbid: ['electron', 'hono', '@hono/node-server', 'pino'] },
  { name: 'api', dir: 'src/main/api/', may: ['shared', 'store', 'config', 'engine'], forbid: ['electron', 'hono', '@hono/node-server'] },
  { name: 'demo', dir: 'src/main/demo/', may: ['shared', 'dns', 'config'], forbid: ['electron'] },
  { name: 'transport', dir: 'src/main/transport/', may: ['shared', 'api'], forbid: ['better-sqlite3', 'electron'] },
  { name: 'electron', dir: 'src/main/electron/', may: ['shared', 'api', 'transport'], forbid: ['better-sqlite3'] },
  { name: 'entry', dir: 'src/main/entry/', may: ['shared', 'store', 'config', 'engine', 'api', 'demo', 'transport', 'electron'] },
  { name: 'preload', dir: 'src/preload/', may: ['shared'], packages: ['electron'] },
  { name: 'charts', dir: 'src/renderer/ui/charts/', may: ['shared', 'ui', 'lib'], owns: ['recharts'] },
  { name: 'ui', dir: 'src/renderer/ui/', may: ['shared', 'charts', 'lib'] },
  { name: 'lib', dir: 'src/renderer/lib/', may: ['shared'] },
  { name: 'platform', dir: 'src/renderer/platform/', may: ['shared', 'lib'] },
  { name: 'wall', dir: 'src/renderer/wall/', may: ['shared', 'ui', 'charts', 'lib', 'platform', 'features'] },
  { name: 'features', dir: 'src/renderer/features/', may: ['shared', 'ui', 'charts', 'lib', 'platform'] },
  { name: 'app', dir: 'src/renderer/app/', may: ['shared', 'ui', 'lib', 'platform', 'features', 'wall'] },
];
const OWNED = new Map(LAYERS.flatMap((layer) => (layer.owns ?? []).map((name) => [name, layer.name])));

const layerOf = (file) => LAYERS.find((layer) => file.startsWith(layer.dir));
const featureOf = (file) => /^src\/renderer\/features\/([^/]+)\/(.*)$/.exec(file);

function judge(from, source) {
  const layer = layerOf(from);
  if (!layer || /\.test\.tsx?$/.test(from) || from.includes('/testing/')) return null;
  if (!source.startsWith('.')) {
    const owner = OWNED.get(source);
    if (owner && owner !== layer.name) return `only ${owner} imports ${source}`;
    if (layer.forbid?.includes(source)) return `${layer.name} must not import ${source}`;
    if (layer.packages && !layer.packages.some((name) => (name.endsWith(':') ? source.startsWith(name) : source === name || source.startsWith(`${name}/`))))
      return `${layer.name} may import only these packages: ${layer.packages.join(', ') || 'none'}`;
    return null;
  }
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(from), source));
  const targetLayer = layerOf(target);
  if (!targetLayer) return null;
  if (layer.name === 'features' && targetLayer.name === 'features') {
    const [, mine] = featureOf(from) ?? [];
    const [, theirs, rest] = featureOf(target) ?? [];
    if (theirs !== undefined && mine !== theirs && rest !== 'index.ts') return `another feature is imported only through its index.ts`;
  }
  if (targetLayer === layer || layer.may.includes(targetLayer.name)) return null;
  return `${layer.name} may import only: ${[layer.name, ...layer.may].join(', ')} (this is ${targetLayer.name})`;
}

const layers = {
  create(context) {
    const from = path.relative(process.cwd(), context.filename).split(path.sep).join('/');
    const check = (node) => {
      if (typeof node.source?.value !== 'string') return;
      const reason = judge(from, node.source.value);
      if (reason) context.report({ node, message: reason });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
  },
};

/** `Date.now()`, `new Date()`, timers, `Math.random()` and `console` inside the engine: effects arrive as arguments there. */
const effects = {
  create(context) {
    const from = path.relative(process.cwd(), context.filename).split(path.sep).join('/');
    if (!from.startsWith('src/main/engine/') || from.endsWith('.test.ts') || from.includes('/testing/')) return {};
    const TIMERS = new Set(['setTimeout', 'setInterval', 'setImmediate']);
    return {
      CallExpression(node) {
        const { callee } = node;
        if (callee.type === 'Identifier' && TIMERS.has(callee.name)) context.report({ node, message: `${callee.name}: use the Clock port` });
        if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return;
        const name = `${callee.object.name}.${callee.property.name}`;
        if (name === 'Date.now' || name === 'performance.now') context.report({ node, message: `${name}(): use the Clock port` });
        if (name === 'Math.random') context.report({ node, message: 'Math.random(): use the Random port' });
        if (callee.object.name === 'console') context.report({ node, message: 'console: use the Log port' });
      },
      NewExpression(node) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0)
          context.report({ node, message: 'new Date(): use the Clock port' });
      },
    };
  },
};

export default { meta: { name: 'holdfast' }, rules: { layers, effects } };
