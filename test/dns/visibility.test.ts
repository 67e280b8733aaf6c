import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { notVisible } from '../../core/dns/not-visible.js';
import {
  countMissing,
  deadServers,
  describeSighting,
  outstandingOf,
  type Probe,
  planProbes,
  type Sighting,
  unansweredNames,
} from '../../core/dns/visibility.js';
import { Failure } from '../../core/sdk/index.js';

const server = (host: string) => ({ host: `ns-${host}`, address: { host, port: 53 } });

function probe(name: string, host: string, values = ['v']): Probe {
  return { server: server(host), name, values, recursion: false };
}

function answered(...values: string[]): Sighting {
  return { kind: 'answer', rcode: 'NOERROR', authoritative: true, values };
}

const silence: Sighting = { kind: 'silence', message: 'timed out' };

/** Probes with what was seen of them: `v` shows the value, `x` another one, `-` keeps silent, `?` was not asked. */
function scene(...lines: readonly string[]) {
  const sightings = new Map<Probe, Sighting>();
  const probes = lines.map((line) => {
    const [name = '', host = '', mark = ''] = line.split(' ');
    const made = probe(name, host);
    if (mark !== '?') sightings.set(made, mark === '-' ? silence : answered(mark));
    return made;
  });
  const heard = probes
    .filter((one) => sightings.get(one)?.kind === 'answer')
    .map((one) => `ns-${one.server.address.host} (${one.server.address.host})`);
  const seen = { probes, sightings, answered: new Set(heard) };
  const named = (list: readonly Probe[]) => list.map((one) => `${one.name} ${one.server.address.host}`);
  return { seen, named };
}

