import { createHmac, randomBytes } from 'node:crypto'

/** As Standard Webhooks has them (https://www.standardwebhooks.com): 24 to 64 bytes after the prefix. */
export const newSigningSecret = () => `whsec_${randomBytes(32).toString('base64')}`

/** The bytes of a signature of Standard Webhooks: HMAC-SHA-256 of `id.timestamp.body`. */
export function standardSignature(secret: string, id: string, timestamp: string, body: string | Buffer): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
}

/** The headers of a message; one signature for each secret that holds while a secret is changed. */
export function signedHeaders(secrets: readonly string[], id: string, seconds: number, body: string): Record<string, string> {
  const timestamp = String(seconds)
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${standardSignature(secret, id, timestamp, body).toString('base64')}`).join(' '),
  }
}
