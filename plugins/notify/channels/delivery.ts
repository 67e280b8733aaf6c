/** Messages that arrive twice are better than none; at many services the path of the address is all the secret there is. */
export const delivery = { repeatable: true, timeoutMs: 15_000, secretAddress: true } as const;

/** The fields of an answer that is JSON; empty for all others. */
export function fieldsOf(data: unknown): Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
}

/** Name and password of an address as they were meant. */
export function credentialsOf({ username, password }: URL): { readonly username: string; readonly password: string } {
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
}
