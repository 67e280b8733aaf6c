import { z } from 'zod';
import { pluginManifestSchema, providerManifestSchema } from '../manifest/schema.js';
import type { Page } from './pages.js';

/** JSON Schemas of manifests, for editors (`"$schema"` in a manifest): made of what the host itself checks. */
export function manifestSchemaPages(): Page[] {
  return [
    {
      path: 'schemas/provider.json',
      text: textOf(providerManifestSchema, 'The manifest of a provider of letsencrypt-dns'),
    },
    { path: 'schemas/plugin.json', text: textOf(pluginManifestSchema, 'The manifest of a plugin of letsencrypt-dns') },
  ];
}

function textOf(schema: z.ZodType, title: string): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
  return `${JSON.stringify({ $schema, title, ...rest }, undefined, 2)}\n`;
}
