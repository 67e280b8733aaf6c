/**
 * Hooks of `module.register`, under which the tests of providers run nothing when they are imported: what would be tried
 * is kept instead, by what stands in for the module that tries it.
 */
interface Resolved {
  readonly url: string;
  readonly shortCircuit?: boolean;
}

interface Loaded {
  readonly format: string;
  readonly source: string;
  readonly shortCircuit: boolean;
}

type Next<Result> = (given: string, context: unknown) => Promise<Result>;

const askers = /\/(?:test\/providers|core\/testing)\//;
const idle = `const idle = () => {};
export { idle as after, idle as afterEach, idle as before, idle as beforeEach, idle as describe, idle as it, idle as test };
export const mock = {};`;

const tries = '/core/testing/conformance.js';
const keeps = 'export const subjects = []; export const describeConformance = (subject) => subjects.push(subject);';

/** @param context who asks for it */
export async function resolve(
  specifier: string,
  context: { readonly parentURL?: string },
  next: Next<Resolved>,
): Promise<Resolved> {
  if (specifier !== 'node:test' || !askers.test(context.parentURL ?? '')) return next(specifier, context);
  return { url: `data:text/javascript,${encodeURIComponent(idle)}`, shortCircuit: true };
}

export async function load(url: string, context: unknown, next: Next<Loaded>): Promise<Loaded> {
  return url.endsWith(tries) ? { format: 'module', source: keeps, shortCircuit: true } : next(url, context);
}
