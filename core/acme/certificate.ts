import { placeOf } from '../http/redact.js';
import { Failure, isFailure } from '../sdk/failure.js';
import type { Logger } from '../sdk/logger.js';
import { type CertificateFiles, selectChain, splitChain } from './chain.js';
import type { HttpAnswer } from './engine.js';

export interface IssuedChain extends CertificateFiles {
  /** Whether the preferred issuer was found; true where none was asked for. */
  readonly preferred: boolean;
}

interface Downloader {
  apiRequest(url: string, payload: null, validStatusCodes: number[]): Promise<HttpAnswer>;
}

const tries = 3;

/** RFC 8555, section 7.4.2. @param api one request's worth of acme-client */
export async function downloadCertificate(
  api: () => Downloader,
  url: string,
  preferredIssuer: string | undefined,
  log: Logger,
): Promise<IssuedChain> {
  const usual = await download(api, url);
  const files = splitChain(usual.pem);
  if (preferredIssuer === undefined || selectChain([usual.pem], preferredIssuer, 'top').found) {
    return { ...files, preferred: true };
  }
  const others = await Promise.all(usual.alternates.map((alternate) => download(api, alternate)));
  const { chain, found } = selectChain([usual.pem, ...others.map(({ pem }) => pem)], preferredIssuer);
  if (!found) log.warn({ preferredIssuer }, 'no chain of the CA has the preferred issuer: taking its default chain');
  return { ...splitChain(chain), preferred: found };
}

/** One chain, by its URL, with those of the others (RFC 8555, section 7.4.2). */
export interface ChainAt {
  readonly pem: string;
  readonly alternates: readonly string[];
}

/** Again where the text is no chain: it is not yet known to be lost, and the order cannot be had twice. */
export async function download(api: () => Downloader, url: string): Promise<ChainAt> {
  for (let attempt = 1; ; attempt += 1) {
    const { data, headers } = await api().apiRequest(url, null, [200]);
    try {
      if (typeof data !== 'string')
        throw new Failure('RESPONSE', 'the CA sent no certificate', { place: placeOf(url) });
      splitChain(data);
      return { pem: data, alternates: alternatesOf(headers.link, url) };
    } catch (error) {
      if (!isFailure(error, 'RESPONSE') || attempt === tries) throw error;
    }
  }
}

/** The `rel="alternate"` links of a Link header (RFC 8288). */
export function alternatesOf(link: string | undefined, base: string): string[] {
  const found = (link ?? '').matchAll(/<([^>]*)>([^<]*)/g);
  return [...found]
    .filter(([, , parameters]) => /;\s*rel="?([^";,]*\s)?alternate(?=[\s";,]|$)/i.test(`${parameters}`))
    .map(([, target]) => new URL(`${target}`, base).href);
}
