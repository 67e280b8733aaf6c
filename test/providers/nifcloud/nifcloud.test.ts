import { createHmac } from 'node:crypto';
import { buildXml, parseXml } from '../../../core/http/xml.js';
import {
  asObject,
  type Call,
  cut,
  describeProvider,
  itemForm,
  refuse,
  routedFake,
  xmlAnswer,
} from '../../../core/testing/index.js';

const sets = '/hostedzone/example.com/rrset';
const values = ['one', 'two'].map((value) => `<ResourceRecord><Value>${value}</Value></ResourceRecord>`).join('');
const set = `<Name>a</Name><Type>TXT</Type><SetIdentifier>1</SetIdentifier><ResourceRecords>${values}</ResourceRecords>`;
const several = `<ListResourceRecordSetsResponse><ResourceRecordSets><ResourceRecordSet>${set}</ResourceRecordSet></ResourceRecordSets><IsTruncated>false</IsTruncated></ListResourceRecordSetsResponse>`;
const pages = { by: 'offset', parameter: 'identifier', usual: 100 } as const;
const answer = (body: object, status = 200) => xmlAnswer(buildXml(body), status);
const refusal = (status: number, Code: string, Message: string) =>
  answer({ ErrorResponse: { Error: { Type: 'Sender', Code, Message } } }, status);
const { toItem, fromItem } = itemForm({
  form: { fields: { id: 'SetIdentifier', type: 'Type', name: 'Name', content: 'Value', ttl: 'TTL' } },
  extra: ['XniftyComment', 'Weight'],
});

/** `a` is told as `a.example.com`. */
function shown(record: Parameters<typeof toItem>[0], id: string, zone: Call['zone']) {
  const { Value, Name, ...item } = toItem(record, id, zone);
  const name = Name === '@' ? zone.name : `${Name}.${zone.name}`;
  return { Name: name, ...item, XniftyComment: 'ours', Weight: '', ResourceRecords: { ResourceRecord: { Value } } };
}

function change({ zone, request }: Call) {
  const { ChangeBatch } = asObject(asObject(parseXml(request.body ?? '')).ChangeResourceRecordSetsRequest);
  if (!request.body?.includes(' xmlns="https://route53.amazonaws.com/doc/2012-12-12/">')) refuse(400, {});
  const { Action, ResourceRecordSet } = asObject(asObject(asObject(ChangeBatch).Changes).Change);
  const { ResourceRecords, SetIdentifier, ...item } = asObject(ResourceRecordSet);
  const { Value } = asObject(asObject(ResourceRecords).ResourceRecord);
  const record = fromItem({ ...item, Value }, zone);
  const same = zone.records
    .all()
    .find(([, one]) => one.type === record.type && one.name === record.name && one.content === record.content);
  const id = SetIdentifier === undefined ? undefined : String(SetIdentifier);
  if (Action === 'CREATE') {
    if (same !== undefined) return refusal(400, 'InvalidChangeBatch', 'REGISTERED RECORD');
    zone.records.insert(record);
  } else if (same === undefined || same[0] !== (id ?? same[0]) || !zone.records.remove(same[0])) {
    // Whoever names no identifier means the set of this value.
    return refusal(400, 'InvalidChangeBatch', 'NO SUCH RECORD EXIST');
  }
  return answer({ ChangeResourceRecordSetsResponse: { ChangeInfo: { Id: 'c', Status: 'PENDING' } } });
}

function one(Action: string, set: object, Value: string) {
  const Change = { Action, ResourceRecordSet: { ...set, ResourceRecords: { ResourceRecord: { Value } } } };
  return { ChangeResourceRecordSetsRequest: { ChangeBatch: { Changes: { Change } } } };
}

describeProvider('nifcloud', {
  options: { accessKeyId: 'AKopaque', secretAccessKey: 'opaque' },
  fake: routedFake({
    base: 'https://dns.api.nifcloud.com/2012-12-12N2013-12-16',
    credentials({ headers }) {
      const signature = createHmac('sha1', 'opaque')
        .update(headers.date ?? '')
        .digest('base64');
      const wanted = `NIFTY3-HTTPS NiftyAccessKeyId=AKopaque,Algorithm=HmacSHA1,Signature=${signature}`;
      return / GMT$/.test(headers.date ?? '') && headers['x-nifty-authorization'] === wanted;
    },
    refused: refusal(401, 'AuthFailed', 'The request signature does not match.'),
    missing: refusal(404, 'NoSuchHostedZone', 'No hosted zone found'),
    routes: {
      'GET /hostedzone/{domain}': ({ zone }) =>
        answer({ GetHostedZoneResponse: { HostedZone: { Id: zone.name, Name: zone.name } } }),
      'GET /hostedzone/{domain}/rrset'({ zone, query: { name, type, ...query } }) {
        const { items, next } = cut(zone.records.all(), query, pages);
        if ((name === undefined) !== (type === undefined)) refuse(400, {});
        const sets = items.map(([id, record]) => shown(record, id, zone));
        return answer({
          ListResourceRecordSetsResponse: {
            ResourceRecordSets: sets.length === 0 ? '' : { ResourceRecordSet: sets },
            IsTruncated: next !== undefined,
            ...(next !== undefined && { NextRecordName: 'a', NextRecordType: 'TXT', NextRecordIdentifier: next }),
          },
        });
      },
      'POST /hostedzone/{domain}/rrset': change,
      'GET /change/c': () => answer({ GetChangeResponse: { ChangeInfo: { Id: 'c', Status: 'INSYNC' } } }),
    },
  }),
  refusals: [
    [
      500,
      '<ErrorResponse><Error><Code>InternalError</Code><Message>In words</Message></Error></ErrorResponse>',
      'SERVER',
    ],
  ],
  cases: {
    'adds before it removes, and takes the comment along': {
      given: ['a TXT one'],
      updates: ['1', 'a 60 TXT two'],
      sends: [
        'GET /hostedzone/example.com',
        `GET ${sets}`,
        [
          `POST ${sets}`,
          one('CREATE', { Name: 'a.example.com', Type: 'TXT', TTL: '60', XniftyComment: 'ours' }, 'two'),
        ],
        `GET ${sets}`,
        [`POST ${sets}`, one('DELETE', { Name: 'a.example.com', Type: 'TXT', TTL: '60', SetIdentifier: '1' }, 'one')],
      ],
    },
    'keeps no comment for another type': {
      given: ['a TXT one'],
      updates: ['1', 'a 60 CNAME www.example.org'],
      sends: [
        'GET /hostedzone/example.com',
        `GET ${sets}`,
        [`POST ${sets}`, one('CREATE', { Name: 'a.example.com', Type: 'CNAME', TTL: '60' }, 'www.example.org')],
        `GET ${sets}`,
        [`POST ${sets}`, one('DELETE', { Name: 'a.example.com', Type: 'TXT', TTL: '60', SetIdentifier: '1' }, 'one')],
      ],
    },
    'leaves sets of several values alone': { answers: { [`GET ${sets}`]: [[200, several]] }, lists: {}, gives: [] },
  },
});
