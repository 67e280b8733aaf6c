import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, it } from 'node:test';
import { pluginManifestSchema, providerManifestSchema } from '../../core/manifest/schema.js';
import { projectRoot } from '../lab/index.js';
import { layers } from './layers.js';

const root = projectRoot();

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** Project files that a file imports, statically or not; and bare package names. */
function importsOf(file: string): { files: string[]; packages: string[] } {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import\(|import)\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  const files = specifiers
    .filter((name) => name.startsWith('.'))
    .map((name) =>
      relative(root, resolve(root, dirname(file), name))
        .split(sep)
        .join('/'),
    );
  return { files, packages: specifiers.filter((name) => !name.startsWith('.') && !name.startsWith('node:')) };
}

function ids(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'families')
    .map(({ name }) => name);
}

function testsOf(id: string): string[] {
  const folder = join(root, 'test/providers', id);
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.test.ts')) : [];
}

describe('imports run one way', () => {
  it('between the rooms of core', () => {
    const wrong: string[] = [];
    for (const file of sources('core')) {
      const room = file.split('/')[1] ?? '';
      assert.ok(!room.endsWith('.ts'), `${file} stands in no room`);
      const allowed = layers[room];
      assert.ok(allowed !== undefined, `${file}: the room ${room} is not in test/structure/layers.ts`);
      for (const imported of importsOf(file).files) {
        const [top, other = ''] = imported.split('/');
        if (top !== 'core') wrong.push(`${file} imports ${imported}`);
        else if (other !== room && other !== 'sdk' && !allowed.includes(other))
          wrong.push(`${file} imports ${imported}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('and never back to a room, over however many others', () => {
    const circles: string[] = [];
    function visit(room: string, way: readonly string[]): void {
      if (way.includes(room)) circles.push([...way.slice(way.indexOf(room)), room].join(' → '));
      else for (const next of layers[room] ?? []) visit(next, [...way, room]);
    }
    for (const room of Object.keys(layers)) visit(room, []);
    assert.deepEqual(circles, []);
  });

  it('each of them to a room that it needs', () => {
    const used = new Set(
      sources('core').flatMap((file) => {
        const room = file.split('/')[1];
        return importsOf(file).files.map((imported) => `${room} → ${imported.split('/')[1]}`);
      }),
    );
    const allowed = Object.entries(layers).flatMap(([room, others]) => others.map((other) => `${room} → ${other}`));
    assert.deepEqual(
      allowed.filter((way) => !used.has(way)),
      [],
    );
  });

  it('from providers and plugins to the SDK and their own folder, from providers to families, and from these to the SDK', () => {
    const wrong: string[] = [];
    for (const file of [...sources('providers'), ...sources('plugins')]) {
      const isFamily = file.startsWith('providers/families/');
      const own = file
        .split('/')
        .slice(0, isFamily ? 3 : 2)
        .join('/');
      const { files, packages } = importsOf(file);
      wrong.push(
        ...files
          .filter((imported) => imported !== 'core/sdk/index.js' && !imported.startsWith(`${own}/`))
          .filter(
            (imported) => isFamily || !own.startsWith('providers/') || !imported.startsWith('providers/families/'),
          )
          .map((imported) => `${file} imports ${imported}`),
      );
      wrong.push(
        ...packages.filter((name) => name === 'tsyringe' || name === 'undici').map((name) => `${file} imports ${name}`),
      );
    }
    assert.deepEqual(wrong, []);
  });

  it("and only the composition root knows tsyringe's container", () => {
    const users = sources('core').filter((file) => importsOf(file).packages.includes('tsyringe'));
    const withContainer = users.filter((file) =>
      /import \{[^}]*\bcontainer\b[^}]*\} from 'tsyringe'/.test(readFileSync(join(root, file), 'utf8')),
    );
    assert.deepEqual(withContainer, ['core/application/container.ts']);
  });

  it('and the files of certificates are a matter of the store in files, of what shows them in the demo, and of plugins', () => {
    const may = ['core/store/', 'core/demo/'];
    const users = sources('core').filter((file) =>
      /\b(?:archivePaths|livePaths|liveDirectory|archiveDirectory)\b|join\([^)]*'(?:archive|live)'/.test(
        readFileSync(join(root, file), 'utf8'),
      ),
    );
    assert.deepEqual(
      users.filter((file) => !may.some((folder) => file.startsWith(folder))),
      [],
    );
  });

  it('and the environment of the process is read by the configuration and the bins alone, and by what kills the program in tests', () => {
    const may = ['core/config/', 'core/cli/bin/', 'core/effects/'];
    const users = [...sources('core'), ...sources('plugins')].filter((file) =>
      /process\s*\.\s*env\b|process\[/.test(readFileSync(join(root, file), 'utf8')),
    );
    assert.deepEqual(
      users.filter((file) => !may.some((folder) => file.startsWith(folder))),
      [],
    );
  });
});

describe('every provider', () => {
  for (const id of ids('providers')) {
    it(`${id} has a valid manifest of its own id, a module and a test`, () => {
      const manifest: unknown = JSON.parse(readFileSync(join(root, 'providers', id, 'manifest.json'), 'utf8'));
      const parsed = providerManifestSchema.parse(manifest);
      assert.equal(parsed.id, id);
      assert.ok(existsSync(join(root, 'providers', id, 'index.ts')));
      assert.notDeepEqual(testsOf(id), [], `test/providers/${id} holds no test`);
    });
  }

  it('says where its facts come from, or what nobody has proved', () => {
    const silent = ids('providers').filter((id) => {
      const manifest: unknown = JSON.parse(readFileSync(join(root, 'providers', id, 'manifest.json'), 'utf8'));
      return (providerManifestSchema.parse(manifest).sources ?? []).length === 0;
    });
    assert.deepEqual(silent, []);
  });

  it('has an id and aliases that no other one has', () => {
    const all = ids('providers').flatMap((id) => {
      const { aliases = [] } = JSON.parse(readFileSync(join(root, 'providers', id, 'manifest.json'), 'utf8')) as {
        aliases?: string[];
      };
      return [id, ...aliases];
    });
    assert.deepEqual(
      all.filter((id, index) => all.indexOf(id) !== index),
      [],
    );
  });
});

describe('every plugin', () => {
  for (const id of ids('plugins')) {
    it(`${id} has a valid manifest of its own id and a module`, () => {
      const manifest: unknown = JSON.parse(readFileSync(join(root, 'plugins', id, 'manifest.json'), 'utf8'));
      assert.equal(pluginManifestSchema.parse(manifest).id, id);
      assert.ok(existsSync(join(root, 'plugins', id, 'index.ts')));
    });
  }
});

describe('files', () => {
  it('stay small', () => {
    const long = [...sources('core'), ...sources('providers'), ...sources('plugins')].filter(
      (file) => readFileSync(join(root, file), 'utf8').split('\n').length > 300,
    );
    assert.deepEqual(long, []);
  });
});
