import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { canBeFile, type GivenSetting, ownVariables } from '../../init/answers.js';
import {
  type CredentialChoice,
  credentialChoices,
  furtherOptions,
  neededOptions,
  type OptionQuestion,
  problemOfValue,
} from '../../init/option-questions.js';
import { optionKind } from '../../options/names.js';
import type { OptionSpec, ProviderManifest } from '../../sdk/manifest.js';
import type { Prompter } from './prompter.js';

/**
 * Asks for the options of a provider, one by one: a way to log in where there are several, what it needs, and what else
 * somebody wants to set. @param present what is set already
 */
export async function askOptions(
  prompter: Prompter,
  manifest: ProviderManifest,
  present: ReadonlyMap<string, GivenSetting>,
): Promise<Map<string, GivenSetting>> {
  const given = new Map<string, GivenSetting>();
  const choice = await askChoice(prompter, manifest, present);
  for (const question of neededOptions(manifest, choice)) {
    given.set(question.key, await askOption(prompter, manifest, question, present.get(question.key)));
  }
  const further = furtherOptions(manifest, choice);
  for (const { key } of further) {
    const value = present.get(key);
    if (value !== undefined) given.set(key, value);
  }
  if (further.length === 0) return given;
  const wanted = await prompter.several(
    'Anything else to set? (space selects, enter goes on)',
    further.map(({ key, spec }) => ({ value: key, label: `--${spec.flag}`, hint: hintOf(spec) })),
  );
  for (const question of further.filter(({ key }) => wanted.includes(key))) {
    given.set(question.key, await askOption(prompter, manifest, question, undefined));
  }
  return given;
}

async function askChoice(
  prompter: Prompter,
  manifest: ProviderManifest,
  present: ReadonlyMap<string, GivenSetting>,
): Promise<CredentialChoice | undefined> {
  const choices = credentialChoices(manifest);
  if (choices.length === 0) return undefined;
  const begun = choices.findIndex(({ keys }) => keys.length > 0 && keys.every((key) => present.has(key)));
  const index = await prompter.choose(
    'How do you log in there?',
    choices.map(({ label }, position) => ({ value: String(position), label })),
    String(Math.max(0, begun)),
  );
  return choices[Number(index)];
}

async function askOption(
  prompter: Prompter,
  manifest: ProviderManifest,
  { key, spec }: OptionQuestion,
  present: GivenSetting | undefined,
): Promise<GivenSetting> {
  const [variable = ''] = ownVariables(manifest, key);
  if (present !== undefined && (await prompter.confirm(`${variable} is set already. Keep it?`))) return present;
  const message = `${spec.help} (--${spec.flag})`;
  if (spec.choices !== undefined) {
    const values = spec.choices.map((value) => ({ value, label: value }));
    return { value: await prompter.choose(message, values) };
  }
  if (optionKind(spec) === 'boolean') return { value: String(await prompter.confirm(message)) };
  const validate = (value: string) => problemOfValue(spec, value);
  if (spec.secret !== true && spec.multiline !== true) return { value: await prompter.text({ message, validate }) };
  if (!canBeFile(manifest, key)) return { value: await prompter.secret({ message, validate }) };
  // An env file has one line for each variable.
  if (spec.multiline === true || (await askHow(prompter, message)) === 'file') {
    return { file: await askFile(prompter, `${message}: path of a file that holds it`) };
  }
  return { value: await prompter.secret({ message, validate }) };
}

function askHow(prompter: Prompter, message: string): Promise<'type' | 'file'> {
  return prompter.choose(message, [
    { value: 'type', label: 'Type or paste it', hint: 'it is not shown, and kept where only its owner reads it' },
    { value: 'file', label: 'It is in a file', hint: 'a secret of Docker or systemd, for instance' },
  ]);
}

function askFile(prompter: Prompter, message: string): Promise<string> {
  return prompter.text({
    message,
    placeholder: '/run/secrets/token',
    validate(value) {
      const path = value.trim();
      if (!isAbsolute(path)) return 'Give it from the root on: /…';
      return existsSync(path) ? undefined : 'There is no such file';
    },
  });
}

function hintOf({ help, default: standard }: OptionSpec): string {
  return standard === undefined || standard === '' ? help : `${help}; default ${standard}`;
}
