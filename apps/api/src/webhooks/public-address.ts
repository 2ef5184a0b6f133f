import { BlockList, isIP } from 'node:net'

/** Networks that are nobody's on the public internet: this machine, the network it stands in, and what is set apart (IANA). */
const SET_APART = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const

/** Within what is handed out of IPv6: documentation, and addresses that carry an IPv4 address behind which anything may stand. */
const SET_APART_V6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const apart = new BlockList()
for (const [network, bits] of SET_APART) apart.addSubnet(network, bits, 'ipv4')
const apartV6 = new BlockList()
for (const [network, bits] of SET_APART_V6) apartV6.addSubnet(network, bits, 'ipv6')
const handedOutV6 = new BlockList()
handedOutV6.addSubnet('2000::', 3, 'ipv6')

/** Whether the address is one on the public internet. What is no address is not. */
export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !apart.check(address, 'ipv4')
    case 6:
      return handedOutV6.check(address, 'ipv6') && !apartV6.check(address, 'ipv6')
    default:
      return false
  }
}
