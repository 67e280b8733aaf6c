import type { Exchange, ExchangeTest } from '../../core/testing/exchanges.js';

/** Makes tests of a provider whose exchanges all begin with these: the login, the zone. */
export function playing(
  provider: string,
  options: ExchangeTest['options'],
  ...first: readonly Exchange[]
): (exchanges: readonly Exchange[]) => ExchangeTest {
  return (exchanges) => ({ provider, options, exchanges: [...first, ...exchanges] });
}
