import { z } from 'zod';
import type { KnownPlugin } from '../plugin-variables.js';
import { writtenTypes } from './forms.js';
import { schemasFor } from './schema.js';

/** The JSON Schema of the YAML file, for editors: `docs/schema/letsencrypt-dns.schema.json` is made from it. */
export function configurationJsonSchema(plugins?: readonly KnownPlugin[]): Record<string, unknown> {
  const schema = z.toJSONSchema(schemasFor(plugins).full, {
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      Object.assign(jsonSchema, structuredClone(writtenTypes.get(zodSchema)));
    },
  });
  return { ...schema, title: 'letsencrypt-dns' };
}
