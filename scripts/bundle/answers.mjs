import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Has the bundled program say what it says to be told off a terminal, and writes that down beside it; see
 * core/cli/written-answers.ts.
 * @param folder with the fronts in it
 * @param ids of providers, and their other names
 */
export function writeAnswers(folder, ids) {
  // Lest it answers with what an earlier one said.
  rmSync(join(folder, 'answers.json'), { force: true });
  const script = fileURLToPath(new URL('ask-program.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, folder, ...ids], {
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  if (status !== 0) throw new Error(`the answers cannot be written down: ${stderr}`);
  const places = new Map();
  const parts = [];
  let end = 0;
  /** Where a part of a text stands: what many have in common stands once. */
  function placeOf(part) {
    if (!places.has(part)) {
      const bytes = Buffer.from(part);
      places.set(part, [end, end + bytes.length]);
      parts.push(bytes);
      end += bytes.length;
    }
    return places.get(part);
  }
  // Behind each empty line begins a part.
  const answers = Object.entries(JSON.parse(stdout)).map(([line, text]) => [
    line,
    text.split(/(?<=\n\n)/).flatMap(placeOf),
  ]);
  writeFileSync(join(folder, 'answers.json'), JSON.stringify(Object.fromEntries(answers)));
  writeFileSync(join(folder, 'answers.txt'), Buffer.concat(parts));
}
