import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChallengeBroker, ChallengePlace } from '../../core/challenges/index.js';
import type { ProviderProfile } from '../../core/config/desired-state.js';

/** A profile of the provider `exec`, which keeps one value of a name. */
export function profileOfProgram(path: string): ProviderProfile {
  return {
    id: 'environment',
    provider: 'exec',
    place: 'test',
    options: { path, mode: 'default', environment: '', timeout: 60 },
    propagation: { mode: 'off', sleepTime: 0, maxChecks: 1 },
  } as unknown as ProviderProfile;
}

/** Its place for example.com. */
export async function placeIn(broker: ChallengeBroker, profile: ProviderProfile): Promise<ChallengePlace> {
  const claim = { domain: 'example.com', followCnames: false, place: 'test' };
  const target = {
    challengeName: '_acme-challenge.example.com',
    target: '_acme-challenge.example.com',
    chain: ['_acme-challenge.example.com'],
    zone: { apex: 'example.com', source: 'soa' },
  };
  return broker.open(claim, { target, profile, apexes: ['example.com'] } as unknown as Parameters<
    ChallengeBroker['open']
  >[1]);
}

/** A program that keeps one value, and writes down what became of others. */
export function writeProgram(directory: string) {
  const path = join(directory, 'program');
  const value = join(directory, 'value');
  const log = join(directory, 'log');
  writeFileSync(log, '');
  writeFileSync(
    path,
    `#!/bin/sh
there=$(cat '${value}' 2>/dev/null)
case $1 in
present) if [ -n "$there" ] && [ "$there" != "$3" ]; then echo "$3 overwrote $there" >> '${log}'; fi; echo "$3" > '${value}' ;;
cleanup) if [ -n "$there" ] && [ "$there" != "$3" ]; then echo "$3 removed $there" >> '${log}'; fi; rm -f '${value}' ;;
esac
echo "$1 $3" >> '${log}.all'
`,
  );
  chmodSync(path, 0o755);
  return {
    path,
    faults: () => readFileSync(log, 'utf8'),
    calls: () => readFileSync(`${log}.all`, 'utf8').trim().split('\n'),
    value: () => readFileSync(value, 'utf8').trim(),
  };
}
