/**
 * A failure as data, in the one shape in which it is remembered, logged, and told by `status`, JSON, the page and
 * notifications: what went wrong, who refused, and what puts it right.
 */
export interface PlainFailure {
  /** A kind of failure, see `FailureCode`. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** Where: a file and line, a variable's name, a URL without its query. */
  readonly place?: string;
  /** HTTP status, where there was one. */
  readonly status?: number;
  /** The service's own error type or code. */
  readonly serviceCode?: string;
  /** Id of the DNS provider that failed. */
  readonly provider?: string;
  /** Which of the configured accounts at it. */
  readonly profile?: string;
}

/** The fields of a failure and no others, with secrets taken out of each text. */
export function redactPlain(failure: Failing, redact: (text: string) => string): PlainFailure {
  const { code, message, hint, place, status, serviceCode, provider, profile } = failure;
  return {
    code,
    message: redact(message),
    ...(hint !== undefined && { hint: redact(hint) }),
    ...(place !== undefined && { place: redact(place) }),
    ...(status !== undefined && { status }),
    ...(serviceCode !== undefined && { serviceCode: redact(serviceCode) }),
    ...(provider !== undefined && { provider }),
    ...(profile !== undefined && { profile }),
  };
}

type Failing = { readonly [Key in keyof PlainFailure]: PlainFailure[Key] | undefined } & {
  readonly code: string;
  readonly message: string;
};

/** One line for people: `message (who, where, HTTP 403, the service's code). Hint.` */
export function describePlain({ message, hint, ...rest }: PlainFailure): string {
  const who = originOf(rest);
  if (who === '' && hint === undefined) return message;
  const sentence = message.replace(/(?<!\.)\.$/, '');
  return `${sentence}${who === '' ? '' : ` (${who})`}${hint === undefined ? '' : `. ${hint}`}`;
}

/** Id of the one profile that the environment makes: it says nothing beside the provider. */
const unnamedProfile = 'environment';

/** Who refused and where, as far as it is known: `cloudflare, profile work, https://…, HTTP 403, code 9109`. */
export function originOf({ provider, profile, place, status, serviceCode }: Partial<PlainFailure>): string {
  const parts = [
    provider,
    profile !== undefined && profile !== unnamedProfile && `profile ${profile}`,
    place,
    status !== undefined && `HTTP ${status}`,
    serviceCode !== undefined && `code ${serviceCode}`,
  ];
  return parts.filter((part) => typeof part === 'string' && part !== '').join(', ');
}
