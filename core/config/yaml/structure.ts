import { z } from 'zod';
import type { YamlPath } from './document.js';

/** Whether a list or a map may stand at a path of the file. */
export function structureAt(path: YamlPath, root: z.ZodType): { readonly list: boolean; readonly map: boolean } {
  let schemas: readonly unknown[] = [root];
  for (const key of path) schemas = schemas.flatMap(alternatives).flatMap((schema) => innerOf(schema, key));
  const here = schemas.flatMap(alternatives);
  return {
    list: here.some((schema) => schema instanceof z.ZodArray),
    map: here.some((schema) => schema instanceof z.ZodObject || schema instanceof z.ZodRecord),
  };
}

/** What a schema lets stand, without what wraps it. */
function alternatives(schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodOptional) return alternatives(schema.unwrap());
  return schema instanceof z.ZodUnion ? schema.options.flatMap(alternatives) : [schema];
}

function innerOf(schema: unknown, key: PropertyKey): readonly unknown[] {
  if (schema instanceof z.ZodObject) return [schema.shape[String(key)]];
  if (schema instanceof z.ZodArray) return [schema.element];
  return schema instanceof z.ZodRecord ? [schema.valueType] : [];
}
