import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { continueLineages, lineageNames } from '../../core/issuance/plan/continue-lineages.js';
import { plan } from '../../core/issuance/plan/plan.js';
import { certificate, lineage, planInput, state } from './fixtures.js';

/** `name: domain domain`, for a lineage or a YAML entry; for a line, its domains alone. */
function words(text: string): { readonly name: string | undefined; readonly domains: string[] } {
  const [, name, domains = ''] = /^(?:([^:]+): )?(.*)$/.exec(text) ?? [];
  return { name, domains: domains.split(' ') };
}

function planOf(lines: readonly string[], lineages: readonly string[], more: { readonly held?: string[] } = {}) {
  const certificates = lines.map((line) => {
    const { name, domains } = words(line);
    return certificate(name ?? (domains[0] ?? '').replace(/^\*\./, ''), { domains, isNameGiven: name !== undefined });
  });
  const present = lineages.map((text) => {
    const isForeign = text.startsWith('!');
    const { name = '', domains } = words(text.replace('!', ''));
    return lineage(name, { domains, ...(isForeign && { managed: undefined }) });
  });
  return { certificates, present, input: planInput(certificates, present, { state: state(certificates, more) }) };
}

describe('a line goes on as the lineage that it had', () => {
  const table: readonly [string, readonly string[], readonly string[], readonly string[]][] = [
    ['names in another order', ['b a'], ['a: a b'], ['keep a']],
    ['a new first name', ['n a b'], ['a: a b'], ['expand a']],
    ['a wildcard first', ['*.a a'], ['x: *.a a'], ['keep x']],
    ['one name is missing', ['b a'], ['a: a b c'], ['create b', 'remove a delete']],
    ['another line names the lineage', ['b a', 'a'], ['a: a'], ['create b', 'keep a']],
    ['a bad line names it', ['b a'], ['a: a'], ['create b', 'wait a']],
    ['a lineage of its own name', ['b a'], ['a: a', 'b: b'], ['expand b', 'remove a delete']],
    ['its own lineage has a name more', ['b a'], ['a: a', 'b: b z'], ['expand b', 'remove a delete']],
    ['several: the first name that stands earliest', ['n c b a'], ['a: a b', 'c: c'], ['expand c', 'remove a delete']],
    ['several, whatever the order on disk', ['n c b a'], ['c: c', 'a: a b'], ['expand c', 'remove a delete']],
    [
      'several, by the name and not by the order in the certificate',
      ['n x b a'],
      ['b: a b', 'x: x'],
      ['expand x', 'remove b delete'],
    ],
    ['two lines for one', ['b a', 'c a'], ['a: a'], ['expand a', 'create c']],
    ['a swap', ['b a', 'd c'], ['a: a b', 'c: c d'], ['keep a', 'keep c']],
    ['a split', ['b', 'a'], ['a: a b'], ['create b', 'shrink a']],
    ['a split with new first names', ['x a', 'y b'], ['a: a b'], ['create x', 'create y', 'remove a delete']],
    ['a merge', ['a b'], ['a: a', 'b: b'], ['expand a', 'remove b delete']],
    ['a merge under a new name', ['n b a'], ['a: a', 'b: b'], ['expand b', 'remove a delete']],
    ['a name that was chosen', ['n: b a'], ['a: a b'], ['create n', 'remove a delete']],
    ['a chosen name takes the lineage', ['a: b a', 'c b'], ['a: a b'], ['keep a', 'create c']],
    ['a lineage of somebody else', ['b a'], ['!a: a b'], ['create b', 'keep a']],
    ['nothing in common', ['b'], ['a: a'], ['create b', 'remove a revoke']],
  ];
  for (const [what, lines, lineages, expected] of table) {
    it(what, () => {
      const { input, certificates, present } = planOf(
        lines,
        lineages,
        what.startsWith('a bad line') ? { held: ['a'] } : {},
      );
      const found = plan(input).map((action) =>
        action.kind === 'remove' ? `remove ${action.name} ${action.how}` : `${action.kind} ${action.name}`,
      );
      assert.deepEqual(found, expected);
      const once = continueLineages(input.state, present);
      assert.deepEqual(continueLineages(once, present), once, 'done twice it is the same');
      assert.equal(once.certificates.length, certificates.length);
      assert.equal(new Set(once.certificates.map(({ name }) => name)).size, certificates.length, 'names stay unique');
    });
  }

  it('and may be called by either name', () => {
    const { input, present } = planOf(['b a'], ['a: a b']);
    const continued = continueLineages(input.state, present);
    assert.deepEqual([...(lineageNames(new Set(['b']), continued) ?? [])].includes('a'), true);
    assert.equal(lineageNames(undefined, continued), undefined);
    assert.match(plan(input)[0]?.reason ?? '', /the line of b goes on as this lineage/);
  });
});
