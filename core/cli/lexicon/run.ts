import type { Command } from 'commander';
import { createProblemCollector, renderProblem, throwOnFatalProblems } from '../../config/problems.js';
import { openProvider } from '../../dns/open-provider.js';
import { createRecordService } from '../../dns/record-service.js';
import { createDispatcher } from '../../http/dispatcher.js';
import { createRedactor } from '../../http/redact.js';
import { createLogger } from '../../logging/create-logger.js';
import type { RegisteredProvider } from '../../manifest/registry.js';
import { Failure } from '../../sdk/failure.js';
import { recordTypes } from '../../sdk/record.js';
import { exitCodes } from '../exit-codes.js';
import { reportError } from '../report-error.js';
import { userAgent } from '../version.js';
import { type Action, actions, type LexiconOptions } from './grammar.js';
import { perform } from './perform.js';
import { resolveLexiconSettings } from './resolve-options.js';
import { zoneNameOf } from './zone-name.js';

/** lexicon's default, in seconds. */
const usualTtl = 3600;

const pinoLevels: Readonly<Record<string, string>> = {
  CRITICAL: 'fatal',
  ERROR: 'error',
  WARNING: 'warn',
  INFO: 'info',
  DEBUG: 'debug',
  NOTSET: 'trace',
};

/** Runs one action on one provider. @returns the exit code */
export async function runLexicon(
  registered: RegisteredProvider,
  command: Command,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { manifest } = registered;
  const redactor = createRedactor();
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  const parsed = command.opts<LexiconOptions & Readonly<Record<string, unknown>>>();
  const level = pinoLevels[parsed.logLevel ?? parsed.log_level ?? 'ERROR'] ?? 'error';
  const dispatcher = createDispatcher({ caBundle: env.LETSENCRYPT_CA_BUNDLE || undefined, env });
  try {
    const [, actionWord = '', domain = '', typeWord = ''] = command.args;
    const action = oneOf(actionWord, actions, 'action');
    const type = oneOf(typeWord.toUpperCase(), recordTypes, 'record type');
    const problems = createProblemCollector();
    const configDir = parsed.configDir ?? env.LETSENCRYPT_CONFIG_DIR ?? process.cwd();
    const settings = await resolveLexiconSettings(manifest, parsed, configDir, env, problems, stop.signal);
    redactor.add(...settings.secrets);
    throwOnFatalProblems(problems.list());
    for (const problem of problems.list()) warn(redactor.redact(renderProblem(problem)));
    if (manifest.status?.state === 'closed') {
      const { since, successor } = manifest.status;
      warn(`warning: ${manifest.title} closed on ${since}${successor === undefined ? '' : `; ${successor}`}`);
    }
    const zoneName = await zoneNameOf(domain, settings, stop.signal);
    const log = await createLogger({ level, pretty: process.stderr.isTTY === true, redactor });
    const provider = await openProvider({
      registered,
      options: settings.options,
      dispatcher,
      log,
      userAgent: userAgent(),
    });
    const service = createRecordService({
      provider,
      capabilities: manifest.capabilities,
      zoneName,
      signal: stop.signal,
      providerTitle: manifest.title,
    });
    const ttl = Number(settings.general('ttl') ?? (await settings.variable('LEXICON_TTL')) ?? usualTtl);
    const text = await perform(service, { action: action as Action, type, options: parsed, ttl });
    if (text !== undefined) process.stdout.write(`${text}\n`);
    await provider.close?.();
    return exitCodes.done;
  } catch (error) {
    return reportError(error, redactor, level === 'debug' || level === 'trace');
  } finally {
    await dispatcher.close();
  }
}

function warn(text: string): void {
  process.stderr.write(`${text}\n`);
}

function oneOf<T extends string>(word: string, allowed: readonly T[], what: string): T {
  const found = allowed.find((each) => each === word);
  if (found !== undefined) return found;
  throw new Failure('CONFIG', `${word} is no ${what}`, { mend: `Take one of ${allowed.join(', ')}` });
}
