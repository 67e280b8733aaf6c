import { type Environment, inEitherCase, knownNames, withoutFile } from './environment.js';
import { didYouMean } from './nearest.js';
import { allVariables } from './plugin-variables.js';
import type { ProblemCollector } from './problems.js';
import { slipFinder } from './slips.js';
import type { VariableSpec } from './variable-spec.js';

/** Docker links and Kubernetes service variables, made from the names of other containers and services. */
const foreign = /_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT|PORT_\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?|NAME|ENV_\w+)$/;

/** Names that belong to everybody: what looks like them is more likely another program's than a slip. */
const common = ['TZ', 'CONFIG_PATH', 'CERTS_PATH', 'TIMEZONE', 'NODE_EXTRA_CA_CERTS', 'DOCKER_HOST', ...inEitherCase];

/** What no other program's names begin with. */
const ours = ['LETSENCRYPT_', 'CERTS_', 'PFX_'];

/** Longer names are nobody's slip, and comparing them costs time. */
const longestName = 100;

/**
 * Warns of variables that look like ours and are none, with the nearest known name. What the configuration itself asked
 * for is known.
 */
export function warnOfUnknownVariables(
  environment: Environment,
  problems: ProblemCollector,
  specs: readonly VariableSpec[] = allVariables(),
): void {
  const known = knownNames(specs);
  const named = environment.asked;
  // What is nobody's alone is not looked for.
  const isSlip = slipFinder([...known].filter((name) => !common.includes(name)));
  for (const name of environment.names) {
    const bare = withoutFile(name);
    if (known.has(name) || known.has(bare) || named.has(name) || named.has(bare)) continue;
    if (foreign.test(name) || name.length > longestName || !looksLikeOurs(bare, known, isSlip)) continue;
    const hint = didYouMean(bare, known);
    problems.warn(name, `there is no variable ${name}`, hint === undefined ? {} : { hint });
  }
}

function looksLikeOurs(name: string, known: ReadonlySet<string>, isSlip: (name: string) => boolean): boolean {
  // Seams for this program's own tests; see `authoritativeOverride`, for one.
  if (name.startsWith('LETSENCRYPT_DNS_TEST_')) return false;
  if (ours.some((prefix) => name.startsWith(prefix))) return true;
  if (name !== name.toUpperCase()) return known.has(name.toUpperCase()) && !common.includes(name.toUpperCase());
  // Of the names in LEXICON_ most are options of providers, so only slips of the pen are looked for, as among the rest.
  return isSlip(name);
}
