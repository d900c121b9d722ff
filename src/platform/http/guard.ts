import { randomBytes } from 'node:crypto'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'

/** Which Host and Origin values are ours. */
export interface Home {
  /** host:port pairs that may stand in the Host header. */
  readonly hosts: ReadonlySet<string>
  /** Origins from which a browser may change state. */
  readonly origins: ReadonlySet<string>
  /** Whether only this machine can reach the server. */
  readonly local: boolean
}

/** The names under which a server is reached: loopback names with its port, and the public address if one is set. */
export function homeOf(address: { readonly host: string; readonly port: number; readonly publicUrl?: URL | undefined }): Home {
  const local = isLoopback(address.host)
  const names = local ? ['127.0.0.1', 'localhost', '[::1]'] : [bracketed(address.host), '127.0.0.1', 'localhost']
  const hosts = new Set(names.map((name) => `${name}:${address.port}`))
  const origins = new Set([...hosts].map((host) => `http://${host}`))
  if (address.publicUrl) {
    hosts.add(address.publicUrl.host)
    origins.add(address.publicUrl.origin)
  }
  return { hosts, origins, local: local && !address.publicUrl }
}

/** Whether an address to bind to is this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host)

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a request that names another host (DNS rebinding) and a state change that another site's page sent (CSRF).
 * A request without Origin and Sec-Fetch-Site does not come from a browser's page; it carries no ambient rights besides loopback.
 */
export function checkHome(home: Home, method: string, headers: Headers): void {
  const host = headers.get('host')?.toLowerCase() ?? ''
  if (!home.hosts.has(host)) {
    throw new Problem(
      'not-allowed',
      t('This server does not answer to the name "{{name}}". Set INTERLOCK_PUBLIC_URL to the address that people use.', {
        name: host.slice(0, 100),
      }),
    )
  }
  if (safeMethods.has(method) || showsOnlyAToken(headers)) return
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  const foreign = (origin !== null && !home.origins.has(origin)) || (site !== null && site !== 'same-origin' && site !== 'none')
  if (foreign) throw new Problem('not-allowed', t('A page of another site sent this request. Nothing was changed.'))
}

/** A call with a bearer token and no cookie has no rights that a browser would add by itself, so no other site's page can borrow them. */
function showsOnlyAToken(headers: Headers): boolean {
  return /^Bearer \S/i.test(headers.get('authorization') ?? '') && !headers.has('cookie')
}

/** A new nonce for the scripts and styles of one page. */
export function newNonce(): string {
  return randomBytes(16).toString('base64')
}

/** Of an address that people reach by https: browsers never ask for it without, for a year. */
export const onlyByHttps: readonly [string, string] = ['strict-transport-security', 'max-age=31536000; includeSubDomains']

/** Headers on every answer. `nonce` only for pages. */
export function securityHeaders(nonce?: string): Record<string, string> {
  const sources = nonce ? `'self' 'nonce-${nonce}'` : "'none'"
  const policy = nonce
    ? [
        "default-src 'none'",
        `script-src ${sources}`,
        `style-src ${sources}`,
        // Positions computed while running (menus, charts) are style attributes; they cannot load or run anything.
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ]
    : ["default-src 'none'", "frame-ancestors 'none'", 'sandbox']
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'x-frame-options': 'DENY',
  }
}
