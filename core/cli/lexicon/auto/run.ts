import { programVersion } from '../../../application/version.js';
import { autoManifest, manifestOfAll } from '../../../config/auto/manifest.js';
import { createProblemCollector, throwOnFatalProblems } from '../../../config/problems.js';
import { lookupNs } from '../../../dns/lookups.js';
import { providersOfServers } from '../../../dns/servers-of-provider.js';
import type { RegisteredProvider, Registry } from '../../../manifest/registry.js';
import { Failure } from '../../../sdk/failure.js';
import { canonicalName } from '../../../sdk/names.js';
import { printNote } from '../../../terminal/print.js';
import { parseForProvider } from '../parse.js';
import { plainSwitches } from '../plain-switches.js';
import { rejectUnknownOptions } from '../reject-unknown-options.js';
import { type LexiconSettings, resolveLexiconSettings } from '../resolve-options.js';
import { resolverOf, zoneNameOf } from '../zone-name.js';
import { mappedProvider } from './choose-provider.js';
import { autoCommand, givenWords, wordsFor } from './grammar.js';

/** Time limit for finding the provider, in milliseconds. */
const searchMs = 30_000;

/** `lexicon auto …`: finds the provider of the domain, then does as if its name had been typed. @returns the exit code */
export async function runAuto(argv: readonly string[], registry: Registry, env: NodeJS.ProcessEnv): Promise<number> {
  const command = autoCommand(programVersion(), registry);
  const words = plainSwitches(argv, autoManifest);
  rejectUnknownOptions(words, command, '`lexicon auto`');
  command.parse(words, { from: 'user' });
  const signal = AbortSignal.timeout(searchMs);
  const problems = createProblemCollector();
  const all = manifestOfAll(registry.providers.map(({ manifest }) => manifest));
  const settings = await resolveLexiconSettings(autoManifest, command.opts(), env, problems, signal, all);
  throwOnFatalProblems(problems.list());
  const domain = command.args[2] ?? '';
  const provider = await providerOf(domain, settings, registry, signal);
  const { runLexicon } = await import('../run.js');
  const typed = [...givenWords(provider, settings.words), ...wordsFor(provider, command)];
  return runLexicon(provider, parseForProvider(typed, provider.manifest), env);
}

async function providerOf(
  domain: string,
  settings: LexiconSettings,
  registry: Registry,
  signal: AbortSignal,
): Promise<RegisteredProvider> {
  const zone = await zoneNameOf(domain, settings, signal);
  const mapping = settings.options.mappingOverride;
  const mapped = mappedProvider(
    mapping === undefined ? undefined : String(mapping),
    [zone, canonicalName(domain)],
    registry,
  );
  if (mapped !== undefined) return mapped;
  const hosts = await lookupNs(await resolverOf(settings), zone, signal);
  const [first, ...more] = providersOfServers(hosts, registry.providers);
  if (first === undefined) {
    const whose =
      hosts.length === 0
        ? `${zone} has no name servers`
        : `no provider has the name servers of ${zone}: ${hosts.join(', ')}`;
    throw new Failure('DNS', whose, { hint: `Name it with --mapping-override=${zone}:PROVIDER` });
  }
  if (more.length > 0) {
    const others = more.map(({ manifest }) => manifest.id).join(', ');
    printNote(`warning: ${first.manifest.id} is taken for the provider of ${zone}; it may also be ${others}`);
  }
  return first;
}
