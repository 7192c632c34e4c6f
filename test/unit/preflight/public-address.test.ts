import fc from 'fast-check';
import { isPublicAddress } from '../../../core/campaigns/preflight/public-address.ts';

describe('a public address', () => {
  it.each([
    '93.184.216.34',
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '2606:2800:220:1::1',
  ])('is %s', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    ['this host', '0.0.0.0'],
    ['the rest of its network', '0.1.2.3'],
    ['a private network', '10.1.2.3'],
    ['a private network', '172.16.0.1'],
    ['a private network', '192.168.1.1'],
    ['a carrier’s own network', '100.64.0.1'],
    ['loopback', '127.0.0.1'],
    ['the cloud’s metadata', '169.254.169.254'],
    ['documentation', '203.0.113.9'],
    ['benchmarks', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['loopback', '::1'],
    ['unspecified', '::'],
    ['mapped loopback', '::ffff:127.0.0.1'],
    ['mapped, in hex', '::ffff:a9fe:a9fe'],
    ['a mapped public one, which no name has', '::ffff:8.8.8.8'],
    ['compatible', '::127.0.0.1'],
    ['6to4 of 10.0.0.1', '2002:a00:1::1'],
    ['NAT64 of 10.0.0.1', '64:ff9b::a00:1'],
    ['NAT64 of one’s own', '64:ff9b:1::a00:1'],
    ['Teredo', '2001:0:4136:e378::1'],
    ['unique local', 'fd00::1'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['multicast', 'ff02::1'],
    ['documentation', '2001:db8::1'],
    ['no address at all', 'localhost'],
    ['no address at all', ''],
  ])('is not %s: %s', (_, address) => expect(isPublicAddress(address)).toBe(false));

  it('is never an IPv4 address in the clothes of IPv6, whatever it stands for', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom('::ffff:', '::', '64:ff9b::'), (v4, prefix) => {
        expect(isPublicAddress(`${prefix}${v4}`)).toBe(false);
      }),
    );
  });
});
