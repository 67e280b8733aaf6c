import { type FakePowerDns, startFakePowerDns } from '../faults/fake-powerdns.js';
import { type CliResult, type RunCliOptions, runCli } from '../lab/index.js';
import { type HostedOptions, hostedCli } from './command-host.js';

/** The lexicon command before a PowerDNS-like API in this process. */
export interface LexiconStage {
  readonly fake: FakePowerDns;
  /** Variables with which `powerdns` reaches the API. */
  readonly env: Readonly<Record<string, string>>;
  /** `lexicon …` with these variables only. */
  lexicon(words: readonly string[], options?: HostedOptions): Promise<CliResult>;
  /** `lexicon powerdns …` with the variables for it. */
  run(words: readonly string[], options?: HostedOptions): Promise<CliResult>;
  stop(): Promise<void>;
}

/** @param zones without final dots */
export async function createLexiconStage(zones: readonly string[] = ['example.com']): Promise<LexiconStage> {
  const fake = await startFakePowerDns(zones);
  const env = { LEXICON_POWERDNS_PDNS_SERVER: fake.apiUrl, LEXICON_POWERDNS_AUTH_TOKEN: fake.apiKey };
  return {
    fake,
    env,
    lexicon: hostedLexicon,
    run: (words, options = {}) =>
      hostedLexicon(['powerdns', ...words], { ...options, env: { ...env, ...options.env } }),
    stop: () => fake.stop(),
  };
}

/** `lexicon` in the process that tests share. */
export function hostedLexicon(words: readonly string[], options: HostedOptions = {}): Promise<CliResult> {
  return hostedCli(words, { ...options, bin: 'lexicon' });
}

/** The built `lexicon`, in a process of its own. */
export function lexicon(words: readonly string[], options: RunCliOptions = {}): Promise<CliResult> {
  return runCli(words, { ...options, bin: 'lexicon' });
}
