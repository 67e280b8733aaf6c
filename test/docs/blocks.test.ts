import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { configurationFaults, variablesIn } from './blocks/configuration.js';
import { composeFaults, kubernetesFaults, unitFaults } from './blocks/containers.js';
import { type Block, blocksIn, blocksOf, pages } from './blocks/extract.js';
import { isKnownVariable, looksOurs } from './blocks/known-variables.js';
import { shellFaults } from './blocks/shell.js';

/** How each kind of block is tried: by its language, and by what follows it. */
async function faultsOf({ language, note, text }: Block): Promise<string[]> {
  if (note.startsWith('not ours:')) return note.length > 'not ours: '.length + 5 ? [] : ['it gives no reason'];
  switch (`${language} ${note}`.trim()) {
    case 'sh':
      return shellFaults(text);
    case 'conf domains.conf':
      return configurationFaults({ domainsConf: text });
    case 'ini env':
      return configurationFaults({ env: variablesIn(text) });
    case 'ini unit':
      return unitFaults(text);
    case 'yaml':
      return configurationFaults({ yaml: text, env: named(text) });
    case 'yaml compose':
      return composeFaults(text);
    case 'yaml kubernetes':
      return kubernetesFaults(text);
    default:
      return ['nobody tries such a block: say what it is, or `not ours: REASON`'];
  }
}

/** What a YAML file takes from the environment. */
function named(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/\$\{([A-Z0-9_]+)\}/g)].map(([, name = '']) => [name, 'a-value']));
}

describe('the blocks of the documentation', () => {
  for (const page of pages()) {
    const blocks = blocksOf(page);
    if (blocks.length === 0) continue;
    it(`of ${page} do what they say`, async () => {
      const faults: string[] = [];
      for (const block of blocks) faults.push(...(await faultsOf(block)).map((fault) => `${block.place}: ${fault}`));
      assert.deepEqual(faults, []);
    });
  }
});

describe('the words of the documentation', () => {
  for (const page of pages()) {
    it(`name only variables that there are: ${page}`, async () => {
      const { readFileSync } = await import('node:fs');
      const { join } = await import('node:path');
      const { projectRoot } = await import('../lab/index.js');
      const text = readFileSync(join(projectRoot(), page), 'utf8');
      const words = [...text.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/g)].map(([, word = '']) => word);
      assert.deepEqual(
        words.filter((word) => looksOurs(word) && !isKnownVariable(word)),
        [],
      );
    });
  }
});

describe('a block that is wrong', () => {
  const cases: readonly (readonly [info: string, text: string, fault: RegExp])[] = [
    ['sh', 'letsencrypt-dns chekc', /unknown command/],
    ['sh', 'letsencrypt-dns check --liv', /unknown option/],
    ['sh', 'cd / && sudo letsencrypt-dns sync --force', /unknown option/],
    ['sh', 'docker run --env LETSENCRYPT_MAIL=x letsencrypt-dns', /no variable LETSENCRYPT_MAIL/],
    ['sh', 'docker exec letsencrypt-dns letsencrypt-dns statu', /unknown command/],
    ['sh', 'docker run --rm letsencrypt-dns plan --x', /unknown option/],
    ['sh', 'LEXICON_PROVDER=ovh letsencrypt-dns run', /no variable LEXICON_PROVDER/],
    ['sh', 'lexicon cloudfare list example.com TXT', /no provider cloudfare/],
    ['sh', 'npm run tset', /no script/],
    ['conf domains.conf', 'www.example.com autorestart-container=x', /autorestart-containers/],
    ['ini env', 'LETSENCRYPT_KEY_TYPE=dsa', /LETSENCRYPT_KEY_TYPE/],
    ['ini env', 'LETSENCRYPT_KEYTYPE=rsa', /LETSENCRYPT_KEYTYPE/],
    ['yaml', 'certificates: [{ domain: [a.example.com] }]', /domain/],
    ['yaml compose', 'services: { letsencrypt-dns: { environment: { LEXICON_X: y } } }', /no variable LEXICON_X/],
    ['yaml compose', 'services: { web: { image: nginx, labels: { letsencrypt-dns.restrt: x } } }', /no label/],
    ['yaml kubernetes', 'spec: { containers: [{ image: "letsencrypt-dns:1", args: [snyc] }] }', /unknown command/],
    ['ini unit', '[Service]\nExecStart=/usr/bin/letsencrypt-dns rnu', /unknown command/],
    ['', 'anything', /nobody tries/],
    ['nginx not ours:', 'anything', /gives no reason/],
  ];
  for (const [info, text, fault] of cases) {
    it(`is found: ${info} ${text}`, async () => {
      const [block] = blocksIn('page.md', `\`\`\`${info}\n${text}\n\`\`\`\n`);
      assert.ok(block);
      assert.match((await faultsOf(block)).join('\n'), fault);
    });
  }

  it('that never ends is found', () => assert.throws(() => blocksIn('page.md', '```sh\nx\n'), /page\.md:1/));
});
