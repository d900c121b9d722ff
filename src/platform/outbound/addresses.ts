import { BlockList, isIP } from 'node:net'

/** IPv4 that is nobody's public machine: this host, private networks, carriers, link-local with the metadata of clouds, tests, multicast, the rest. */
const inside4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // What machines of one cloud ask for their own secrets; it looks public.
  '168.63.129.16/32',
]

/** Inside 2000::/3, which is all of IPv6 that is given out: protocols that wrap another address, tests, documentation. */
const inside6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '2620:4f:8000::/48']

/** Networks as a list to look addresses up in. Throws a RangeError with the entry that is none. */
export function networksOf(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/')
    const family = isIP(address)
    const most = family === 6 ? 128 : 32
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : most + 1
    if (family === 0 || prefix > most) throw new RangeError(entry)
    list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

export function areNetworks(entries: readonly string[]): boolean {
  try {
    networksOf(entries)
    return true
  } catch {
    return false
  }
}

const closed4 = networksOf(inside4)
const given6 = networksOf(['2000::/3'])
const closed6 = networksOf(inside6)
/** A network without IPv4 reaches machines of IPv4 through these: what counts is the address in the last four bytes. */
const translated = networksOf(['64:ff9b::/96'])

/** Whether an address, as a socket would be connected to, is that of a machine anybody may reach. What is no address is not. */
export function isOutside(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !closed4.check(address, 'ipv4')
  // A zone (fe80::1%eth0) names a network card of this machine.
  if (family !== 6 || address.includes('%')) return false
  if (translated.check(address, 'ipv6')) return isOutside(lastFour(address))
  return given6.check(address, 'ipv6') && !closed6.check(address, 'ipv6')
}

/** Whether an address is in one of the networks that the operator opened. */
export const isIn = (networks: BlockList, address: string) => {
  const family = isIP(address)
  return family !== 0 && !address.includes('%') && networks.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** The IPv4 address in the last four bytes of one of IPv6; the URL parser writes every form as hexadecimal groups. */
function lastFour(address: string): string {
  const groups = new URL(`http://[${address}]/`).hostname.slice(1, -1).split(':').slice(-2)
  const [high = 0, low = 0] = groups.map((group) => Number.parseInt(group === '' ? '0' : group, 16))
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
