import { nextFrom, takeFrom } from './bucket.js';
import type { Charge } from './limits.js';
import { firstFree, type Places } from './window.js';

/** What has been used up: moments by key, in milliseconds since the epoch. */
export type Used = ReadonlyMap<string, number>;

/** When an order may be made that takes from these, and which of them holds it up until then. */
export function nextTurn(
  charges: readonly Charge[],
  used: Used,
  now: number,
): { readonly at: number; readonly by: Charge | undefined } {
  let turn: { at: number; by: Charge | undefined } = { at: now, by: undefined };
  for (const charge of charges) {
    const at = fromCharge(charge, used, now);
    if (at > turn.at) turn = { at, by: charge };
  }
  return turn;
}

/** What changes with an order that is made at this moment. */
export function afterOrder(charges: readonly Charge[], used: Used, at: number): Record<string, number> {
  const changes: Record<string, number> = {};
  for (const { key, limit } of charges) {
    if ('most' in limit) {
      const { place } = firstFree(limit, placesOf(key, limit.most, used), at);
      changes[placeKey(key, place)] = at + limit.withinMs;
    } else changes[key] = takeFrom(limit, used.get(key), at);
  }
  return changes;
}

function fromCharge({ key, limit }: Charge, used: Used, now: number): number {
  if ('most' in limit) return firstFree(limit, placesOf(key, limit.most, used), now).from;
  return nextFrom(limit, used.get(key), now);
}

function placesOf(key: string, count: number, used: Used): Places {
  return placeKeys(key, count).map((place) => used.get(place));
}

function placeKey(key: string, place: number): string {
  return `${key} #${place}`;
}

const keysByWindow = new Map<string, readonly string[]>();
const mostKept = 50;

/** The keys under which the places of a window are kept; made once, as each order asks for all of them. */
export function placeKeys(key: string, count: number): readonly string[] {
  const known = keysByWindow.get(key);
  if (known?.length === count) return known;
  const keys = Array.from({ length: count }, (_, place) => placeKey(key, place));
  if (keysByWindow.size < mostKept) keysByWindow.set(key, keys);
  return keys;
}
