import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** Claims of an id token, besides or instead of those that every one has. */
export type Claims = Readonly<Record<string, unknown>>

/** A provider of single sign-on of a test, on this machine. */
export interface Provider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Somebody signs in there: takes the address to which the browser was sent, gives what stands behind ? in the address to which it goes back. */
  signIn(address: string, claims: Claims): string
  /** Signs the next id tokens with a key that nobody knows. */
  forge(): void
  close(): Promise<void>
}

interface Asked {
  readonly challenge: string
  readonly nonce: string
  readonly redirectUri: string
  readonly claims: Claims
}

/** OpenID Connect, as much as the code flow with PKCE needs. */
export async function provider(): Promise<Provider> {
  const [good, bad] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')])
  const jwk = { ...(await exportJWK(good.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const codes = new Map<string, Asked>()
  const [clientId, clientSecret] = ['interlock', 'a secret of the client']
  let signing = good.privateKey
  let issuer = ''

  const token = async (request: IncomingMessage): Promise<object | null> => {
    let body = ''
    for await (const part of request) body += String(part)
    const sent = new URLSearchParams(body)
    const basic = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString()
    const asked = codes.get(sent.get('code') ?? '')
    codes.delete(sent.get('code') ?? '')
    const verified = createHash('sha256')
      .update(sent.get('code_verifier') ?? '')
      .digest('base64url')
    const knows = new URLSearchParams(`a=${basic.split(':')[1]}`).get('a') === clientSecret
    if (!knows || asked?.challenge !== verified || asked.redirectUri !== sent.get('redirect_uri')) return null
    const now = Math.floor(Date.now() / 1000)
    const usual = { iss: issuer, aud: clientId, iat: now, exp: now + 300, nonce: asked.nonce }
    const idToken = await new SignJWT({ ...usual, ...asked.claims }).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(signing)
    return { access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: idToken }
  }

  const server = createServer((request, response) => {
    const answer = async (): Promise<object | null> => {
      if (request.url === '/.well-known/openid-configuration')
        return {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        }
      if (request.url === '/keys') return { keys: [jwk] }
      return request.url === '/token' ? await token(request) : null
    }
    void answer().then((body) => {
      response.writeHead(body ? 200 : 400, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body ?? { error: 'invalid_grant' }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    clientId,
    clientSecret,
    signIn(address, claims) {
      const asked = new URL(address).searchParams
      const said = (name: string) => asked.get(name) ?? ''
      const code = randomUUID()
      codes.set(code, { challenge: said('code_challenge'), nonce: said('nonce'), redirectUri: said('redirect_uri'), claims })
      return new URLSearchParams({ code, state: said('state') }).toString()
    },
    forge() {
      signing = bad.privateKey
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
