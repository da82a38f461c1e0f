/** Which addresses Weft sends to when people say where: not those of a cloud's metadata service, which hands out keys to whoever asks. */
import ipaddr from 'ipaddr.js';

/** Reached by machines of one cloud only, and outside the link-local ranges. */
const metadataAddresses = new Set(['fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd20:ce::254']);

const refusedRanges: Readonly<Record<string, string>> = {
  linkLocal: 'a link-local address, where cloud machines find their keys',
  unspecified: 'no address of a machine',
  broadcast: 'an address of all machines',
  multicast: 'an address of many machines',
  teredo: 'a tunnelled address',
};

/** Why Weft sends nothing there; null: it does. Loopback and private networks are fine: people run receivers beside Weft. */
export function refusedAddress(address: string): string | null {
  // A zone (`%eth0`) says by which wire, not where.
  const parsed = ipaddr.process(address.replace(/%.*$/, ''));
  const inner = embedded(parsed) ?? parsed;
  const normal = inner.toString();
  if (metadataAddresses.has(normal)) return 'the address of a cloud metadata service';
  return refusedRanges[inner.range()] ?? null;
}

/** An IPv4 address that is written inside an IPv6 one, which a translator on the way would take out again. */
function embedded(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | null {
  if (address.kind() === 'ipv4') return null;
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === 'rfc6052' || range === 'rfc6145') return new ipaddr.IPv4(bytes.slice(12, 16));
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6));
  // The old IPv4-compatible form, `::169.254.169.254`.
  if (bytes.slice(0, 12).every((byte) => byte === 0) && bytes.slice(12, 15).some((byte) => byte !== 0))
    return new ipaddr.IPv4(bytes.slice(12, 16));
  return null;
}
