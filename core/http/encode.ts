import type { HttpRequest, Query, QueryValue } from '../sdk/http.js';
import { checkWord } from '../sdk/known-word.js';
import { loadXml } from './load-xml.js';

export interface EncodedBody {
  readonly text: string;
  readonly contentType: string;
}

/** Writes a request body as the client's `bodyFormat` says. @throws Failure CONFIG where there is no such format */
export async function encodeBody({ body, bodyFormat = 'json' }: HttpRequest): Promise<EncodedBody | undefined> {
  checkWord('the format of a body', bodyFormat, ['json', 'form', 'xml', 'text']);
  if (body === undefined) return undefined;
  if (bodyFormat === 'form') {
    const form = body instanceof URLSearchParams ? body : toSearchParams(body as Readonly<Record<string, QueryValue>>);
    return { text: form.toString(), contentType: 'application/x-www-form-urlencoded' };
  }
  if (bodyFormat === 'xml') {
    const text = typeof body === 'string' ? body : (await loadXml()).buildXml(body);
    return { text, contentType: 'text/xml; charset=utf-8' };
  }
  if (bodyFormat === 'text') return { text: String(body), contentType: 'text/plain; charset=utf-8' };
  return { text: typeof body === 'string' ? body : JSON.stringify(body), contentType: 'application/json' };
}

/** Leaves out what is undefined. */
export function toSearchParams(values: Query): URLSearchParams {
  if (values instanceof URLSearchParams) return values;
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) params.append(name, String(value));
  }
  return params;
}
