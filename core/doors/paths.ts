import { DoorRefusal } from './door.js';

export interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
}

const longestUrl = 4096;

/**
 * The path and the query of a request. No name that a door knows needs more than letters, digits, `-._~` and `:`; what
 * could mean one thing here and another behind a proxy (percent signs, double slashes, dots that lead upwards) is refused.
 * @throws DoorRefusal 400
 */
export function parseTarget(url: string): Target {
  const question = url.indexOf('?');
  const path = question < 0 ? url : url.slice(0, question);
  const isSound = url.length <= longestUrl && /^(?:\/[\w.~:-]*)+$/.test(path) && !/\/(?:\/|\.{1,2}(?:\/|$))/.test(path);
  if (!isSound) throw new DoorRefusal(400, 'the path makes no sense');
  return { path, query: new URLSearchParams(question < 0 ? '' : url.slice(question + 1)) };
}

/** Whether a path is one of a door's: the very same, or below one with a final slash. */
export function isAt(paths: readonly string[], path: string): boolean {
  return paths.some((own) => (own.endsWith('/') ? path.startsWith(own) && path.length > own.length : path === own));
}
