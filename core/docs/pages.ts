import { namesOf } from '../config/environment.js';
import { allVariables } from '../config/plugin-variables.js';
import type { VariableSpec } from '../config/variable-spec.js';

import type { Registry } from '../manifest/registry.js';
import { failureKinds } from '../sdk/failure.js';
import { renderCertbotTable } from './certbot-table.js';
import { renderAcmeShTable, renderLegoTable } from './foreign-tables.js';
import { markdownTable } from './markdown-table.js';
import { renderFailures } from './render-failures.js';
import { renderPlugins } from './render-plugins.js';
import { renderProvider } from './render-provider.js';

/** A generated page: path from the root of the project, and text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** All pages that are made from manifests and tables. Pure: the same registry gives the same pages. */
export function generatedPages({ providers, plugins }: Registry): Page[] {
  return [
    ...providers.map(({ manifest }) => ({ path: `docs/providers/${manifest.id}.md`, text: renderProvider(manifest) })),
    { path: 'docs/errors.md', text: renderErrors() },
    { path: 'docs/why-did-it-fail.md', text: renderFailures() },
    { path: 'docs/plugins.md', text: renderPlugins(plugins.map(({ manifest }) => manifest)) },
  ];
}

/** Pages by hand with parts that are generated. */
export const pagesWithParts = [
  'README.md',
  'docs/migration/lego.md',
  'docs/migration/traefik.md',
  'docs/migration/certbot.md',
  'docs/migration/acme.sh.md',
];

/** The parts of these pages between `<!-- name -->` and `<!-- /name -->`. */
export function generatedParts({ providers, plugins, findProvider }: Registry): Readonly<Record<string, string>> {
  return {
    lego: renderLegoTable(providers.map(({ manifest }) => manifest)),
    certbot: renderCertbotTable({ findProvider }),
    'acme.sh': renderAcmeShTable(providers.map(({ manifest }) => manifest)),
    variables: markdownTable(
      ['Variable', 'Default', 'Meaning'],
      allVariables(plugins).map((spec) => variableRow(spec)),
    ),
    providers: markdownTable(
      ['Provider', 'Id'],
      providers.map(({ manifest: { id, title, aliases = [], status } }) => [
        `[${title}](docs/providers/${id}.md)${status === undefined ? '' : ` (${status.state})`}`,
        [id, ...aliases].map((name) => `\`${name}\``).join(', '),
      ]),
    ),
  };
}

function variableRow(spec: VariableSpec): string[] {
  const choices = spec.choices === undefined ? '' : `: ${spec.choices.map((choice) => `\`${choice}\``).join(', ')}`;
  const standard = spec.default === undefined ? (spec.without ?? '—') : `\`${spec.default}\``;
  const names = namesOf(spec).map((name) => `\`${name}\``);
  return [names.join(', '), standard, `${spec.meaning}${spec.meaning.includes('`') ? '' : choices}`];
}

function renderErrors(): string {
  const rows = Object.entries(failureKinds).map(([code, { meaning, retryable }]) => [
    `\`${code}\``,
    meaning,
    retryable ? 'yes' : 'no',
  ]);
  return [
    '# Kinds of errors',
    '',
    'Every error that the program reports is of one of these kinds. In JSON logs the kind stands in `error.code`. What helps against',
    'each is in [why-did-it-fail.md](why-did-it-fail.md).',
    '',
    markdownTable(['Kind', 'Meaning', 'Can another try help?'], rows),
    '',
  ].join('\n');
}

/** Puts the generated parts into a text between their marks. */
export function fillParts(text: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((filled, [name, part]) => {
    const pattern = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
    return filled.replace(pattern, (_, open: string, close: string) => `${open}\n${part}\n\n${close}`);
  }, text);
}
