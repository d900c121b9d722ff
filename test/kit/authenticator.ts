import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** What a page hands to a device to make a passkey, or to use one. */
interface Asked {
  readonly challenge: string
}

/** What a test may have a device do that a right one does not. */
interface Twist {
  readonly origin?: string
  readonly challenge?: string
  readonly rpId?: string
  /** Whether the device has asked who is there. */
  readonly verified?: boolean
  readonly userHandle?: string
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest()
const text64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A device with one passkey, as software: "none" attestation, ES256, counts its signatures. */
export class Authenticator {
  readonly #origin: string
  readonly #keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
  readonly #id = randomBytes(24)
  #userHandle = ''
  count = 0

  constructor(origin: string) {
    this.#origin = origin
    this.#keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  }

  get id(): string {
    return this.#id.toString('base64url')
  }

  /** The answer to `navigator.credentials.create`. */
  make(options: Asked & { readonly user: { readonly id: string } }, twist: Twist = {}) {
    this.#userHandle = options.user.id
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.#id.length)
    const attested = Buffer.concat([Buffer.alloc(16), length, this.#id, this.#cose()])
    const authData = this.#data(0x40, twist, attested)
    const size = Buffer.alloc(2)
    size.writeUInt16BE(authData.length)
    // CBOR of { fmt: "none", attStmt: {}, authData }.
    const head = Buffer.concat([Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'), Buffer.from([0x59]), size])
    return {
      ...this.#named(),
      response: {
        clientDataJSON: this.#clientData('webauthn.create', options, twist),
        attestationObject: Buffer.concat([head, authData]).toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  /** The answer to `navigator.credentials.get`. */
  use(options: Asked, twist: Twist = {}) {
    this.count += 1
    const authData = this.#data(0, twist)
    const clientDataJSON = this.#clientData('webauthn.get', options, twist)
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))])
    return {
      ...this.#named(),
      response: {
        clientDataJSON,
        authenticatorData: authData.toString('base64url'),
        signature: sign('sha256', signed, this.#keys.privateKey).toString('base64url'),
        userHandle: twist.userHandle ?? this.#userHandle,
      },
    }
  }

  #named() {
    return { id: this.id, rawId: this.id, type: 'public-key' as const }
  }

  #clientData(type: string, { challenge }: Asked, twist: Twist): string {
    return text64({ type, challenge: twist.challenge ?? challenge, origin: twist.origin ?? this.#origin, crossOrigin: false })
  }

  #data(more: number, { rpId = new URL(this.#origin).hostname, verified = true }: Twist, attested: Buffer = Buffer.alloc(0)): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(this.count)
    return Buffer.concat([sha256(rpId), Buffer.from([0x01 | (verified ? 0x04 : 0) | more]), count, attested])
  }

  /** The public key as COSE: EC2, ES256, P-256. */
  #cose(): Buffer {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' })
    const [head, between] = [Buffer.from('a5010203262001215820', 'hex'), Buffer.from('225820', 'hex')]
    return Buffer.concat([head, Buffer.from(x, 'base64url'), between, Buffer.from(y, 'base64url')])
  }
}
