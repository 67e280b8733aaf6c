import { builtInPlugins } from '../manifest/built-in.js';
import { inOrder } from '../manifest/plugin-order.js';
import type { RegisteredPlugin } from '../manifest/registry.js';
import { optionKind } from '../options/names.js';
import type { PluginManifest, PluginOptionSpec } from '../sdk/manifest.js';
import type { VariableKind, VariableSpec } from './variable-spec.js';
import { variables } from './variables.js';

/** A plugin's facts, and whether they come with this program: only then what is wrong with an option stops everything. */
export type KnownPlugin = Pick<RegisteredPlugin, 'manifest' | 'origin'>;

/** The variables of a plugin's option, the one that counts first: those of its manifest, else `<PLUGIN>_<FLAG>`. */
export function pluginVariables({ id }: Pick<PluginManifest, 'id'>, { flag, env }: PluginOptionSpec) {
  return env ?? [`${id}-${flag}`.toUpperCase().replaceAll('-', '_')];
}

/** Where an option stands in the YAML file. */
export function pluginKey({ id }: Pick<PluginManifest, 'id'>, { flag, yaml }: PluginOptionSpec): readonly string[] {
  return yaml?.split('.') ?? [id.replaceAll('-', '_'), flag.replaceAll('-', '_')];
}

/** Every variable: the program's own, and one for each option of a plugin. */
export function allVariables(plugins: readonly KnownPlugin[] = builtInPlugins()): readonly VariableSpec[] {
  const specs = new Map<string, VariableSpec>(variables.map((spec) => [spec.name, spec]));
  for (const { manifest, origin } of inOrder(plugins)) {
    for (const option of Object.values(manifest.options)) {
      const spec = specOf(manifest, option, origin === 'built in');
      if (!specs.has(spec.name)) specs.set(spec.name, spec);
    }
  }
  return [...specs.values()];
}

function specOf(manifest: PluginManifest, option: PluginOptionSpec, isBuiltIn: boolean): VariableSpec {
  const [name = option.flag, ...aliases] = pluginVariables(manifest, option);
  const { default: standard, without, choices, multiline, secret, withheld, others, help } = option;
  return {
    name,
    kind: kindOf(option),
    ...(standard !== undefined && standard !== '' && { default: String(standard) }),
    ...(without !== undefined && { without }),
    ...(choices !== undefined && { choices }),
    ...(multiline !== undefined && { multiline }),
    ...(secret !== undefined && { secret }),
    ...(withheld !== undefined && { withheld }),
    ...(others !== undefined && { others }),
    ...(aliases.length > 0 && { aliases }),
    ...(!isBuiltIn && { scope: 'certificate' }),
    // Manifests have sentences there, and tables of variables have none.
    meaning: /^[A-Z][a-z]/.test(help) ? help.charAt(0).toLowerCase() + help.slice(1) : help,
  };
}

function kindOf(option: PluginOptionSpec): VariableKind {
  if (option.kind !== undefined) return option.kind;
  if (option.choices !== undefined) return 'enum';
  return optionKind(option);
}
