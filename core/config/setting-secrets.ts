import type { Settings } from './settings.js';

/** The values in the program's own settings that no output may show. */
export function secretsOf(settings: Settings): readonly string[] {
  const proxies = [settings.proxy.https, settings.proxy.http].flatMap((proxy) => passwordOf(proxy));
  const found = [settings.eab?.hmacKey, ...proxies, ...storeSecrets(settings)];
  return found.filter((value): value is string => value !== undefined && value !== '');
}

/** A secret; of an URL also each part that is sent by itself: channels keep their secret in any of them. */
export function secretParts(url: string): string[] {
  if (!URL.canParse(url)) return [url];
  const { pathname, searchParams, username, password } = new URL(url);
  // A short path (`/`, `/alerts`) is no secret, and masking it would tear holes into the log.
  const path = pathname.length >= 12 ? [pathname] : [];
  return [url, ...path, ...searchParams.getAll('token'), decoded(password === '' ? username : password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function passwordOf(proxy: string | undefined): string[] {
  if (proxy === undefined || !URL.canParse(proxy)) return [];
  // As it stands in the URL: redaction also looks for the other ways of writing it.
  const { password } = new URL(proxy);
  return password === ''
    ? []
    : [password, new URLSearchParams(`p=${password.replaceAll('+', '%2B')}`).get('p') ?? password];
}

/** What of the address of a shared store no output may show: all of it, and its password by itself. */
export function storeUrlSecrets(url: string): string[] {
  const password = /^[a-z]+:\/\/[^:@/]*:([^@/]*)@/.exec(url)?.[1];
  return password === undefined || password === '' ? [url] : [url, password, decoded(password)];
}

function storeSecrets({ store, storeKey }: Settings): (string | undefined)[] {
  if (store === undefined) return [storeKey];
  const { url, directUrl, key, oldKey } = store;
  return [...storeUrlSecrets(url), ...(directUrl === undefined ? [] : storeUrlSecrets(directUrl)), key, oldKey];
}
