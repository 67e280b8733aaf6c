import { resolve } from 'node:path';
import type { Application } from '../../application/open-application.js';
import { tokens } from '../../application/tokens.js';
import { allVariables } from '../../config/plugin-variables.js';
import { usualEnvFile } from '../../config/usual-env-file.js';
import { type InitAnswers, settingsOf, withSettings } from '../../init/answers.js';
import { optionsFromEnvironment, otherSettings } from '../../init/given-options.js';
import { type InitPlaces, namesIn, planFiles } from '../../init/plan-files.js';
import { renderFiles } from '../../init/render-files.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { askAuthority, askContact, askNames, askProvider, namesQuestion, sayHowTo } from './ask.js';
import { askOptions } from './ask-options.js';
import { dropDraft, keepDraft, readDraft } from './draft.js';
import type { InitOptions } from './init-options.js';
import { nextSteps } from './next-steps.js';
import { checkBeforehand, obtain, tryBeforehand } from './proceed.js';
import type { Prompter } from './prompter.js';
import { recognizeProvider } from './recognize-provider.js';
import { questionKey, type RememberingPrompter, rememberAnswers } from './remembering.js';
import { readIfThere, writeFiles } from './write-files.js';

export interface GuideContext {
  readonly command: CommandContext;
  readonly application: Application;
  readonly options: InitOptions;
  /** Names that were given on the command line. */
  readonly names: readonly string[];
  readonly prompter: Prompter;
  readonly signal: AbortSignal;
}

/** Where a set-up is written. */
export function placesOf({ state }: Application, env: NodeJS.ProcessEnv, { compose }: InitOptions): InitPlaces {
  return {
    configDir: state.settings.configDir,
    domainsConf: state.settings.domainsConf,
    envFile: resolve(env.LETSENCRYPT_ENV_FILE?.trim() || usualEnvFile),
    composeFile: resolve(typeof compose === 'string' ? compose : 'compose.yaml'),
  };
}

/** Names of the certificates that are configured, in whatever file. */
export function namesOf({ certificates }: Application['state']): string[] {
  return certificates.map(({ name }) => name);
}

/** Variables that have questions of their own, or that concern this process alone. */
export const notWritten = new Set([
  'LEXICON_PROVIDER',
  'LETSENCRYPT_ENV_FILE',
  'LETSENCRYPT_USER_MAIL',
  'LOG_LEVEL',
  'LOG_FORMAT',
  'TZ',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'NODE_EXTRA_CA_CERTS',
]);

/**
 * From questions to a certificate. Where it ends before anything is written, the answers but for secrets are kept for the
 * next time. @returns the exit code; throws Cancelled at Ctrl-C
 */
export async function guide(context: GuideContext): Promise<number> {
  const { command, application, options, prompter, signal } = context;
  const places = placesOf(application, command.env, options);
  const { configDir } = places;
  prompter.say(
    'From a domain to its certificate. Nothing is written before you agree to it; Ctrl-C stops at any question.',
  );
  const remembering = await resume(prompter, configDir, context.names);
  let answers: InitAnswers | undefined;
  try {
    const given = await askUntilChecked({ ...context, prompter: remembering }, places);
    if (await writeDown(prompter, given, places, namesOf(application.state))) answers = given;
  } finally {
    if (answers !== undefined) dropDraft(configDir);
    else await keepDraft(configDir, { at: new Date().toISOString(), answers: remembering.answers });
  }
  if (answers === undefined) return exitCodes.failed;
  const names = namesIn(readIfThere(places.domainsConf));
  const wanted = answers.words.length > 0 ? names.slice(-1) : names;
  const env = withSettings(command.env, settingsOf(answers));
  const done = await issue(prompter, command, env, wanted, signal);
  // Work that was stopped has told so, and ends like any other.
  signal.throwIfAborted();
  prompter.say(nextSteps(answers.target, places, wanted), 'What comes next');
  return done ? exitCodes.done : exitCodes.failed;
}

/** What was answered when somebody stopped halfway, where they want it. */
async function resume(prompter: Prompter, configDir: string, names: readonly string[]): Promise<RememberingPrompter> {
  const draft = readDraft(configDir, Date.now());
  if (draft === undefined) return rememberAnswers(prompter, new Map(), 'take');
  const use = await prompter.choose(`You stopped halfway on ${draft.at.slice(0, 10)}. What now?`, [
    { value: 'take', label: 'Go on from there', hint: 'secrets are asked for again' },
    { value: 'propose', label: 'Go through the questions again, with those answers' },
    { value: 'forget', label: 'Begin anew' },
  ]);
  if (use === 'forget') {
    dropDraft(configDir);
    return rememberAnswers(prompter, new Map(), 'take');
  }
  const earlier = new Map(draft.answers);
  // What is said now counts.
  if (names.length > 0) earlier.delete(questionKey('text', namesQuestion));
  return rememberAnswers(prompter, earlier, use);
}

