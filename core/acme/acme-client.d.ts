/**
 * The two parts of acme-client that are used, which its own types leave out: its entry also loads node-forge and the
 * challenge verifier, another 100 ms. It has no `exports` field, so its files can be imported one by one.
 */
declare module 'acme-client/src/http.js' {
  import type { KeyObject } from 'node:crypto';

  interface Response {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly data: unknown;
  }
  interface SignOptions {
    readonly kid?: string | null;
    readonly nonce?: string | null;
    readonly includeExternalAccountBinding?: boolean;
  }
  class HttpClient {
    constructor(
      directoryUrl: string,
      /** A PEM by its documentation; node:crypto, to which it goes, takes a KeyObject and need not parse it again. */
      accountKey: KeyObject,
      externalAccountBinding?: { readonly kid?: string; readonly hmacKey?: string },
    );
    maxBadNonceRetries: number;
    jwk: object | null;
    getDirectory(): Promise<Readonly<Record<string, unknown>>>;
    getJwk(): object;
    getNonce(): Promise<string>;
    request(url: string, method: string, options?: { readonly data?: object }): Promise<Response>;
    signedRequest(url: string, payload: object | null, options?: SignOptions, attempts?: number): Promise<Response>;
  }
  namespace HttpClient {
    export type { Response, SignOptions };
  }
  export = HttpClient;
}

declare module 'acme-client/src/api.js' {
  import type HttpClient from 'acme-client/src/http.js';

  class AcmeApi {
    constructor(http: HttpClient, accountUrl?: string | null | undefined);
    apiRequest(
      url: string,
      payload?: object | null,
      validStatusCodes?: number[],
      options?: { includeJwsKid?: boolean },
    ): Promise<HttpClient.Response>;
    apiResourceRequest(
      resource: string,
      payload?: object | null,
      validStatusCodes?: number[],
      options?: { includeJwsKid?: boolean },
    ): Promise<HttpClient.Response>;
    createAccount(data: object): Promise<HttpClient.Response>;
    updateAccount(data: object): Promise<HttpClient.Response>;
    createOrder(data: object): Promise<HttpClient.Response>;
    getOrder(url: string): Promise<HttpClient.Response>;
    finalizeOrder(url: string, data: object): Promise<HttpClient.Response>;
    getAuthorization(url: string): Promise<HttpClient.Response>;
    updateAuthorization(url: string, data: object): Promise<HttpClient.Response>;
    completeChallenge(url: string, data: object): Promise<HttpClient.Response>;
    revokeCert(data: object): Promise<HttpClient.Response>;
  }
  export = AcmeApi;
}
