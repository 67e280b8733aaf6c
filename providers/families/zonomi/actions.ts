/**
 * One thing to do; a request may hold several, which are done in order. The name is full; `**.` in front means
 * everything below, and the name itself.
 */
export interface Action {
  readonly action: 'QUERY' | 'SET' | 'DELETE';
  readonly [field: string]: string | number | undefined;
}

/**
 * A single action goes without a number; of several, each parameter bears the number of its action: `name[2]`.
 * Several SET of one name and type give several values.
 * https://zonomi.com/app/dns/dyndns.jsp
 */
export function toQuery(actions: readonly Action[]): URLSearchParams {
  const query = new URLSearchParams();
  for (const [index, action] of actions.entries()) {
    const suffix = actions.length === 1 ? '' : `[${index + 1}]`;
    for (const [name, value] of Object.entries(action)) {
      if (value !== undefined) query.set(`${name}${suffix}`, String(value));
    }
  }
  return query;
}