/** @returns whether it stands there now */
async function writeDown(
  prompter: Prompter,
  answers: InitAnswers,
  places: InitPlaces,
  taken: readonly string[],
): Promise<boolean> {
  const files = planFiles(answers, places, readIfThere, taken);
  if (files.length === 0) {
    prompter.say('All of this is written down already.');
    return true;
  }
  prompter.say(renderFiles(files, settingsOf(answers)).trimEnd(), 'This would be written');
  if (!(await prompter.confirm('Write it?'))) {
    prompter.say('Nothing was written.');
    return false;
  }
  await writeFiles(files);
  return true;
}

/** The trial and the certificate itself, where they are wanted. @returns whether nothing failed */
async function issue(
  prompter: Prompter,
  command: CommandContext,
  env: NodeJS.ProcessEnv,
  certificates: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  if (await prompter.confirm('Try the whole way at the CA’s staging server?')) {
    const tried = await tryBeforehand(command, env, certificates, signal);
    if (tried === false && !(await prompter.confirm('Ask the production server all the same?', false))) return false;
  }
  if (!(await prompter.confirm('Obtain the certificate now?'))) return true;
  return obtain(command, env, certificates, signal);
}

/** Asks, and tries the answers at the DNS, until that went well or somebody takes them as they are. */
async function askUntilChecked(context: GuideContext, places: InitPlaces): Promise<InitAnswers> {
  const { command, prompter, signal } = context;
  let answers = await askAll(context, places, undefined);
  for (;;) {
    const env = withSettings(command.env, settingsOf(answers));
    const line = answers.words.length === 0 ? undefined : answers.words.join(' ');
    prompter.say('A test record is written, looked for and removed.');
    if (await checkBeforehand(command, env, line, signal)) return answers;
    const next = await prompter.choose('That did not work. What now?', [
      { value: 'options', label: 'Give the credentials once more' },
      { value: 'provider', label: 'Choose another provider' },
      { value: 'names', label: 'Give other names' },
      { value: 'again', label: 'Try once more as it is' },
      { value: 'accept', label: 'Go on all the same' },
    ]);
    if (next === 'accept') return answers;
    if (next !== 'again') answers = await askAll(context, places, { answers, from: next });
  }
}

/** What was answered before, and what is to be asked again. */
interface Earlier {
  readonly answers: InitAnswers;
  readonly from: 'options' | 'provider' | 'names';
}

async function askAll(
  { command, application, options, names, prompter, signal }: GuideContext,
  places: InitPlaces,
  earlier: Earlier | undefined,
): Promise<InitAnswers> {
  const { env } = command;
  const { registry, container, state } = application;
  const present = readIfThere(places.domainsConf);
  const before = earlier?.answers;
  const words =
    before === undefined || earlier?.from === 'names'
      ? await askNames(prompter, present, before?.words ?? names, namesOf(state))
      : before.words;
  const domain = words[0] ?? state.certificates[0]?.domains[0] ?? '';
  let provider = earlier?.from === 'options' ? before?.provider : undefined;
  if (provider === undefined) {
    const given = registry.findProvider(options.provider ?? '')?.manifest;
    const recognition = await recognizeProvider(
      { ...container.resolve(tokens.passServices), registry },
      state,
      domain,
      signal,
    );
    provider =
      before === undefined && given !== undefined
        ? given
        : await askProvider(prompter, registry.providers, recognition, env.LEXICON_PROVIDER);
  }
  sayHowTo(prompter, provider);
  // What did not work is no proposal.
  const known = before === undefined ? optionsFromEnvironment(provider, env) : new Map();
  const asked = await askOptions(prompter, provider, known);
  if (before !== undefined) return { ...before, words, provider, options: asked };
  const mail = await askContact(prompter, options.mail ?? env.LETSENCRYPT_USER_MAIL);
  const isChosen = ['LETSENCRYPT_SERVER', 'LETSENCRYPT_CA'].some((name) => env[name] ?? env[`${name}_FILE`]);
  const authority = isChosen ? {} : await askAuthority(prompter);
  const target = options.compose === undefined ? await askTarget(prompter, places) : 'compose';
  const others = otherSettings(allVariables(registry.plugins), env, notWritten);
  const isWanted =
    others.length > 0 &&
    (await prompter.confirm(`Write down as well what is set here: ${others.map(({ name }) => name).join(', ')}?`));
  return {
    words,
    provider,
    options: asked,
    ...(mail !== undefined && { mail }),
    ...authority,
    target,
    ...(isWanted && { others }),
  };
}

function askTarget(prompter: Prompter, { envFile, composeFile }: InitPlaces): Promise<'env-file' | 'compose'> {
  return prompter.choose('Where shall the settings go?', [
    { value: 'env-file', label: `An env file: ${envFile}`, hint: 'every command reads it' },
    { value: 'compose', label: `A compose file with secrets: ${composeFile}`, hint: 'for Docker' },
  ]);
}
