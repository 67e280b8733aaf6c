import type { YamlRequest } from './yaml/write.js';

/** The YAML file that equals a configuration; loads the writer when it is called. It holds the secrets. */
export async function configurationToYaml(request: YamlRequest): Promise<string> {
  const { toYaml } = await import('./yaml/write.js');
  return toYaml(request);
}

/** The JSON Schema of the YAML file, for `docs/schema/`; loads zod when it is called. */
export async function configurationSchema(): Promise<Record<string, unknown>> {
  const { configurationJsonSchema } = await import('./yaml/json-schema.js');
  return configurationJsonSchema();
}

/** The JSON Schema as a file of the repository, for `npm run docs`; the path is relative to its root. */
export async function configurationSchemaFile(): Promise<{ readonly path: string; readonly text: string }> {
  const text = `${JSON.stringify(await configurationSchema(), undefined, 2)}\n`;
  return { path: 'docs/schema/letsencrypt-dns.schema.json', text };
}
