import packet from 'dns-packet';
import { serveDns } from '../lab/dns-server.js';

/** A name server that knows only where one zone begins, which is what lego asks for. */
export function serveZone(zone: string): Promise<{ dnsAddress: string; stop(): Promise<void> }> {
  const soa = {
    name: zone,
    type: 'SOA',
    ttl: 60,
    data: {
      mname: `ns1.${zone}`,
      rname: `hostmaster.${zone}`,
      serial: 1,
      refresh: 60,
      retry: 60,
      expire: 60,
      minimum: 60,
    },
  } as const;
  return serveDns(async (message) => {
    const { id, questions = [] } = packet.decode(message);
    const isApex = questions.some(({ name, type }) => name.toLowerCase() === zone && type === 'SOA');
    const flags = packet.AUTHORITATIVE_ANSWER | packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE;
    return packet.encode({
      id,
      type: 'response',
      flags,
      questions,
      answers: isApex ? [soa] : [],
      authorities: isApex ? [] : [soa],
    });
  });
}
