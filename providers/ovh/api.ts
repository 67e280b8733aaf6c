import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  explainRefusals,
  explainStatus,
  type HttpClient,
  isFailure,
  memo,
  type OptionsOf,
  type OutgoingRequest,
  signedIn,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const baseUrls: Readonly<Record<string, string>> = {
  'ovh-eu': 'https://eu.api.ovh.com/1.0',
  'ovh-ca': 'https://ca.api.ovh.com/1.0',
  'ovh-us': 'https://api.us.ovhcloud.com/1.0',
  'soyoustart-eu': 'https://eu.api.soyoustart.com/1.0',
  'soyoustart-ca': 'https://ca.api.soyoustart.com/1.0',
  'kimsufi-eu': 'https://eu.api.kimsufi.com/1.0',
  'kimsufi-ca': 'https://ca.api.kimsufi.com/1.0',
};

const Refusal = z
  .object({ message: z.string(), errorCode: z.string().optional() })
  .transform(({ message, errorCode }) => ({ message, serviceCode: errorCode }));

const explain = explainRefusals(Refusal, [
  [/^QUERY_TIME_OUT$/, 'API', { retryable: true, hint: 'Set the clock of this machine right' }],
  [
    /^INVALID_(CREDENTIAL|KEY|SIGNATURE)$/,
    'AUTHENTICATION',
    { hint: 'Check the three keys, the entry point, and that the consumer key is still valid' },
  ],
]);

interface ApiParts {
  readonly options: OptionsOf<typeof manifest>;
  readonly http: HttpClient;
  readonly now: () => number;
}

/** Where OAuth2 clients log in, by the region that an entry point ends in. */
const tokenUrls: Readonly<Record<string, string>> = {
  eu: 'https://www.ovh.com/auth/oauth2/token',
  ca: 'https://ca.ovh.com/auth/oauth2/token',
  us: 'https://us.ovhcloud.com/auth/oauth2/token',
};
const Token = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);

/** A client that bears a token: one that was given, or one for the OAuth2 client of a service account. */
export function createApi(parts: ApiParts): HttpClient {
  const { options, http } = parts;
  const { accessToken, clientId: client_id, clientSecret: client_secret } = options;
  const { [options.entrypoint]: baseUrl = '' } = baseUrls;
  const { [options.entrypoint.slice(-2)]: tokenUrl = '' } = tokenUrls;
  if (options.applicationKey !== undefined) return createSignedApi(parts, http.extend({ baseUrl }));
  function logIn(): Promise<string> {
    const body = { grant_type: 'client_credentials', client_id, client_secret, scope: 'all' };
    const explain = explainStatus({ 400: 'AUTHENTICATION' });
    return http.post(tokenUrl, Token, body, { bodyFormat: 'form', repeatable: true, explain });
  }
  return http.extend({ baseUrl, explain, ...signedIn(logIn, { given: accessToken }) });
}

/** Whether the key is good, though not for this: keys are granted call by call. */
export function lacksRight(error: unknown): boolean {
  return (
    isFailure(error, 'AUTHENTICATION') &&
    /^NOT_GRANTED_CALL$|not (been )?granted/i.test(`${error.serviceCode ?? error.message}`)
  );
}

/**
 * A client that signs what it sends, by the clock of the API.
 * https://help.ovhcloud.com/csm/en-api-getting-started-ovhcloud-api?id=kb_article_view&sysparm_article=KB0042777
 */
function createSignedApi({ options, now }: ApiParts, unsigned: HttpClient): HttpClient {
  /** How far the API's clock is ahead of ours, in seconds. */
  const clockOffset = memo(async () => {
    const time = await unsigned.get('/auth/time', z.number());
    return time - Math.floor(now() / 1000);
  });

  async function sign(request: OutgoingRequest): Promise<void> {
    const timestamp = Math.floor(now() / 1000) + (await clockOffset());
    const { applicationKey = '', applicationSecret = '', consumerKey = '' } = options;
    const parts = [applicationSecret, consumerKey, request.method, request.url.href, request.body, timestamp];
    request.headers['x-ovh-application'] = applicationKey;
    request.headers['x-ovh-consumer'] = consumerKey;
    request.headers['x-ovh-timestamp'] = String(timestamp);
    request.headers['x-ovh-signature'] = `$1$${createHash('sha1').update(parts.join('+')).digest('hex')}`;
  }

  return unsigned.extend({
    sign,
    explain(response) {
      const explained = explain(response);
      if (explained?.serviceCode === 'QUERY_TIME_OUT') clockOffset.forget();
      return explained;
    },
  });
}
