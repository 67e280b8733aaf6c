import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure, recordId } from '../../../core/sdk/index.js';
import { withExchanges } from '../../../core/testing/exchanges.js';
import { readZoneFile } from '../../../providers/localzone/zone-file.js';

const soa = 'example.com. 300 IN SOA ns1 h ( 4294967295 2 3 4 5 )';

/** What stands below the SOA record, and the records in it. */
const files: Readonly<Record<string, readonly [text: string, ...records: string[]]>> = {
  'takes the first owner for the origin': ['a TXT x', 'a TXT x undefined'],
  'knows units, one after the other, of any case': [
    '$TTL 1W2D\na TXT x\nb 1h1s TXT y\nc 90 TXT z\nd 2M TXT w',
    ...['a TXT x 777600', 'b TXT y 3601', 'c TXT z 90', 'd TXT w 120'],
  ],
  'reads class and TTL in either order': ['a IN 60 TXT x\nb 60 in TXT y', 'a TXT x 60', 'b TXT y 60'],
  'reads types in small letters, and passes by those that it does not know': [
    'a txt x\nb HINFO cpu os\n  A 192.0.2.1',
    ...['a TXT x undefined', 'b A 192.0.2.1 undefined'],
  ],
  'passes by empty lines and comments': ['\n   \n; a TXT no\na TXT x ; yes', 'a TXT x undefined'],
  'keeps the owner over empty lines and directives': [
    'a TXT x\n\n  TXT y\n$TTL 60\n  TXT z',
    ...['a TXT x undefined', 'a TXT y undefined', 'a TXT z 60'],
  ],
  'counts parentheses': ['a TXT ( ( x )\n y )\nb TXT z', 'a TXT xy undefined', 'b TXT z undefined'],
  'passes by a record of which there is nothing but what stands in front': ['a 60 IN\nb\nc TXT x', 'c TXT x undefined'],
  'joins what stands in parentheses, also in ones too many': [
    'a TXT ( x\n ( y ) ) )\nb TXT z',
    ...['a TXT xy undefined', 'b TXT z undefined'],
  ],
  'keeps a semicolon within a word apart': ['a TXT x;y', 'a TXT x undefined'],
  'reads names of hosts from the origin on, and full ones as they are': [
    '$ORIGIN sub.example.com.\na MX 10 mail\nb CNAME other.net.\n@ NS @\nc SRV 1 2 3 d',
    ...['a.sub MX 10 mail.sub.example.com undefined', 'b.sub CNAME other.net undefined'],
    ...['sub NS sub.example.com undefined', 'c.sub SRV 1 2 3 d.sub.example.com undefined'],
  ],
  'leaves out what is of another zone': [
    'other.net. A 192.0.2.1\nnotexample.com. A 192.0.2.1\na A 192.0.2.3',
    'a A 192.0.2.3 undefined',
  ],
  'understands half a record as one without data': ['a TXT\n$TTL\n$ORIGIN', 'a TXT  undefined'],
  'takes the first of two SOA records': ['other.net. SOA a b 1 2 3 4 5\na TXT x', 'a TXT x undefined'],
};

const change = { create: [{ type: 'TXT', name: 'new', content: 'x', ttl: 60 }], remove: [] };

describe('a zone file', () => {
  for (const [title, [text, ...records]] of Object.entries(files))
    it(title, () => {
      const read = readZoneFile(`${soa}\n${text}\n`);
      const found = read?.records.map(({ name, type, content, ttl }) => `${name} ${type} ${content} ${ttl}`);
      assert.deepEqual(found, records);
      assert.equal(read?.apex, 'example.com');
    });

  it('has a serial number that goes round, whatever stands beside it, and none where there is none', () => {
    const after = 'new.example.com.\t60\tIN\tTXT\t"x"\n';
    for (const end of ['', '\n', '\n\n'])
      assert.equal(
        readZoneFile(`${soa}${end}`)?.change(change),
        `${soa.replace('4294967295', '0')}\n${end.slice(1)}${after}`,
      );
    assert.equal(readZoneFile('example.com. SOA a b')?.change(change), `example.com. SOA a b\n${after}`);
  });

  it('loses all lines of a record, and lends its owner to the next one', () => {
    const text = `${soa}\nb TXT ( x\n y )\n  A 192.0.2.1\nc A 192.0.2.2`;
    const id = recordId({ type: 'TXT', name: 'b', content: 'xy' });
    const left = readZoneFile(text)?.change({
      create: [],
      remove: [{ id, type: 'TXT', name: 'b', content: 'xy', ttl: 0 }],
    });
    assert.equal(left, `${soa.replace('4294967295', '0')}\nb.example.com.  A 192.0.2.1\nc A 192.0.2.2\n`);
  });

  it('is none without an SOA record', () => {
    for (const text of ['', 'a TXT x', '; SOA']) assert.equal(readZoneFile(text), undefined);
  });

  it('that is not there is told as such', async () => {
    const options = { filename: '/nowhere/zone', reload: '' };
    await withExchanges({ provider: 'localzone', options, exchanges: [] }, (service) =>
      assert.rejects(service.list({}), (error) => isFailure(error, 'STORE') && /read \(ENOENT\)/.test(error.message)),
    );
  });
});
