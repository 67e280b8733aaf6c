import type { ResolveHook } from 'node:module';

const ours = new URL('collected.js', import.meta.url).href;

/** Test files get what collects their tests in place of Node's runner. */
export const resolve: ResolveHook = (specifier, context, next) =>
  specifier === 'node:test' && context.parentURL !== ours
    ? { url: ours, shortCircuit: true, format: 'module' }
    : next(specifier, context);
