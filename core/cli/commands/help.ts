import { openRegistry } from '../../application/open-registry.js';
import { didYouMean } from '../../config/nearest.js';
import { renderProblem } from '../../config/problems.js';
import { Failure } from '../../sdk/failure.js';
import { outputColumns, renderRows } from '../../terminal/layout.js';
import { printNote, printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';

/** What there is a table of. */
const topics = ['variables', 'plugins', 'yaml', 'man', 'man-lexicon'];

/** A table for people, and the same for machines. */
interface Topic {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly json: unknown;
}

/** `letsencrypt-dns help variables|plugins|yaml`: the tables of the documentation. */
export async function helpCommand({ globals, env }: CommandContext, topic: string): Promise<number> {
  const { header, rows, json } = await readTopic(topic, env);
  printResult(
    globals.json ? JSON.stringify(json, undefined, 2) : renderRows(header, rows.map(plain), outputColumns(env)),
  );
  return exitCodes.done;
}

async function readTopic(topic: string, env: NodeJS.ProcessEnv): Promise<Topic> {
  switch (topic) {
    case 'variables':
      return variableTopic(env);
    case 'plugins':
      return pluginTopic(env);
    case 'yaml':
      return yamlTopic();
    default:
      throw new Failure('CONFIG', `there is no help about ${topic}`, {
        hint: didYouMean(topic, topics) ?? `Take the name of a command, or one of ${topics.join(', ')}`,
      });
  }
}

async function variableTopic(env: NodeJS.ProcessEnv): Promise<Topic> {
  const { allVariables } = await import('../../config/plugin-variables.js');
  const { registry, problems } = await openRegistry(env);
  for (const problem of problems) printNote(renderProblem(problem));
  const specs = allVariables(registry.plugins);
  return {
    header: ['VARIABLE', 'DEFAULT', 'MEANING'],
    rows: specs.map(({ name, default: standard, without, meaning, choices }) => {
      const named = choices === undefined || meaning.includes('`') ? '' : `: ${choices.join(', ')}`;
      return [name, standard ?? without ?? '-', `${meaning}${named}`];
    }),
    json: specs,
  };
}

async function pluginTopic(env: NodeJS.ProcessEnv): Promise<Topic> {
  const { registry, problems } = await openRegistry(env);
  for (const problem of problems) printNote(renderProblem(problem));
  const { inOrder } = await import('../../manifest/plugin-order.js');
  const [{ pluginVariables }, { optionsOf }] = await Promise.all([
    import('../../config/plugin-variables.js'),
    import('../../config/certificate-steps.js'),
  ]);
  const ordered = inOrder(registry.plugins);
  const rows = ordered.flatMap(({ manifest }) => [
    [manifest.id, '', '', manifest.title],
    ...Object.values(manifest.options).map((option) => [
      manifest.id,
      pluginVariables(manifest, option).join(', '),
      option.default === undefined || option.default === '' ? '' : String(option.default),
      option.help,
    ]),
    ...optionsOf(manifest).flatMap(({ line, yaml }) => [
      ...(line === undefined ? [] : [[manifest.id, `${line}=`, '', `${yaml[0]?.help ?? ''} (in domains.conf)`]]),
      ...yaml.map(({ path, help }) => [manifest.id, `certificates[].${path}`, '', help]),
    ]),
    ...Object.entries(manifest.labels ?? {}).map(([label, meaning]) => [manifest.id, label, '', meaning]),
  ]);
  return {
    header: ['PLUGIN', 'VARIABLE, KEY OR LABEL', 'DEFAULT', 'MEANING'],
    rows,
    json: ordered.map(({ manifest, origin }) => ({ ...manifest, origin })),
  };
}

async function yamlTopic(): Promise<Topic> {
  const [{ configurationSchemaFile }, { yamlKeys }] = await Promise.all([
    import('../../config/in-yaml.js'),
    import('../../docs/render-yaml.js'),
  ]);
  const keys = yamlKeys(JSON.parse((await configurationSchemaFile()).text));
  return {
    header: ['KEY', 'VALUE', 'VARIABLE', 'MEANING'],
    rows: keys.map(({ key, value, variable = '', meaning }) => [key, value, variable, meaning]),
    json: keys,
  };
}

/** The tables are Markdown elsewhere. */
function plain(row: readonly string[]): string[] {
  return row.map((cell) => cell.replaceAll('`', ''));
}
