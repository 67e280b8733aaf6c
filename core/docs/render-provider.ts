import { optionKind, optionVariables } from '../options/names.js';
import type { OptionSpec, ProviderManifest } from '../sdk/manifest.js';
import { markdownTable } from './markdown-table.js';

/** The page of a provider: all from its manifest. */
export function renderProvider(manifest: ProviderManifest): string {
  const {
    title,
    id,
    aliases = [],
    website,
    apiDocs,
    status,
    setup = [],
    notes = [],
    sources = [],
    capabilities,
  } = manifest;
  const lines = [
    `# ${title}`,
    '',
    ...(status === undefined
      ? []
      : [
          `> **${status.state === 'closed' ? 'Closed' : 'Being retired'}: ${status.since}.** ${status.successor ?? ''}`.trim(),
          '',
        ]),
    `Provider id: \`${id}\`${aliases.length === 0 ? '' : ` (also ${aliases.map((alias) => `\`${alias}\``).join(', ')})`}`,
    ...links(website, apiDocs),
    '',
    ...section(
      'Getting the credential',
      setup.map((step, index) => `${index + 1}. ${step}`),
    ),
    '## Environment',
    '',
    '```sh',
    `LEXICON_PROVIDER=${id}`,
    ...Object.entries(manifest.options)
      .filter(([key, spec]) => spec.required === true || manifest.oneOf?.[0]?.includes(key) === true)
      .map(([key, spec]) => `${optionVariables(manifest, key)[0]}=${spec.choices?.[0] ?? '…'}`),
    '```',
    '',
    '## Options',
    '',
    markdownTable(
      ['Flag', 'Variable', 'Meaning', 'Required', 'Default'],
      Object.entries(manifest.options).map(([key, spec]) => [
        `\`--${spec.flag}\``,
        optionVariables(manifest, key)
          .filter((name) => spec.env?.includes(name) !== true)
          .slice(0, 2)
          .map((name) => `\`${name}\``)
          .join(', '),
        meaning(spec),
        required(manifest, key, spec),
        spec.default === undefined ? '' : `\`${spec.default}\``,
      ]),
    ),
    '',
    'Each variable can also be given as `…_FILE`, naming a file that holds the value.',
    '',
    '## Good to know',
    '',
    `- Record types: ${capabilities.types.join(', ')}.`,
    ...(capabilities.minTtl === undefined ? [] : [`- Shortest TTL: ${capabilities.minTtl} s.`]),
    ...(capabilities.propagationSeconds === undefined
      ? []
      : [
          `- Can take up to ${capabilities.propagationSeconds / 60} minutes to publish a change; so long is waited unless LEXICON_SLEEP_TIME or LEXICON_MAX_CHECKS is set.`,
        ]),
    ...(capabilities.requestsPerSecond === undefined
      ? []
      : [`- At most ${capabilities.requestsPerSecond} requests a second are sent.`]),
    ...notes.map((note) => `- ${note}`),
    ...fromOtherPrograms(manifest),
    ...(sources.length === 0 ? [] : ['', '## Sources', '', ...sources.map((source) => `- ${linked(source)}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** What whoever comes from lego or acme.sh may leave as it is. */
function fromOtherPrograms(manifest: ProviderManifest): string[] {
  const { foreignIds = [], options } = manifest;
  const rows = Object.values(options).flatMap(({ flag, env = [] }) =>
    env.length === 0 ? [] : [[env.map((name) => `\`${name}\``).join(', '), `\`--${flag}\``]],
  );
  if (foreignIds.length + rows.length === 0) return [];
  const ids = foreignIds.map((id) => `\`${id}\``).join(', ');
  return [
    '',
    '## Coming from another program',
    '',
    ...(foreignIds.length === 0 ? [] : [`The ids ${ids} mean this provider as well.`, '']),
    ...(rows.length === 0
      ? []
      : [
          'These variables are taken where none of those above is set:',
          '',
          markdownTable(['Variable', 'Stands for'], rows),
        ]),
  ];
}

function linked(source: string): string {
  return URL.canParse(source) ? `<${source}>` : source;
}

function links(website: string | undefined, apiDocs: string | undefined): string[] {
  const found = [
    ...(website === undefined ? [] : [`[Website](${website})`]),
    ...(apiDocs === undefined ? [] : [`[API documentation](${apiDocs})`]),
  ];
  return found.length === 0 ? [] : ['', found.join(' · ')];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines, ''];
}

function meaning(spec: OptionSpec): string {
  const choices =
    spec.choices === undefined ? '' : ` One of ${spec.choices.map((choice) => `\`${choice}\``).join(', ')}.`;
  const kind = optionKind(spec) === 'boolean' ? ' A switch.' : '';
  return `${spec.help.replace(/\.?$/, '.')}${choices}${kind}`;
}

function required({ oneOf }: ProviderManifest, key: string, spec: OptionSpec): string {
  if (spec.required) return 'yes';
  return oneOf?.flat().includes(key) ? 'see below' : '';
}
