import { z } from 'zod';
import { optionKind } from '../../options/names.js';
import type { CertificateOptionSpec, CertificateSection } from '../../sdk/manifest.js';
import { stepOptions } from '../certificate-steps.js';
import type { KnownPlugin } from '../plugin-variables.js';
import { flag, list, orVariable, text, written } from './forms.js';
import { partsOf } from './step-paths.js';

/** A key of a certificate's entry: a value, or a section with further keys. */
type Node = z.ZodType | Section;

interface Section {
  readonly isList: boolean;
  readonly keys: Map<string, Node>;
}

const command = z.strictObject(
  {
    cmd: z
      .union([text(), list()], 'must be text or a list')
      .describe('text is split as by a shell, and run without one'),
    containers: list().optional().describe('the containers in which it is run'),
  },
  'must be a map',
);

/**
 * What plugins let the entry of a certificate hold.
 * @param taken keys that have another meaning
 */
export function stepShape(plugins: readonly KnownPlugin[], taken: readonly string[]): Record<string, z.ZodType> {
  const root: Section = { isList: false, keys: new Map() };
  for (const { spec, yaml } of stepOptions(plugins)) {
    for (const { path, help } of yaml) {
      const parts = partsOf(path);
      const [first] = parts;
      if (first !== undefined && !taken.includes(first.key)) place(root, parts, valueSchema(spec, help));
    }
  }
  const sections = Object.assign({}, ...plugins.map(({ manifest }) => manifest.certificateSections));
  return shapeOf(root, sections);
}

/** What stands there already stays: it is that of the plugin that runs first. */
function place(section: Section, [part, ...rest]: ReturnType<typeof partsOf>, schema: z.ZodType): void {
  if (part === undefined) return;
  const before = section.keys.get(part.key);
  if (rest.length === 0) {
    if (before === undefined) section.keys.set(part.key, schema);
    return;
  }
  if (before !== undefined && !isSection(before)) return;
  const inner = before ?? { isList: part.each, keys: new Map() };
  section.keys.set(part.key, inner);
  place(inner, rest, schema);
}

function isSection(node: Node): node is Section {
  return 'keys' in node;
}

function shapeOf({ keys }: Section, sections: Readonly<Record<string, CertificateSection>>): Record<string, z.ZodType> {
  return Object.fromEntries(
    [...keys].map(([key, node]) => [key, isSection(node) ? sectionSchema(node, sections[key]) : node]),
  );
}

function sectionSchema(section: Section, { help, loose }: Partial<CertificateSection> = {}): z.ZodType {
  const shape = shapeOf(section, {});
  const map = loose === true ? z.looseObject(shape, 'must be a map') : z.strictObject(shape, 'must be a map');
  const schema = (section.isList ? z.array(map, 'must be a list') : map).optional();
  return help === undefined ? schema : schema.describe(plain(help));
}

function valueSchema(spec: CertificateOptionSpec, help: string): z.ZodType {
  const schema = formOf(spec);
  return spec.required === true ? schema.describe(plain(help)) : schema.optional().describe(plain(help));
}

function formOf(spec: CertificateOptionSpec): z.ZodType {
  if (spec.containers === true) return list();
  if (spec.commands === true) return z.array(command, 'must be a list');
  if (spec.choices !== undefined) return z.enum(spec.choices, `must be one of ${spec.choices.join(', ')}`);
  const kind = optionKind(spec);
  if (kind === 'boolean') return flag();
  if (kind === 'number') return written(z.string('must be a number'), { type: ['number', 'string'], ...orVariable });
  return text();
}

/** Manifests have sentences there, and the schema has none. */
function plain(help: string): string {
  return /^[A-Z][a-z]/.test(help) ? help.charAt(0).toLowerCase() + help.slice(1) : help;
}
