import { optionsOf } from '../config/certificate-steps.js';
import { pluginKey, pluginVariables } from '../config/plugin-variables.js';
import type { PluginManifest } from '../sdk/manifest.js';
import { markdownTable } from './markdown-table.js';

/** The page of the post-issue plugins, in the order in which they run: all from their manifests. */
export function renderPlugins(manifests: readonly PluginManifest[]): string {
  const inOrder = [...manifests].sort((one, other) => (one.order ?? 100) - (other.order ?? 100));
  const labels = inOrder.flatMap(({ id, labels: own = {} }) =>
    Object.entries(own).map(([label, meaning]) => [`\`${label}\``, plain(meaning), `\`${id}\``]),
  );
  return [
    '# What is done with a new certificate',
    '',
    'These steps run after each issue and renewal, in this order, and then those of third-party packages. A step that fails is',
    'reported, does not stop the others, and is tried again at the next pass until it has succeeded for that version.',
    '',
    '## Labels of containers',
    '',
    'Set on a container, so that nothing about it has to stand in the configuration.',
    '',
    markdownTable(['Label', 'Meaning', 'Step'], labels),
    '',
    ...inOrder.flatMap(renderPlugin),
  ].join('\n');
}

function renderPlugin(manifest: PluginManifest): string[] {
  const { id, title, options, notes = [] } = manifest;
  const rows = Object.values(options).map((option) => {
    const { help, choices, default: standard } = option;
    return [
      pluginVariables(manifest, option)
        .map((name) => `\`${name}\``)
        .join(', '),
      `\`${pluginKey(manifest, option).join('.')}\``,
      `${plain(help)}${choices === undefined ? '' : ` (${choices.map((choice) => `\`${choice}\``).join(', ')})`}`,
      standard === undefined || standard === '' ? '' : `\`${standard}\``,
    ];
  });
  return [
    `## ${id}`,
    '',
    `${title}.`,
    '',
    ...(rows.length === 0 ? [] : [markdownTable(['Variable', 'YAML key', 'Meaning', 'Default'], rows), '']),
    ...renderOwn(manifest),
    ...notes.map((note) => `- ${plain(note)}`),
    ...(notes.length === 0 ? [] : ['']),
  ];
}

/** What single certificates may say. */
function renderOwn(manifest: PluginManifest): string[] {
  const rows = optionsOf(manifest).flatMap(({ line, yaml }) =>
    yaml.map(({ path, help }, index) => [
      index === 0 && line !== undefined ? `\`${line}\`` : '',
      `\`certificates[].${path}\``,
      plain(help),
    ]),
  );
  return rows.length === 0 ? [] : [markdownTable(['In domains.conf', 'YAML key', 'Of one certificate'], rows), ''];
}

/** Words in angle brackets would be taken for HTML. */
function plain(text: string): string {
  return text.replaceAll('<', '&lt;');
}
