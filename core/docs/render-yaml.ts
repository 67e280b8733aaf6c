import { eachSettingKey } from '../config/yaml/setting-keys.js';
import { markdownTable } from './markdown-table.js';

/** What the page reads of a JSON Schema. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** Sections of which each has a table of its own. */
const lists = ['profiles', 'certificates', 'doors'] as const;

/** The page of the YAML keys, from the JSON Schema of the file and the variables that its keys stand for. */
export function renderYamlKeys(schema: Schema): string {
  const standsFor = new Map([...eachSettingKey()].map(({ path, variable }) => [path.join('.'), variable]));
  const settings = Object.entries(schema.properties ?? {}).filter(([key]) => !isList(key) && key !== '$schema');
  return [
    '# Keys of the YAML file',
    '',
    'Which file that is, and how it goes with the other sources, stands in [configuration.md](configuration.md#yaml). A JSON',
    'Schema for editors is in [schema/](schema).',
    '',
    '## Settings',
    '',
    'Each stands for the variable beside it, and has its meaning and default.',
    '',
    markdownTable(
      ['Key', 'Value', 'Meaning', 'Variable'],
      settings
        .flatMap(([key, value]) => rows(key, value))
        .map(([path = '', ...cells]) => [`\`${path}\``, ...cells, code(standsFor.get(path))]),
    ),
    '',
    ...lists.flatMap((name) => [
      `## ${name}`,
      '',
      ...sentence(schema.properties?.[name]?.description),
      markdownTable(
        ['Key', 'Value', 'Meaning'],
        Object.entries(entriesOf(schema.properties?.[name]))
          .flatMap(([key, value]) => rows(key, value))
          .map(([path = '', ...cells]) => [`\`${path}\``, ...cells]),
      ),
      '',
    ]),
  ].join('\n');
}

/** A key of the file. */
export interface YamlKey {
  /** `profiles[].provider` */
  readonly key: string;
  readonly value: string;
  readonly meaning: string;
  /** The variable that it stands for. */
  readonly variable?: string | undefined;
}

/** All keys, in the order of the schema. */
export function yamlKeys(schema: Schema): YamlKey[] {
  const standsFor = new Map<string, string>(
    [...eachSettingKey()].map(({ path, variable }) => [path.join('.'), variable]),
  );
  const sections = Object.entries(schema.properties ?? {}).filter(([key]) => key !== '$schema');
  return sections.flatMap(([key, value]) =>
    rows(key, value).map(([path = '', form = '', meaning = '']) => {
      const variable = standsFor.get(path);
      return { key: path, value: form, meaning, ...(variable !== undefined && { variable }) };
    }),
  );
}

/** The keys of a section, or of each entry of one that is a list. */
function entriesOf(section: Schema | undefined): Readonly<Record<string, Schema>> {
  return section?.items?.properties ?? section?.properties ?? {};
}

function isList(key: string): boolean {
  return (lists as readonly string[]).includes(key);
}

function code(text: string | undefined): string {
  return text === undefined ? '' : `\`${text}\``;
}

function sentence(text: string | undefined): string[] {
  return text === undefined ? [] : [`${text.charAt(0).toUpperCase()}${text.slice(1)}.`, ''];
}

/** Path, form and meaning of a key and of those below it; a section has no row of its own unless it says something. */
function rows(path: string, schema: Schema): string[][] {
  const inner = schema.properties ?? schema.items?.properties;
  const prefix = schema.properties === undefined && inner !== undefined ? `${path}[]` : path;
  const below = Object.entries(inner ?? {}).flatMap(([key, value]) => rows(`${prefix}.${key}`, value));
  const { description } = schema;
  if (description === undefined && (below.length > 0 || form(schema) === '')) return below;
  return [[path, form(schema), description ?? ''], ...below];
}

/** The forms that a value may have, as people call them. */
function form(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((choice) => `\`${choice}\``).join(', ');
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(form))].join(' or ');
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  if (types.includes('array')) return schema.items?.properties === undefined ? 'list' : 'list of maps';
  if (types.includes('object')) return 'map';
  if (types.includes('boolean')) return types.includes('number') ? 'text' : 'true or false';
  if (types.includes('integer')) return types.includes('string') && types[0] === 'string' ? 'text or number' : 'number';
  return types.length === 0 ? '' : 'text';
}
