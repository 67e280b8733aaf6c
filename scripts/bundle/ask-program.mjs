// Prints, as JSON, command lines that only ask to be told something, and what the bundled program says to each.
// usage: ask-program FOLDER-OF-FRONTS ID…
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, ...ids] = process.argv.slice(2);
const require = createRequire(join(folder, 'here.cjs'));
const { createProgram } = require('./program.cjs');
const { providersCommand } = require('./providers.cjs');
const { lexiconMain } = require('./lexicon-line.cjs');
const { version } = require('../../../package.json');

const program = () => createProgram(version, async () => {});
const commands = program()
  .commands.filter((command) => command.name() !== 'lexicon')
  .flatMap((command) => [[command.name()], ...command.commands.map((below) => [command.name(), below.name()])]);

const said = {};
await ask('letsencrypt-dns', () => program().parseAsync(['--help'], { from: 'user' }));
await ask('letsencrypt-dns providers', () => providersCommand({ globals: {}, env: {} }, undefined));
for (const words of [['--help'], ['--version'], ...commands.map((command) => [...command, '--help'])])
  await ask(['letsencrypt-dns', ...words].join(' '), () => program().parseAsync(words, { from: 'user' }));
for (const words of [['--help'], ['--version'], ...['auto', ...ids].map((id) => [id, '--help'])])
  await ask(['lexicon', ...words].join(' '), () => lexiconMain(words, {}));
process.stdout.write(JSON.stringify(said));

async function ask(line, answer) {
  const { write } = process.stdout;
  let text = '';
  process.stdout.write = (part) => {
    text += part;
    return true;
  };
  try {
    const code = await answer().catch(({ exitCode }) => exitCode);
    if (code !== 0) throw new Error(`${line} ends with ${code}`);
  } finally {
    process.stdout.write = write;
  }
  said[line] = text;
}