describe('what is visible', () => {
  it('is asked once for each name and server', () => {
    const expected = [
      { name: 'a', value: '1', apex: 'x' },
      { name: 'b', value: '2', apex: 'y' },
      { name: 'a', value: '3', apex: 'x' },
      { name: 'a', value: '1', apex: 'x' },
    ];
    const probes = planProbes(expected, (apex) => (apex === 'x' ? [server('1'), server('2')] : [server('3')]), true);
    assert.deepEqual(
      probes.map(
        ({ name, server: { address }, values, recursion }) => `${name} ${address.host} ${values} ${recursion}`,
      ),
      ['a 1 1,3 true', 'a 2 1,3 true', 'b 3 2 true'],
    );
  });

  it('is missing wherever it was not seen, but on a family of addresses that this host has not', () => {
    const table: readonly [lines: readonly string[], outstanding: readonly string[]][] = [
      [['a 1.1.1.1 v', 'a 2.2.2.2 v'], []],
      [['a 1.1.1.1 v', 'a 2.2.2.2 x'], ['a 2.2.2.2']],
      [['a 1.1.1.1 v', 'a 2.2.2.2 -'], ['a 2.2.2.2']],
      [['a 1.1.1.1 ?'], ['a 1.1.1.1']],
      [['a 1.1.1.1 v', 'a ::1 -'], []],
      [['a ::1 v', 'a 1.1.1.1 -'], []],
      [['a 1.1.1.1 v', 'a ::1 x'], ['a ::1']],
      [
        ['a 1.1.1.1 v', 'a ::1 -', 'b ::1 x'],
        ['a ::1', 'b ::1'],
      ],
      [
        ['a 1.1.1.1 x', 'a ::1 -'],
        ['a 1.1.1.1', 'a ::1'],
      ],
      [['b 1.1.1.1 v', 'a ::1 -'], ['a ::1']],
    ];
    for (const [lines, outstanding] of table) {
      const { seen, named } = scene(...lines);
      assert.deepEqual(named(outstandingOf(seen)), outstanding, lines.join());
    }
  });

  it('is missing for dead servers alone only where all others show it', () => {
    const table: readonly [lines: readonly string[], dead: readonly string[], unanswered: readonly string[]][] = [
      [['a 1.1.1.1 v', 'a 2.2.2.2 -'], ['2.2.2.2'], []],
      [['a 1.1.1.1 v', 'a 2.2.2.2 x'], [], []],
      [['a 1.1.1.1 v', 'a 2.2.2.2 -', 'b 2.2.2.2 -'], [], ['b']],
      [['a 1.1.1.1 v', 'a 2.2.2.2 -', 'b 1.1.1.1 v', 'b 2.2.2.2 -'], ['2.2.2.2'], []],
      [['a 1.1.1.1 -'], [], ['a']],
      [['a 1.1.1.1 x', 'a 2.2.2.2 -'], [], []],
    ];
    for (const [lines, dead, unanswered] of table) {
      const { seen } = scene(...lines);
      assert.deepEqual(
        deadServers(outstandingOf(seen), seen).map(({ address }) => address.host),
        dead,
        lines.join(),
      );
      assert.deepEqual([...unansweredNames(seen)], unanswered, lines.join());
    }
  });

  it('is counted and described by what each server answers', () => {
    const asked = probe('a.example', '1.1.1.1', ['one', 'two']);
    const lame: Sighting = { kind: 'answer', rcode: 'NOERROR', authoritative: false, values: [] };
    const long = 'x'.repeat(70);
    const table: readonly [Sighting | undefined, missing: number, words: string][] = [
      [undefined, 2, 'was not asked'],
      [silence, 2, 'did not answer: timed out'],
      [answered('one', 'three'), 1, 'lacks 1 of 2 values and answered "one", "three"'],
      [answered('1', '2', '3', '4'), 2, 'lacks 2 of 2 values and answered "1", "2", "3"'],
      [answered(long), 2, `lacks 2 of 2 values and answered "${'x'.repeat(60)}"`],
      [answered(), 2, 'answered without a TXT record'],
      [lame, 2, 'answered without a TXT record and without authority for the zone'],
      [{ ...lame, rcode: 'NXDOMAIN' }, 2, 'answered NXDOMAIN'],
      [{ ...lame, alias: 'b.example' }, 2, 'answered with a CNAME record to "b.example"'],
      [{ ...lame, alias: 'b.example', values: ['one'] }, 1, 'lacks 1 of 2 values and answered "one"'],
    ];
    for (const [sighting, missing, words] of table) {
      const sightings = new Map(sighting === undefined ? [] : [[asked, sighting]]);
      assert.equal(countMissing([asked], sightings), missing, words);
      assert.equal(describeSighting(asked, sighting), `ns-1.1.1.1 (1.1.1.1) ${words}`);
    }
    const recursive = { ...asked, recursion: true };
    assert.equal(describeSighting(recursive, lame), 'ns-1.1.1.1 (1.1.1.1) answered without a TXT record');
    assert.equal(countMissing([asked, probe('a.example', '2.2.2.2', ['one'])], new Map()), 2);
  });

  it('in the end is told by the server that answered something else, with what to do', () => {
    const mute = probe('a.example', '9.9.9.9');
    const other = probe('b.example', '10.0.0.1');
    const resolver = { ...probe('c.example', '9.9.9.9'), recursion: true };
    const result = (outstanding: readonly Probe[], lost = new Map<string, Failure>()) =>
      notVisible({
        outstanding,
        probes: outstanding,
        sightings: new Map<Probe, Sighting>([
          [mute, silence],
          [other, answered('x')],
        ]),
        answered: new Set(),
        seenAfterMs: new Map(),
        lost,
        waitedMs: 29_600,
      });
    const table: readonly [readonly Probe[], message: RegExp, hint: RegExp][] = [
      [[mute], /^TXT a\.example is not visible after 30 s: .*timed out$/, /repair that server/],
      [[mute, other], /^TXT b\.example .* \(and 1 more name\)$/, /private addresses/],
      [[resolver], /^TXT c\.example/, /name other resolvers/],
      [[mute, other, probe('c', '9.9.9.9'), probe('c', '8.8.8.8')], /\(and 2 more names\)$/, /private/],
    ];
    for (const [outstanding, message, hint] of table) {
      const failure = result(outstanding);
      assert.match(failure.message, message);
      assert.match(failure.hint ?? '', hint);
    }
    const cause = new Failure('DNS', 'no server', { hint: 'Delegate it' });
    const lost = result([], new Map([['x.example', cause]]));
    assert.equal(lost.message, 'after 30 s the zone x.example cannot be checked: no server');
    assert.deepEqual([lost.hint, lost.cause], ['Delegate it', cause]);
  });
});
