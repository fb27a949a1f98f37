import path from 'node:path';

/** What each folder of `src/` may import from besides itself. `app` puts features together, so it may use all. */
const allowed = {
  lib: [],
  ui: ['lib'],
  realtime: ['lib'],
  features: ['ui', 'lib', 'realtime'],
  app: ['features', 'ui', 'lib', 'realtime'],
};

/** The zone of a file, and for a feature its name: `src/features/chat/x.ts` is `['features', 'chat']`. */
function zoneOf(file) {
  const [root, zone, feature] = path.relative(import.meta.dirname, file).split(path.sep);
  if (root !== 'src' || !Object.hasOwn(allowed, zone)) return null;
  return [zone, zone === 'features' ? feature : null];
}

/** Keeps slices apart: a feature that could import another one would soon have to be changed together with it. */
const imports = {
  meta: { type: 'problem', schema: [], messages: { zone: '{{from}} may not import from {{to}}' } },
  create(context) {
    const from = zoneOf(context.filename);
    if (from === null) return {};
    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== 'string' || !source.startsWith('.')) return;
      const to = zoneOf(path.resolve(path.dirname(context.filename), source));
      if (to === null) return;
      const same = from[0] === to[0] && from[1] === to[1];
      if (!same && !allowed[from[0]].includes(to[0])) {
        context.report({
          node,
          messageId: 'zone',
          data: { from: from.filter(Boolean).join('/'), to: to.filter(Boolean).join('/') },
        });
      }
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

export const zones = { rules: { imports } };
