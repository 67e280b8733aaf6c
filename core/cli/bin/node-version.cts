// In words that any Node reads, however old: what needs a newer one is imported after this has looked.
const oldest = [20, 19];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [oldestMajor = 0, oldestMinor = 0] = oldest;

if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  process.stderr.write(
    'letsencrypt-dns needs Node ' +
      oldest.join('.') +
      ' or newer, and this is ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').\nInstall a newer one from https://nodejs.org/en/download, or use the container image, which has one.\n',
  );
  process.exit(1);
}
