import assert from 'node:assert/strict';
import { test } from 'node:test';
import { othersMay, parseFileMode } from '../../core/sdk/index.js';

/** What is written, what usually holds, and what it means in octal; undefined: it is no mode. */
const forms: readonly [string, string, string | undefined][] = [
  ['0640', '0', '640'],
  ['0o640', '0', '640'],
  ['0O600', '0', '600'],
  [' 00640 ', '0', '640'],
  ['640', '0', '640'],
  ['755', '0', '755'],
  ['711', '0', '711'],
  ['400', '0', '400'],
  ['440', '0', '440'],
  ['444', '0', '444'],
  ['550', '0', '550'],
  ['2750', '0', '2750'],
  ['416', '0', '640'],
  ['420', '0', '644'],
  ['384', '0', '600'],
  ['256', '0', '400'],
  ['288', '0', '440'],
  ['432', '0', '660'],
  ['438', '0', '666'],
  ['448', '0', '700'],
  ['456', '0', '710'],
  ['457', '0', '711'],
  ['488', '0', '750'],
  ['493', '0', '755'],
  ['504', '0', '770'],
  ['509', '0', '775'],
  ['511', '0', '777'],
  ['1512', '0', '2750'],
  ['0416', '0', '416'],
  ['604', '0', '604'],
  ['999', '0', undefined],
  ['4096', '0', undefined],
  ['010000', '0', undefined],
  ['0888', '0', undefined],
  ['', '0', undefined],
  ['rw-r-----', '0', undefined],
  ['u=rw,g=r', '640', '640'],
  ['u=rw,g=r,o=', '644', '640'],
  ['a=r,u+w', '640', '644'],
  ['o-rwx', '647', '640'],
  ['go-rwx', '640', '600'],
  ['g+w', '640', '660'],
  ['u=rwX,g=rX', '750', '750'],
  ['u=rwX,g=rX', '640', '640'],
  ['g=u', '740', '770'],
  ['u=rwx,g=rxs', '750', '2750'],
  ['+t', '755', '1755'],
  ['-t', '1755', '755'],
  ['u+s,g+s', '755', '6755'],
  ['o+s', '755', '755'],
  ['a+X', '644', '644'],
  ['a+X', '744', '755'],
  ['a+X', '645', '755'],
  ['o=g', '750', '755'],
  ['g=o', '754', '744'],
  ['u-w+x', '644', '544'],
  ['=r', '777', '444'],
  ['07777', '0', '7777'],
  ['7777', '0', '7777'],
  ['300', '0', undefined],
  ['577', '0', '577'],
  ['u=rw;g=r', '640', undefined],
  ['u', '640', undefined],
  ['x=rw', '640', undefined],
];

test('modes are read as people and programs write them', () => {
  for (const [text, usual, wanted] of forms) {
    const parsed = parseFileMode(text, Number.parseInt(usual, 8));
    const read = 'mode' in parsed ? parsed.mode.toString(8) : undefined;
    assert.equal(read, wanted, `${text} from ${usual}`);
  }
});

test('tells what others may do', () => {
  assert.deepEqual(othersMay(0o640), { write: false, read: false });
  assert.deepEqual(othersMay(0o646), { write: true, read: true });
});
