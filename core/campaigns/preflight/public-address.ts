import { BlockList, isIP } from 'node:net';

/** Whatever the public internet does not route, or routes to somewhere else (IANA's special-purpose registries, RFC 6890). */
const SPECIAL = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local, where clouds answer with credentials at 169.254.169.254.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  SPECIAL.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  // Teredo, ORCHID, benchmarks and the like.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4: an IPv4 address, perhaps a private one, in IPv6's clothes.
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  SPECIAL.addSubnet(network, prefix, 'ipv6');
}

/**
 * What IPv6 routes publicly. Everything outside it is refused with no further look: `::1`, `::`, IPv4-mapped and
 * -compatible addresses, NAT64 (`64:ff9b::`), ULA, link-local, multicast.
 */
const GLOBAL = new BlockList();
GLOBAL.addSubnet('2000::', 3, 'ipv6');

/** True for an address that lies on the public internet. False for anything that is no IP address. */
export const isPublicAddress = (address: string): boolean => {
  // A zone (`fe80::1%eth0`) belongs to link-local addresses only.
  if (address.includes('%')) return false;
  const family = isIP(address);
  if (family === 4) return !SPECIAL.check(address, 'ipv4');
  return family === 6 && GLOBAL.check(address, 'ipv6') && !SPECIAL.check(address, 'ipv6');
};
