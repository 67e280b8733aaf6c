import type { StepOption } from '../certificate-steps.js';
import type { YamlPath } from './document.js';

/** One key of a path such as `autorestart[].containers`. */
export interface PathPart {
  readonly key: string;
  /** Whether a list stands there, of which each item has what follows. */
  readonly each: boolean;
}

export function partsOf(path: string): readonly PathPart[] {
  return path.split('.').map((part) => ({ key: part.replace(/\[\]$/, ''), each: part.endsWith('[]') }));
}

/** A value of an entry that stands for a plugin's option, and where. */
export interface FoundStep {
  readonly option: StepOption;
  readonly value: unknown;
  readonly path: YamlPath;
}

/** Everything that an entry says to plugins: item by item, as people read it. */
export function findSteps(entry: object, options: readonly StepOption[]): readonly FoundStep[] {
  const found = options.flatMap((option) =>
    option.yaml.flatMap(({ path }) => valuesAt(entry, partsOf(path)).map((value) => ({ option, ...value }))),
  );
  // A sort keeps the order of what is alike.
  return found.sort((one, other) => itemOf(one.path) - itemOf(other.path));
}

function itemOf(path: YamlPath): number {
  const index = path.find((key) => typeof key === 'number');
  return typeof index === 'number' ? index : -1;
}

function valuesAt(
  value: unknown,
  [part, ...rest]: readonly PathPart[],
  path: YamlPath = [],
): readonly { readonly value: unknown; readonly path: YamlPath }[] {
  if (value === undefined) return [];
  if (part === undefined) return [{ value, path }];
  if (typeof value !== 'object' || value === null) return [];
  const inner: unknown = Reflect.get(value, part.key);
  const here = [...path, part.key];
  if (!part.each) return valuesAt(inner, rest, here);
  return Array.isArray(inner) ? inner.flatMap((item, index) => valuesAt(item, rest, [...here, index])) : [];
}
