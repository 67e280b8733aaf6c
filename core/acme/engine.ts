import type { KeyObject } from 'node:crypto';
import AcmeApi from 'acme-client/src/api.js';
import HttpClient from 'acme-client/src/http.js';
import type { Clock } from '../clock/clock.js';
import { placeOf } from '../http/redact.js';
import { Failure } from '../sdk/failure.js';
import { publicJwk } from './account-key.js';
import type { Nonces } from './nonces.js';
import type { Directory } from './resources.js';
import type { Call, Wire, WireAnswer } from './wire.js';

/** What all accounts of a server share. */
export interface Line {
  readonly directoryUrl: string;
  readonly directory: Directory;
  readonly wire: Wire;
  readonly nonces: Nonces;
  readonly clock: Clock;
  readonly userAgent: string;
}

export interface ExternalAccountBinding {
  readonly kid: string;
  /** Base64 or base64url, as the CA gave it. */
  readonly hmacKey: string;
}

export interface Signer {
  readonly key: KeyObject;
  readonly accountUrl?: string | undefined;
  readonly externalAccountBinding?: ExternalAccountBinding | undefined;
}

/** So many rejected nonces are no bad luck: even of a server that rejects 95 of 100 one request in 2,000 meets as many. */
const mostRejections = 150;
/** Nor is it bad luck where it lasts so long, in milliseconds: a CA whose nonces are no good must not hold up a pass. */
const longestRejectionMs = 60_000;
/** After so many in a row each further try waits a little. */
const patientFrom = 8;
const longestPauseMs = 250;

/**
 * acme-client's HTTP client, which signs, over our wire, with our nonces. It answers a rejected nonce with the nonce of
 * the rejection by itself, which is why a badNonce answer is the one error that {@link Wire} lets through.
 */
class Engine extends HttpClient {
  readonly #line: Line;
  readonly #call: Call;
  #latestNonce: string | undefined;
  readonly #budget = { spent: 0 };
  #leased = false;
  #rejections = 0;
  #rejectedSince = 0;

  constructor(line: Line, { key, externalAccountBinding }: Signer, call: Call) {
    super(line.directoryUrl, key, { ...externalAccountBinding });
    this.maxBadNonceRetries = mostRejections;
    this.jwk = publicJwk(key);
    this.#line = line;
    this.#call = call;
  }

  override async getDirectory(): Promise<Directory> {
    return this.#line.directory;
  }

  override async signedRequest(
    url: string,
    payload: object | null,
    options: HttpClient.SignOptions = {},
    attempts?: number,
  ): Promise<HttpClient.Response> {
    if (options.nonce) return super.signedRequest(url, payload, options, attempts);
    // Also reached from within, where a rejection brought no new nonce: what is held then must not be waited for.
    this.#endLease();
    const nonce = await this.#line.nonces.take(this.#call.signal);
    this.#leased = true;
    try {
      return await super.signedRequest(url, payload, { ...options, nonce }, attempts);
    } finally {
      this.#endLease();
    }
  }

  #endLease(): void {
    if (!this.#leased) return;
    this.#leased = false;
    this.#line.nonces.give(this.#latestNonce);
    this.#latestNonce = undefined;
  }

  override async request(url: string, _method: string, { data }: { data?: object } = {}): Promise<WireAnswer> {
    await this.#pauseAfterRejections(url);
    this.#latestNonce = undefined;
    const headers = { 'content-type': 'application/jose+json', 'user-agent': this.#line.userAgent };
    const answer = await this.#line.wire.send(
      { url, method: 'POST', headers, body: JSON.stringify(data) },
      {
        ...this.#call,
        budget: this.#budget,
        onNonce: (nonce) => {
          this.#latestNonce = nonce;
        },
      },
    );
    if (this.#rejections === 0) this.#rejectedSince = this.#line.clock.now();
    this.#rejections = answer.status === 400 ? this.#rejections + 1 : 0;
    return { ...answer, status: statusAsExpected(answer.status, this.#call, url) };
  }

  async #pauseAfterRejections(place: string): Promise<void> {
    const isLong = this.#rejections > 0 && this.#line.clock.now() - this.#rejectedSince > longestRejectionMs;
    if (this.#rejections >= mostRejections || isLong) {
      throw new Failure('ACME', `the CA rejected ${this.#rejections} nonces in a row`, { place: placeOf(place) });
    }
    const pauseMs = Math.min(5 * Math.max(0, this.#rejections - patientFrom), longestPauseMs);
    if (pauseMs > 0) await this.#line.clock.sleep(pauseMs, this.#call.signal);
  }
}

/**
 * acme-client takes the very status of RFC 8555 alone, and says no more of another than the body of the answer. Some CAs
 * answer 200 where 201 belongs, and mean the same. @throws Failure RESPONSE for a redirection: a signature is for one URL
 */
function statusAsExpected(status: number, { resource }: Call, url: string): number {
  if (status >= 400) return status;
  if (status < 300) return resource === 'newOrder' ? 201 : 200;
  throw new Failure('RESPONSE', `the CA answered HTTP status ${status}, which no ACME client follows`, {
    place: placeOf(url),
    status,
    hint: 'Check the URL of the ACME directory',
  });
}

/** Opens acme-client's calls for one request of a signer. */
export type OpenApi = (signer: Signer, call: Call) => AcmeApi;

/** Cheap enough to be done for each request: what is costly to make is in the line and the signer. */
export function openApi(line: Line, signer: Signer, call: Call): AcmeApi {
  return new AcmeApi(new Engine(line, signer, call), signer.accountUrl);
}

/** An answer as acme-client hands it on. */
export type HttpAnswer = HttpClient.Response;
