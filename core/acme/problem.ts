import { z } from 'zod';
import { parseRetryAfter } from '../http/explain.js';
import { placeOf } from '../http/redact.js';
import { longestPauseMs } from '../sdk/bounded-pause.js';
import { Failure, type FailureCode } from '../sdk/failure.js';
import { visibleLine } from '../sdk/visible-text.js';
import { problemPrefix } from './failure-kinds.js';

const Subproblem = z.object({
  type: z.string().optional(),
  detail: z.string().optional(),
  identifier: z.object({ value: z.string() }).optional(),
});

/** A problem document (RFC 8555, section 6.7), of an answer, an order or a challenge. */
export const Problem = Subproblem.extend({
  status: z.number().optional(),
  instance: z.string().optional(),
  subproblems: z.array(Subproblem).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** What the CA says of itself (directory, `meta`), as far as it helps to repair something. */
export interface CaFacts {
  readonly profiles: Readonly<Record<string, string>>;
  readonly caaIdentities: readonly string[];
}

interface Meaning {
  readonly code: FailureCode;
  readonly retryable?: boolean;
  readonly hint?: string | ((ca: CaFacts) => string);
}

const externalAccount = 'Set LETSENCRYPT_EAB_KID and LETSENCRYPT_EAB_HMAC_KEY to the values that the CA gave you';
const dnsServers = 'Check the name servers of the domain, and DNSSEC where it is signed';

/** Problem types (RFC 8555, section 6.7; RFC 9773; the profiles draft): what each means here. */
const meanings: Readonly<Record<string, Meaning>> = {
  accountDoesNotExist: { code: 'ACME' },
  alreadyReplaced: { code: 'ACME' },
  badCSR: { code: 'ACME', retryable: false },
  badPublicKey: { code: 'ACME', retryable: false, hint: 'Choose another LETSENCRYPT_KEY_TYPE' },
  caa: {
    code: 'VALIDATION',
    hint: ({ caaIdentities }) =>
      caaIdentities.length === 0
        ? 'Let the CAA records of the domain allow this CA'
        : `Add a CAA record that allows this CA: 0 issue "${caaIdentities[0]}"`,
  },
  connection: { code: 'VALIDATION' },
  dns: { code: 'VALIDATION', hint: dnsServers },
  externalAccountRequired: { code: 'AUTHENTICATION', hint: externalAccount },
  incorrectResponse: { code: 'VALIDATION' },
  invalidContact: { code: 'ACME', retryable: false, hint: 'Correct LETSENCRYPT_USER_MAIL' },
  invalidProfile: { code: 'CONFIG', hint: profilesHint },
  malformed: { code: 'ACME' },
  rateLimited: { code: 'RATE_LIMITED' },
  rejectedIdentifier: {
    code: 'ACME',
    retryable: false,
    hint: 'This CA does not issue for that name: remove it, or choose another LETSENCRYPT_SERVER',
  },
  serverInternal: { code: 'SERVER' },
  tls: { code: 'VALIDATION' },
  unauthorized: { code: 'AUTHENTICATION' },
  unsupportedContact: { code: 'ACME', retryable: false, hint: 'Correct LETSENCRYPT_USER_MAIL' },
  unsupportedIdentifier: { code: 'ACME', retryable: false },
  userActionRequired: { code: 'AUTHENTICATION' },
};

const leads: Partial<Record<FailureCode, string>> = {
  AUTHENTICATION: 'the CA refused the account',
  CONFIG: 'the CA refused the request',
  RATE_LIMITED: 'the CA asks for fewer requests',
  SERVER: 'the CA failed',
  VALIDATION: 'the CA could not validate the order',
};

export function profilesHint({ profiles }: CaFacts): string {
  const names = Object.keys(profiles);
  return names.length === 0
    ? 'This CA offers no profiles: unset LETSENCRYPT_PROFILE'
    : `Set LETSENCRYPT_PROFILE to one of: ${names.join(', ')}`;
}

export interface ProblemSource {
  /** Where it came from: its query is dropped. */
  readonly url: string;
  readonly ca: CaFacts;
  readonly status?: number;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the request registered an account with an external account binding. */
  readonly withBinding?: boolean;
  /** Replaces the first words, which the type of the problem decides otherwise. */
  readonly lead?: string;
}

/** The failure that a problem document, or an error status without one, stands for. */
export function problemFailure(problem: Problem | undefined, source: ProblemSource): Failure {
  const { url, ca, headers = {} } = source;
  const status = source.status ?? problem?.status;
  const type = shortType(problem);
  const meaning = meanings[type] ?? { code: codeOf(status) };
  const retryAfterMs = parseRetryAfter(headers['retry-after'], Date.now(), longestPauseMs.ca);
  const paused = pausedHint(problem);
  const hint = paused ?? (source.withBinding ? externalAccount : hintText(meaning, ca)) ?? actionHint(type, problem);
  const retryable = paused === undefined ? meaning.retryable : false;
  const lead = source.lead ?? leads[meaning.code] ?? 'the CA refused the request';
  const failure = new Failure(meaning.code, `${lead}: ${describe(problem, status)}`, {
    place: placeOf(url),
    status,
    serviceCode: problem?.type,
    hint,
    retryable,
    retryAfterMs,
  });
  return problem === undefined ? failure : bearing(failure, problem);
}

const documents = new WeakMap<object, Problem>();

/** Keeps with a failure what the CA said, for whoever hands it on. */
export function bearing(failure: Failure, problem: Problem): Failure {
  documents.set(failure, problem);
  return failure;
}

/** What the CA said of a failure; undefined where it said nothing. */
export function problemOf(failure: unknown): Problem | undefined {
  // There is nothing under what is no object.
  return documents.get(failure as object);
}

/** `rateLimited` for `urn:ietf:params:acme:error:rateLimited`, and the whole of any other URN. */
export function shortType(problem: { readonly type?: string | undefined } | undefined): string {
  const type = problem?.type ?? '';
  return type.startsWith(problemPrefix) ? type.slice(problemPrefix.length) : type;
}

function codeOf(status: number | undefined): FailureCode {
  if (status === 401 || status === 403) return 'AUTHENTICATION';
  if (status === 429) return 'RATE_LIMITED';
  return status !== undefined && status >= 500 ? 'SERVER' : 'ACME';
}

/** All that the CA says, links included: the one of a paused account is what its owner needs. */
function describe(problem: Problem | undefined, status: number | undefined): string {
  const whole = problem?.detail ?? (shortType(problem) || `HTTP status ${status ?? 'unknown'}`);
  const parts = (problem?.subproblems ?? []).map(({ identifier, type, detail }) => {
    const words = detail ?? shortType({ type });
    return identifier === undefined ? words : `${identifier.value}: ${words}`;
  });
  return visibleLine([whole, ...parts].join('; ').slice(0, 2000));
}

function hintText({ hint }: Meaning, ca: CaFacts): string | undefined {
  return typeof hint === 'function' ? hint(ca) : hint;
}

/** Let's Encrypt pauses names that fail for weeks, and tells it as `rateLimited` with a link that lifts the pause. */
function pausedHint(problem: Problem | undefined): string | undefined {
  const link = problem?.detail?.match(/https:\/\/\S*unpause\S*/)?.[0];
  return link === undefined ? undefined : 'Put right what made validation fail, then open that link to lift the pause';
}

function actionHint(type: string, problem: Problem | undefined): string | undefined {
  return type === 'userActionRequired' && problem?.instance !== undefined ? `Open ${problem.instance}` : undefined;
}
