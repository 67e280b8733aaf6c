import { z } from 'zod';
import type { ExplainedFailure, FailureCode, HttpResponse, Schema } from '../../core/sdk/index.js';

/** The API writes `true`, `True` and `OK`, `Ok` as it pleases. */
const Flag = z
  .string()
  .optional()
  .transform((text = '') => /^(true|ok)$/i.test(text));

const Rights = z.object({
  '@All': Flag,
  Rights: z.array(z.object({ '@Type': z.string(), '#text': Flag })).default([]),
});

/** Elements that are lists even where only one stands there; the documentation writes `Host`, the API `host`. */
export const lists = ['host', 'Host', 'Rights', 'Error'];

/** Whether the account may edit the host records of the domain. */
export const MayEdit = inResponse(
  'DomainGetInfoResult',
  z.object({ '@IsOwner': Flag, Modificationrights: Rights.optional().catch(undefined) }),
  ({ '@IsOwner': isOwner, Modificationrights: rights }) =>
    isOwner ||
    rights?.['@All'] === true ||
    rights?.Rights.some((right) => right['@Type'].toLowerCase() === 'hosts' && right['#text']) === true,
);

/** A host record with all the attributes that the API gives it, each to be given back: `Name`, `Type`, `Address`, … */
export type Host = Readonly<Record<string, string>>;

const HostElement = z
  .record(z.string(), z.string())
  .transform(
    (attributes): Host =>
      Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name.replace(/^@/, ''), value])),
  );

export interface HostList {
  readonly hosts: readonly Host[];
  readonly emailType: string | undefined;
}

export const Hosts = inResponse(
  'DomainDNSGetHostsResult',
  // A domain on other name servers shows no hosts: that must not pass for an empty zone.
  z.object({
    '@IsUsingOurDNS': z.string().regex(/^true$/i, 'the domain does not use the name servers of Namecheap'),
    '@EmailType': z.string().optional(),
    host: z.array(HostElement).default([]),
    Host: z.array(HostElement).default([]),
  }),
  (result): HostList => ({ hosts: [...result.host, ...result.Host], emailType: result['@EmailType'] }),
);

export const Written = inResponse(
  'DomainDNSSetHostsResult',
  z.object({ '@IsSuccess': z.string().regex(/^true$/i, 'the records were not written') }),
  () => undefined,
);

function inResponse<R, T>(element: string, result: Schema<R>, read: (result: R) => T): Schema<T> {
  const Answer = z.object({ ApiResponse: z.object({ CommandResponse: z.record(z.string(), z.unknown()) }) });
  return { parse: (data) => read(result.parse(Answer.parse(data).ApiResponse.CommandResponse[element])) };
}

const Errors = z.object({
  ApiResponse: z.object({
    '@Status': z.string().regex(/^error$/i),
    Errors: z
      .object({ Error: z.array(z.object({ '@Number': z.string().optional(), '#text': z.string().optional() })) })
      .optional()
      .catch(undefined),
  }),
});

/** Numbers of https://www.namecheap.com/support/api/error-codes/ that mean something of their own. */
const meanings: Readonly<Record<string, FailureCode>> = {
  // Not in this account, or no domain at all.
  '2016166': 'ZONE_NOT_FOUND',
  '2019166': 'ZONE_NOT_FOUND',
  '2030166': 'ZONE_NOT_FOUND',
  '2030288': 'UNSUPPORTED',
  '500000': 'RATE_LIMITED',
};

/** Too many requests are counted by the minute. */
const pauseMs = 60_000;

/** Failures come with status 200, but for too many requests, which get a 405 without a word. */
export function explain({ status, data }: HttpResponse): ExplainedFailure | undefined {
  if (status === 405) return { code: 'RATE_LIMITED', message: 'HTTP status 405', retryAfterMs: pauseMs };
  const failed = Errors.safeParse(data);
  if (!failed.success) return undefined;
  const { '@Number': number = '', '#text': message } = failed.data.ApiResponse.Errors?.Error[0] ?? {};
  // 1010101 to 1011199: user, key and address of the caller.
  const code = /^101[01]\d{3}$/.test(number) ? 'AUTHENTICATION' : meanings[number];
  return {
    ...(code !== undefined && { code }),
    message: message ?? 'Namecheap gave no reason',
    serviceCode: number,
    ...(number === '1011150' && {
      hint: 'Add the public IPv4 address of this machine to the white list of the API and give it as --auth-client-ip',
    }),
  };
}
