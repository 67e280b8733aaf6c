import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  asObject,
  type Call,
  itemForm,
  readRpcCall,
  routedFake,
  rpcFault,
  rpcResult,
} from '../../../core/testing/fakes/index.js';
import type { SentRequest } from '../../../core/testing/wire.js';

const form = itemForm({
  form: { fields: { name: 'host', content: 'data' }, priority: { MX: 'mxPriority' }, quotes: 'read' },
  numericIds: true,
  extra: ['domainId'],
});
const gone = rpcFault(400, 'SoftLayer_Exception_ObjectNotFound: Unable to find object');

function headersOf(request: SentRequest): Readonly<Record<string, unknown>> {
  return asObject(asObject(readRpcCall(request).parameters[0]).headers);
}

function idIn({ request }: Call, service: string): string {
  return String(asObject(headersOf(request)[`SoftLayer_${service}InitParameters`]).id);
}

/** `_= text` stands for the same text, whatever its case. */
function fits(filter: unknown, value: unknown): boolean {
  if (filter === undefined) return true;
  return String(asObject(filter).operation).toLowerCase() === `_= ${value}`.toLowerCase();
}

describeProvider('softlayer', {
  options: { username: 'me', apiKey: 'opaque-api-key' },
  isRead: (request) => readRpcCall(request).method.startsWith('get'),
  fake: routedFake({
    base: 'https://api.softlayer.com/xmlrpc/v3.1',
    at: /^\/SoftLayer_\w+$/,
    credentials: (request) => {
      const { username, apiKey } = asObject(headersOf(request).authenticate);
      return username === 'me' && apiKey === 'opaque-api-key';
    },
    refused: rpcFault(401, 'Invalid API token.'),
    command: ({ request }) => readRpcCall(request).method,
    missing: rpcFault(-32601, 'Function does not exist'),
    routes: {
      getDomains: ({ request, account }) => {
        const filter = asObject(asObject(headersOf(request).SoftLayer_AccountObjectFilter).domains);
        const found = account.zones.filter(({ name }) => fits(filter.name, name));
        return rpcResult(found.map(({ id, name }) => ({ id: Number(id), name })));
      },
      getResourceRecords: (call) => {
        const zone = call.account.zone('id', idIn(call, 'Dns_Domain'));
        const { resourceRecords } = asObject(headersOf(call.request).SoftLayer_Dns_DomainObjectFilter ?? {});
        const filter = asObject(resourceRecords ?? {});
        const items = zone?.records.all().map(([id, record]) => ({ mxPriority: '', ...form.toItem(record, id, zone) }));
        const found = (items as Record<string, unknown>[] | undefined)?.filter((item) =>
          ['type', 'host', 'data'].every((name) => fits(filter[name], item[name])),
        );
        return zone === undefined
          ? gone
          : rpcResult(found?.map((item) => ({ ...item, type: String(item.type).toLowerCase() })));
      },
      createObject: ({ request, account }) => {
        const item = asObject(readRpcCall(request).parameters[1]);
        const zone = account.zone('id', String(item.domainId));
        return zone === undefined ? gone : rpcResult({ id: Number(zone.records.insert(form.fromItem(item, zone))) });
      },
      editObject: (call) => {
        const item = asObject(readRpcCall(call.request).parameters[1]);
        const id = idIn(call, 'Dns_Domain_ResourceRecord');
        return call.zone.records.replace(id, form.fromItem(item, call.zone)) ? rpcResult(1) : gone;
      },
      deleteObject: (call) => (call.zone.records.remove(idIn(call, 'Dns_Domain_ResourceRecord')) ? rpcResult(1) : gone),
    },
  }),
});
