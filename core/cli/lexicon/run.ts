import type { Command } from 'commander';
import { userAgent } from '../../application/version.js';
import { createProblemCollector, renderProblem, throwOnFatalProblems } from '../../config/problems.js';
import { publicEnvironment } from '../../config/public-environment.js';
import { openProvider } from '../../dns/open-provider.js';
import { createRecordService } from '../../dns/record-service.js';
import { createDispatcher, type Dispatcher } from '../../http/dispatcher.js';
import { createRedactor, type Redactor } from '../../http/redact.js';
import { createLogger } from '../../logging/create-logger.js';
import { originatorOf } from '../../manifest/help-page.js';
import type { RegisteredProvider } from '../../manifest/registry.js';
import { attributing } from '../../sdk/attribute.js';
import type { ProviderManifest } from '../../sdk/manifest.js';
import type { DnsProvider } from '../../sdk/provider.js';
import { recordTypes } from '../../sdk/record.js';
import { hasColours } from '../../terminal/capabilities.js';
import { printNote, printResult } from '../../terminal/print.js';
import { exitCodes } from '../exit-codes.js';
import { reportError } from '../report-error.js';
import { actions, type LexiconOptions, logLevels, outputs } from './grammar.js';
import { lockZones } from './lock-zones.js';
import { perform } from './perform.js';
import { chooseWord, readTtl } from './read-words.js';
import { type LexiconSettings, resolveLexiconSettings } from './resolve-options.js';
import { zoneNameOf } from './zone-name.js';

const pinoLevels = {
  CRITICAL: 'fatal',
  ERROR: 'error',
  WARNING: 'warn',
  INFO: 'info',
  DEBUG: 'debug',
  NOTSET: 'trace',
} as const;

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

type ParsedOptions = LexiconOptions & Readonly<Record<string, unknown>>;

/** Runs one action on one provider. @returns the exit code */
export async function runLexicon(
  registered: RegisteredProvider,
  command: Command,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { manifest } = registered;
  const origin = originatorOf(registered);
  const redactor = createRedactor();
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  for (const name of stopSignals) process.once(name, onSignal);
  let dispatcher: Dispatcher | undefined;
  const parsed = command.opts<ParsedOptions>();
  let isDebug = false;
  let provider: DnsProvider | undefined;
  try {
    const [, actionWord = '', domain = '', typeWord = ''] = command.args;
    const action = chooseWord(actionWord, actions, 'action');
    const type = chooseWord(typeWord.toUpperCase(), recordTypes, 'record type');
    const settings = await readSettings(manifest, parsed, env, redactor, stop.signal);
    const level = pinoLevels[chooseWord(settings.general('log-level') ?? 'ERROR', logLevels, 'log level')];
    isDebug = level === 'debug' || level === 'trace';
    const output = chooseWord(settings.general('output') ?? 'TABLE', outputs, 'output format');
    const ttl = readTtl(settings.general('ttl'));
    warnOfClosedService(manifest);
    const zoneName = await zoneNameOf(domain, settings, stop.signal);
    const isTerminal = process.stderr.isTTY === true;
    const pretty = env.LOG_FORMAT === undefined || env.LOG_FORMAT === '' ? isTerminal : env.LOG_FORMAT === 'text';
    const log = await createLogger({ level, pretty, colours: hasColours(isTerminal, env), redactor });
    const { options } = settings;
    const caBundle = await settings.variable('LETSENCRYPT_CA_BUNDLE');
    const connections = createDispatcher({ caBundle, env: settings.env });
    dispatcher = connections;
    provider = await attributing(origin, () =>
      openProvider({
        registered,
        askedFor: command.args[0]?.toLowerCase(),
        options,
        dispatcher: connections,
        log,
        userAgent: userAgent(),
        onSecret: redactor.addPassing,
        environment: () => publicEnvironment({ env, settings: {}, manifests: [manifest], redact: redactor.redact }),
      }),
    );
    const { capabilities, title: providerTitle } = manifest;
    const isWrite = action !== 'list' && capabilities.serialWrites === true;
    const lock = isWrite ? await lockZones(settings.directories, log) : undefined;
    const service = createRecordService({
      provider,
      capabilities,
      zoneName,
      ...(lock !== undefined && { lock: (zone, work) => lock(`${zone} at ${manifest.id}`, work) }),
      signal: stop.signal,
      providerTitle,
      origin,
    });
    const text = await perform(service, { action, type, options: parsed, ttl, output });
    if (text !== undefined) printResult(text);
    return exitCodes.done;
  } catch (error) {
    return reportError(error, redactor, isDebug);
  } finally {
    await provider?.close?.();
    for (const name of stopSignals) process.off(name, onSignal);
    // Nothing is under way any more, and a proxy that keeps connections open must not keep the command.
    await dispatcher?.destroy();
  }
}

/** @throws Failure CONFIG with all that is wrong; the redactor knows the secrets by then */
async function readSettings(
  manifest: ProviderManifest,
  { log_level, ...parsed }: ParsedOptions,
  env: NodeJS.ProcessEnv,
  redactor: Redactor,
  signal: AbortSignal,
): Promise<LexiconSettings> {
  const problems = createProblemCollector();
  const given = { ...parsed, logLevel: parsed.logLevel ?? log_level };
  const settings = await resolveLexiconSettings(manifest, given, env, problems, signal);
  redactor.add(...settings.secrets);
  throwOnFatalProblems(problems.list());
  for (const problem of problems.list()) printNote(redactor.redact(renderProblem(problem)));
  return settings;
}

/** Its API may still answer, so the command goes on. */
function warnOfClosedService({ title, status }: ProviderManifest): void {
  if (status?.state !== 'closed') return;
  const successor = status.successor === undefined ? '' : `. ${status.successor}`;
  printNote(`warning: ${title} closed its DNS service (${status.since})${successor}`);
}
