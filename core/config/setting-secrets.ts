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

/** The keys, the addresses, and what of these is a password. */
function storeSecrets({ store, storeKey }: Settings): string[] {
  if (store === undefined) return storeKey === undefined ? [] : [storeKey];
  const urls = [store.url, store.directUrl].filter((url): url is string => url !== undefined);
  const passwords = urls.flatMap((url) => {
    const password = /^[a-z]+:\/\/[^:@/]*:([^@/]*)@/.exec(url)?.[1];
    return password === undefined ? [] : [password, decoded(password)];
  });
  return [store.key, ...(store.oldKey === undefined ? [] : [store.oldKey]), ...urls, ...passwords];
}
