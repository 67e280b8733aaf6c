import { openRegistry } from '../../application/open-registry.js';
import { didYouMean } from '../../config/nearest.js';
import { renderProblem } from '../../config/problems.js';
import { Failure } from '../../sdk/failure.js';
import { outputColumns, renderRows } from '../../terminal/layout.js';
import { printNote, printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';

/** What there is a table of. */
const topics = ['variables', 'plugins', 'yaml'];

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
  const ordered = [...registry.plugins].sort((one, other) => place(one.manifest.order) - place(other.manifest.order));
  const rows = ordered.flatMap(({ manifest: { id, title, options, labels = {} } }) => [
    [id, '', '', title],
    ...Object.values(options).map(({ env: names = [], default: standard, help }) => [
      id,
      names.join(', '),
      standard === undefined || standard === '' ? '' : String(standard),
      help,
    ]),
    ...Object.entries(labels).map(([label, meaning]) => [id, label, '', meaning]),
  ]);
  return {
    header: ['PLUGIN', 'VARIABLE OR LABEL', 'DEFAULT', 'MEANING'],
    rows,
    json: ordered.map(({ manifest, origin }) => ({ ...manifest, origin })),
  };
}

/** Those that name no place come after the built-in ones. */
function place(order = 100): number {
  return order;
}

async function yamlTopic(): Promise<Topic> {
  const [{ configurationSchemaFile }, { yamlKeys }] = await Promise.all([
    import('../../config/index.js'),
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
