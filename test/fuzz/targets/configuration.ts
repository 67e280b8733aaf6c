import assert from 'node:assert/strict';
import { readEnvFile } from '../../../core/config/env-file.js';
import type { LoadedConfiguration } from '../../../core/config/load.js';
import { renderProblem } from '../../../core/config/problems.js';
import { usualEnvFile } from '../../../core/config/usual-env-file.js';
import { lineageNameProblem } from '../../../core/store/layout.js';
import { fakeFiles, load } from '../../config/fixtures.js';
import type { Random } from '../random.js';
import type { FuzzTarget } from '../target.js';
import { damaged } from './damage.js';
import { domainsConf, envFile, yamlFile } from './texts.js';

const secrets = ['t0ken t0ken', 'from-the-environment'] as const;
const words = [
  'example.com',
  'first',
  'second',
  '[',
  ']',
  '{',
  '&first',
  '*first',
  'containers',
  '"',
  "'",
  '|',
  '%',
  '!!',
];
const env = { TOKEN: secrets[1], LEXICON_PROVIDER: 'cloudflare', LEXICON_CLOUDFLARE_AUTH_TOKEN: secrets[1] };
/** More than a line each, and what hangs together. */
const mostProblems = 200;

function strange(random: Random, text: string): string {
  let bytes = Buffer.from(text);
  for (let count = random.below(4); count > 0; count -= 1) bytes = damaged(random, bytes, words) as typeof bytes;
  return bytes.toString('utf8');
}

function check({ state, problems }: LoadedConfiguration): void {
  for (const { name, domains } of state.certificates) {
    assert.equal(lineageNameProblem(name), undefined);
    for (const domain of domains) assert.match(domain, /^(\*\.)?[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/);
  }
  assert.equal(new Set(state.certificates.map(({ name }) => name)).size, state.certificates.length);
  if (state.certificates.length === 0) assert.equal(state.removalPermitted, false, 'a file without a name removes');
  checkProblems(problems.map(renderProblem));
}

function checkProblems(lines: readonly string[]): void {
  assert.ok(lines.length < mostProblems, `${lines.length} problems`);
  for (const line of lines) for (const secret of secrets) assert.ok(!line.includes(secret), line);
}

/** domains.conf in any state: certificates that can be, and problems that can be read; never that all are to go. */
export const domainsConfFile: FuzzTarget = {
  name: 'domains-conf',
  cost: 2,
  run: async (random) => check(await load(env, { '/conf/domains.conf': strange(random, domainsConf) })),
};

/** The same of a YAML file. */
export const yaml: FuzzTarget = {
  name: 'yaml',
  cost: 10,
  async run(random) {
    const file = random.oneIn(2) ? '/conf/config.yml' : '/conf/letsencrypt-dns.yml';
    check(await load(env, { [file]: strange(random, yamlFile) }, file));
  },
};

/** The same of an env file. */
export const environmentFile: FuzzTarget = {
  name: 'env-file',
  cost: 2,
  async run(random) {
    const { variables, problems } = await readEnvFile({
      env: {},
      signal: new AbortController().signal,
      readFile: fakeFiles({ [usualEnvFile]: strange(random, envFile) }),
      inspectFile: async () => ({ mode: 0o600, owner: 0, links: 1 }),
    });
    checkProblems(problems.map(renderProblem));
    // A lost line end puts the token into a variable that holds no secret.
    if (Object.entries(variables).some(([name, value]) => !name.endsWith('TOKEN') && value.includes(secrets[0])))
      return;
    check(
      await load({ LEXICON_CLOUDFLARE_AUTH_TOKEN: secrets[1], ...variables }, { '/conf/domains.conf': domainsConf }),
    );
  },
};
