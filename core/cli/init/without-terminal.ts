import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Application } from '../../application/open-application.js';
import { tokens } from '../../application/tokens.js';
import { authorityCalled } from '../../config/authority.js';
import { didYouMean } from '../../config/nearest.js';
import { allVariables } from '../../config/plugin-variables.js';
import { canBeFile, type GivenSetting, type InitAnswers, ownVariables, settingsOf } from '../../init/answers.js';
import { optionsFromEnvironment, optionsFromWords, otherSettings } from '../../init/given-options.js';
import { missingOptions } from '../../init/option-questions.js';
import { namesIn, planFiles } from '../../init/plan-files.js';
import { renderFiles } from '../../init/render-files.js';
import { Failure } from '../../sdk/failure.js';
import type { ProviderManifest } from '../../sdk/manifest.js';
import { printNote, printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { namesOf, notWritten, placesOf } from './guide.js';
import type { InitOptions } from './init-options.js';
import { recognizeProvider } from './recognize-provider.js';
import { readIfThere, writeFiles } from './write-files.js';

/**
 * Without questions: what the flags and the environment say, and what would be written; with `--write` it is.
 * @throws Failure CONFIG naming all that is missing
 */
export async function initWithoutTerminal(
  { env, globals, redactor }: CommandContext,
  application: Application,
  names: readonly string[],
  options: InitOptions,
  signal: AbortSignal,
): Promise<number> {
  const places = placesOf(application, env, options);
  const present = namesIn(readIfThere(places.domainsConf));
  const missing: string[] = [];
  if (names.length === 0 && present.length === 0) missing.push('the names of the certificate, as arguments');
  const provider = await providerOf(application, options, env, names, signal);
  if (provider === undefined) missing.push('--provider ID, since the name servers do not tell it');
  const answers = provider === undefined ? undefined : answersOf(application, provider, env, names, options);
  if (provider !== undefined && answers !== undefined) {
    for (const { key, spec } of missingOptions(provider, answers.options)) {
      const [variable = ''] = ownVariables(provider, key);
      const form = spec.secret !== true ? `--option ${spec.flag}=…` : `${variable} in the environment`;
      const isKept = spec.secret === true || spec.multiline === true;
      const file = isKept && canBeFile(provider, key) ? ` or --option ${spec.flag}-file=PATH` : '';
      missing.push(`${form}${file} (${spec.help})`);
    }
  }
  if (answers === undefined || missing.length > 0) {
    const hint = 'Give it, or run `letsencrypt-dns init` on a terminal, which asks';
    throw new Failure('CONFIG', `this is missing: ${missing.join('; ')}`, { hint });
  }
  const settings = settingsOf(answers);
  redactor.add(...settings.flatMap(({ isSecret, given }) => (isSecret && 'value' in given ? [given.value] : [])));
  const files = planFiles(answers, places, readIfThere, namesOf(application.state));
  const isWritten = options.write === true;
  if (globals.json === true) {
    const list = files.map(({ path, mode, before }) => ({ path, mode: mode.toString(8), isNew: before === undefined }));
    printResult(JSON.stringify({ provider: answers.provider.id, files: list, written: isWritten }, undefined, 2));
  } else {
    const text = renderFiles(files, settings).trimEnd();
    printResult(redactor.redact(files.length === 0 ? 'all of this is written down already' : text));
  }
  if (isWritten) await writeFiles(files);
  printNote(
    isWritten
      ? 'next: `letsencrypt-dns check --live`, `letsencrypt-dns trial`, `letsencrypt-dns run`'
      : 'nothing was written; with --write it is',
  );
  return exitCodes.done;
}

async function providerOf(
  application: Application,
  { provider }: InitOptions,
  env: NodeJS.ProcessEnv,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ProviderManifest | undefined> {
  const { registry, container, state } = application;
  const wanted = provider ?? env.LEXICON_PROVIDER;
  if (wanted !== undefined && wanted !== '') {
    const found = registry.findProvider(wanted)?.manifest;
    if (found !== undefined) return found;
    const known = registry.providers.map(({ manifest }) => manifest.id);
    const hint = didYouMean(wanted, known) ?? 'See `letsencrypt-dns providers`';
    throw new Failure('CONFIG', `there is no provider called ${wanted}`, { hint });
  }
  const domain = names[0] ?? state.certificates[0]?.domains[0];
  if (domain === undefined) return undefined;
  const services = { ...container.resolve(tokens.passServices), registry };
  const found = await recognizeProvider(services, state, domain, signal);
  return found?.providers.length === 1 ? found.providers[0]?.manifest : undefined;
}

function answersOf(
  { registry }: Application,
  provider: ProviderManifest,
  env: NodeJS.ProcessEnv,
  names: readonly string[],
  { option = [], mail, ca, compose }: InitOptions,
): InitAnswers {
  const options = new Map([...optionsFromEnvironment(provider, env), ...optionsFromWords(provider, option)]);
  for (const [key, given] of options) refuseMissingFile(`--${provider.options[key]?.flag}-file`, given);
  const contact = mail ?? env.LETSENCRYPT_USER_MAIL;
  if (ca !== undefined && authorityCalled(ca) === undefined && !ca.startsWith('https://')) {
    throw new Failure('CONFIG', `there is no CA called ${ca}`, {
      hint: 'Give its directory URL, or see `help variables`',
    });
  }
  return {
    words: names,
    provider,
    options,
    ...(contact !== undefined && { mail: contact }),
    ...(ca !== undefined && { authority: ca }),
    others: otherSettings(allVariables(registry.plugins), env, notWritten),
    target: compose === undefined ? 'env-file' : 'compose',
  };
}

/** A daemon would say so later, and somebody else would read it. */
function refuseMissingFile(option: string, given: GivenSetting): void {
  if (!('file' in given)) return;
  if (!isAbsolute(given.file))
    throw new Failure('CONFIG', `${option}: give the path from the root on, not ${given.file}`);
  if (!existsSync(given.file)) throw new Failure('CONFIG', `${option}: there is no file ${given.file}`);
}
