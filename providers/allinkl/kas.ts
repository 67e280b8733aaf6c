import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import {
  type ExplainedFailure,
  type FailureCode,
  type HttpClient,
  type HttpResponse,
  inSession,
  type ProviderContext,
  type Schema,
} from '../../core/sdk/index.js';

/** A value of SOAP's encoding: a text, or items that are a list or a map. */
interface Encoded {
  readonly '#text'?: string;
  readonly '@type'?: string;
  readonly item?: readonly { readonly key?: Encoded | string; readonly value?: Encoded | string }[];
}

const Body = z.object({ Envelope: z.object({ Body: z.record(z.string(), z.unknown()) }) });
const Fault = z.object({ faultstring: z.string(), detail: z.unknown().optional() });

/** Words that the service has for its refusals. */
const kinds: readonly (readonly [RegExp, FailureCode])[] = [
  [/^flood_protection$/, 'RATE_LIMITED'],
  [/^zone_(not_found|syntax_incorrect)$|^no_such_zone/, 'ZONE_NOT_FOUND'],
  [/^record_already_exists$/, 'RECORD_EXISTS'],
  [/^record_id_not_found$/, 'RECORD_NOT_FOUND'],
  [/^kas_(login|auth|password)|^auth|session|unauthorized/i, 'AUTHENTICATION'],
];

const Returned = z.object({ Response: z.looseObject({ KasFloodDelay: z.coerce.number().optional() }) });

const sessionSeconds = 600;

/** A pause that is asked for is mostly half a second. */
const longestPauseMs = 30_000;

export interface KasAccount extends Pick<ProviderContext<unknown>, 'now' | 'signal'> {
  readonly http: HttpClient;
  readonly login: string;
  readonly password: string;
}

/** Runs an action of the API and reads what it returns. */
export type KasCall = <T>(action: string, params: object, schema: Schema<T>) => Promise<T>;

/** JSON in SOAP: an envelope with one text in it. https://kasapi.kasserver.com/dokumentation/phpdoc/index.html */
export function createKas({ http, login, password, now, signal }: KasAccount): KasCall {
  const api = http.extend({
    baseUrl: 'https://kasapi.kasserver.com/soap',
    bodyFormat: 'xml',
    responseFormat: 'xml',
    xmlLists: ['item'],
    explain,
  });
  /** Before this moment no request is welcome. */
  let openAt = 0;

  function logIn(): Promise<string> {
    const fields = {
      kas_auth_type: 'plain',
      kas_auth_data: password,
      session_lifetime: sessionSeconds,
      session_update_lifetime: 'Y',
    };
    return send('KasAuth', { kas_login: login, ...fields }, z.string().min(1));
  }

  /** What is there already, or gone, is refused, so that all may be sent twice. */
  function send<T>(operation: 'KasAuth' | 'KasApi', params: object, schema: Schema<T>): Promise<T> {
    const urn = operation === 'KasAuth' ? 'urn:xmethodsKasApiAuthentication' : 'urn:xmethodsKasApi';
    const answer = { parse: (data: unknown) => schema.parse(returned(data)) };
    const body = {
      Envelope: {
        '@xmlns': 'http://schemas.xmlsoap.org/soap/envelope/',
        Body: { [operation]: { '@xmlns': 'https://kasserver.com/', Params: JSON.stringify(params) } },
      },
    };
    return api.post(operation === 'KasAuth' ? '/KasAuth.php' : '/KasApi.php', answer, body, {
      headers: { soapaction: `"${urn}#${operation}"` },
      repeatable: true,
    });
  }

  const run = inSession(logIn, { http, secretOf: (token) => token });

  return (action, params, schema) =>
    run(async (token) => {
      const pause = openAt - now();
      if (pause > 0) await delay(pause, undefined, { signal: signal() });
      const session = { kas_login: login, kas_auth_type: 'session', kas_auth_data: token };
      const request = { ...session, kas_action: action, KasRequestParams: params };
      const answer = {
        parse(data: unknown) {
          const { KasFloodDelay = 0, ReturnInfo } = Returned.parse(data).Response;
          return { pauseMs: Math.min(KasFloodDelay * 1000, longestPauseMs), info: schema.parse(ReturnInfo) };
        },
      };
      const { pauseMs, info } = await send('KasApi', request, answer);
      openAt = now() + pauseMs;
      return info;
    });
}

function bodyOf(data: unknown): unknown {
  return Object.values(Body.safeParse(data).data?.Envelope.Body ?? {}).find((value) => typeof value === 'object');
}

function returned(data: unknown): unknown {
  return decode((bodyOf(data) as { readonly return?: Encoded | string } | undefined)?.return);
}

function decode(value: Encoded | string | undefined): unknown {
  if (typeof value !== 'object') return value;
  if (value['@type']?.endsWith('Array')) return (value.item ?? []).map((item) => decode(item as Encoded));
  if (value.item === undefined) return value['#text'] ?? '';
  return Object.fromEntries(value.item.map(({ key, value: own }) => [String(decode(key)), decode(own)]));
}

/** Refusals may come with any status. */
function explain({ data }: HttpResponse): ExplainedFailure | undefined {
  const fault = Fault.safeParse(bodyOf(data)).data;
  if (fault === undefined) return undefined;
  const message = fault.faultstring;
  const code = kinds.find(([words]) => words.test(message))?.[1] ?? 'API';
  const seconds = code === 'RATE_LIMITED' ? Number(fault.detail) : Number.NaN;
  return { code, message, ...(seconds >= 0 && { retryAfterMs: Math.ceil(seconds * 1000) }) };
}
