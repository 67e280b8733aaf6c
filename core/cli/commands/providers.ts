import { openRegistry } from '../../application/open-registry.js';
import { didYouMean } from '../../config/nearest.js';
import { renderProblem } from '../../config/problems.js';
import { optionVariables } from '../../options/names.js';
import { Failure } from '../../sdk/failure.js';
import type { ProviderManifest } from '../../sdk/manifest.js';
import { outputColumns, renderRows } from '../../terminal/layout.js';
import { printNote, printResult } from '../../terminal/print.js';
import { hang } from '../../terminal/wrap.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';

/** `letsencrypt-dns providers [ID]`: all providers, or the options of one. Loads none of their code. */
export async function providersCommand({ globals, env }: CommandContext, id: string | undefined): Promise<number> {
  const { registry, problems } = await openRegistry(env);
  for (const problem of problems) printNote(renderProblem(problem));
  const columns = outputColumns(env);
  const ids = registry.providers.flatMap(({ manifest }) => [manifest.id, ...(manifest.aliases ?? [])]);
  if (id === undefined) {
    const entries = registry.providers.map(({ manifest, origin }) => ({ ...manifest, origin }));
    const rows = entries.map(({ id: own, title, origin, aliases, status }) => [
      own,
      aliases === undefined ? title : `${title} (also ${aliases.join(', ')})`,
      status === undefined ? origin : `${origin}, ${status.state} ${status.since}`,
    ]);
    printResult(
      globals.json ? JSON.stringify(entries, undefined, 2) : renderRows(['ID', 'TITLE', 'ORIGIN'], rows, columns),
    );
    return exitCodes.done;
  }
  const found = registry.findProvider(id);
  if (found === undefined) {
    throw new Failure('CONFIG', `there is no provider called ${id}`, {
      hint: didYouMean(id, ids) ?? 'See letsencrypt-dns providers for all of them',
    });
  }
  printResult(
    globals.json
      ? JSON.stringify({ ...found.manifest, origin: found.origin }, undefined, 2)
      : describe(found.manifest, columns),
  );
  return exitCodes.done;
}

function describe(manifest: ProviderManifest, columns: number | undefined): string {
  const rows = Object.entries(manifest.options).map(([key, spec]) => [
    `--${spec.flag}`,
    optionVariables(manifest, key)[0] ?? '',
    spec.required ? 'yes' : '',
    spec.default === undefined ? '' : String(spec.default),
    spec.choices === undefined ? spec.help : `${spec.help} (${spec.choices.join(', ')})`,
  ]);
  const groups =
    manifest.oneOf?.map((group) => group.map((key) => `--${manifest.options[key]?.flag ?? key}`).join(' and ')) ?? [];
  return [
    `${manifest.title} (${manifest.id})`,
    ...(manifest.website === undefined ? [] : [manifest.website]),
    ...(manifest.status === undefined
      ? []
      : [`${manifest.status.state} since ${manifest.status.since}. ${manifest.status.successor ?? ''}`.trim()]),
    '',
    renderRows(['FLAG', 'VARIABLE', 'REQUIRED', 'DEFAULT', 'MEANING'], rows, columns),
    ...(groups.length === 0
      ? []
      : ['', ...hang('Needed: ', groups.join(', or '), 8, columns ?? Number.POSITIVE_INFINITY)]),
    ...section('How to set it up', manifest.setup, columns),
    ...section('Notes', manifest.notes, columns),
  ].join('\n');
}

function section(title: string, lines: readonly string[] | undefined, columns = Number.POSITIVE_INFINITY): string[] {
  if (lines === undefined || lines.length === 0) return [];
  return ['', `${title}:`, ...lines.flatMap((line) => hang('  - ', line, 4, columns))];
}
