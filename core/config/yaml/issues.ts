import { z } from 'zod';
import { didYouMean } from '../nearest.js';
import type { ProblemCollector, ProblemDetails } from '../problems.js';
import type { YamlDocument, YamlPath } from './document.js';

/**
 * Checks a part of the file; what is wrong is reported at its place, a misspelt key with the nearest one.
 * @param path where the part stands in the file
 */
export function checkPart<S extends z.ZodType>(
  schema: S,
  value: unknown,
  path: YamlPath,
  document: YamlDocument,
  problems: ProblemCollector,
  details: ProblemDetails = {},
): z.output<S> | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) reportIssue(issue);
  return undefined;

  function reportIssue(issue: z.core.$ZodIssue): void {
    const inner = [...path, ...issue.path];
    const name = issue.path.length === 0 ? '' : `\`${issue.path.map(String).join('.')}\` `;
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, issue.path);
      for (const key of issue.keys) {
        const hint = didYouMean(key, known) ?? `The keys here are ${known.join(', ')}`;
        problems.error(document.placeOfKey([...inner, key]), `unknown key \`${key}\``, { ...details, hint });
      }
    } else if (isMissing(issue, value)) {
      problems.error(document.placeOf(inner), `${name}is missing`, details);
    } else {
      problems.error(document.placeOf(inner), `${name}${issue.message}`, details);
    }
  }
}

function isMissing(issue: z.core.$ZodIssue, root: unknown): boolean {
  let value: unknown = root;
  for (const key of issue.path) {
    if (typeof value !== 'object' || value === null) return false;
    value = Reflect.get(value, key);
  }
  return value === undefined;
}

/** The keys that the schema knows at a path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let current: unknown = schema;
  for (const key of [...path, undefined]) {
    while (current instanceof z.ZodOptional) current = current.unwrap();
    if (key === undefined) break;
    if (current instanceof z.ZodObject) current = current.shape[String(key)];
    else if (current instanceof z.ZodArray) current = current.element;
  }
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}
