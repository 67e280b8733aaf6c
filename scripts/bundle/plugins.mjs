import { fileURLToPath } from 'node:url';

/** Each of these packages is an empty object. */
export function emptyPackages(names) {
  return {
    name: 'empty-packages',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: anyOf(names) }, ({ path }) => ({ path, namespace: 'empty' }));
      onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {};' }));
    },
  };
}

/** undici without what this program does not use; see undici.cjs. */
export const leanUndici = {
  name: 'lean-undici',
  setup({ onResolve }) {
    const path = fileURLToPath(new URL('undici.cjs', import.meta.url));
    onResolve({ filter: /^undici$/ }, () => ({ path }));
  },
};

/** zod with its English messages alone: we print our own, and the other forty languages are half of its size. */
export const oneLanguage = {
  name: 'one-language',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ path, importer, resolveDir }) =>
      /[\\/]zod[\\/]/.test(importer)
        ? { path, namespace: 'language', sideEffects: false, pluginData: { resolveDir } }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'language' }, ({ path, pluginData: { resolveDir } }) => ({
      resolveDir,
      contents: `export { default as en } from ${JSON.stringify(path.replace(/index\.js$/, 'en.js'))};`,
    }));
  },
};

/**
 * What acme-client requires for things that the engine of core/acme does itself (its own HTTP client, certificate
 * requests) is left out, and with it a tenth of the bundle. Where it were used after all, that says so.
 * @param names as acme-client's files write them
 */
export function leftOutOfAcmeClient(names) {
  return {
    name: 'left-out-of-acme-client',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: anyOf(names) }, ({ path, importer, kind }) =>
        kind === 'require-call' && /[\\/]acme-client[\\/]src[\\/]/.test(importer)
          ? { path, namespace: 'left-out' }
          : undefined,
      );
      onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
        contents: `
          const known = { cryptoProvider: { set() {} } };
          module.exports = new Proxy(known, {
            get(_, name) {
              if (name in known) return known[name];
              throw new Error(${JSON.stringify(`${path} of acme-client is not in the bundle: `)} + String(name));
            },
          });`,
      }));
    },
  };
}

/**
 * What Node and these packages bring is loaded at its first use. A command that only tells something imports much that
 * it does not come to use, and `node:https` alone takes longer than most commands.
 * @param packages names, each of which is a file of its own beside the importing one
 */
export function atFirstUse(packages) {
  const large = [
    'async_hooks',
    'child_process',
    'crypto',
    'dns/promises',
    'fs/promises',
    'https',
    'net',
    'os',
    'stream',
    'timers/promises',
    'tls',
    'v8',
    'zlib',
  ];
  return {
    name: 'at-first-use',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: anyOf(large.map((name) => `node:${name}`)) }, ({ path, namespace }) =>
        namespace === 'first-use' ? undefined : { path, namespace: 'first-use', sideEffects: false },
      );
      onResolve({ filter: anyOf(packages) }, ({ path, kind }) => {
        if (kind !== 'import-statement') return undefined;
        return { path, namespace: 'first-use', sideEffects: false };
      });
      onResolve({ filter: /.*/, namespace: 'first-use' }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /.*/, namespace: 'first-use' }, ({ path }) => {
        const file = path.startsWith('node:') ? path : `./${path}.cjs`;
        return {
          // Whoever copies its own properties finds none, and asks the prototype: each time, and not before.
          contents: `let real;
            const get = (_, name) => name === '__esModule' ? undefined : (real ??= require(${JSON.stringify(file)}))[name];
            module.exports = Object.create(new Proxy({}, { get }));`,
        };
      });
    },
  };
}

function anyOf(names) {
  return new RegExp(`^(${names.map((name) => name.replaceAll(/[./]/g, '\\$&')).join('|')})$`);
}
