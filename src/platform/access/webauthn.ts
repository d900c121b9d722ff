import { isIP } from 'node:net'
import type { AuthenticationResponseJSON, RegistrationResponseJSON, WebAuthnCredential } from '@simplewebauthn/server'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'

/** This Interlock as devices know it: a passkey is bound to the name, and answers at this address only. */
export interface RelyingParty {
  readonly id: string
  readonly origin: string
}

/** Whether passkeys work at an address, and if not, why: browsers want a name, not a number, and https unless it is this machine. */
export type WorksAt = 'yes' | 'no-name' | 'no-https'

/** What an address is for devices. */
export function partyAt(origin: string): RelyingParty & { readonly works: WorksAt } {
  const { hostname, protocol } = new URL(origin)
  const number = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0
  const works = number ? 'no-name' : protocol === 'https:' || hostname === 'localhost' ? 'yes' : 'no-https'
  return { id: hostname, origin, works }
}

/** How long a challenge can be answered. */
export const challengeMs = 5 * 60_000

/** What a passkey is recognised by. */
export interface KnownKey {
  readonly credentialId: string
  /** COSE key, base64url. */
  readonly publicKey: string
  readonly transports: readonly string[]
  readonly signCount: number
}

/** ES256, EdDSA and RS256: what devices have. */
export const algorithms = [-7, -8, -257]

/** The library is read when somebody uses a passkey, not at the start. */
const library = () => import('@simplewebauthn/server')

/** The challenge that a device says it has answered; null when it says none. */
export function challengeIn(clientDataJSON: string): string | null {
  try {
    const said: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))
    const challenge = typeof said === 'object' && said !== null && 'challenge' in said ? said.challenge : null
    return typeof challenge === 'string' ? challenge : null
  } catch {
    return null
  }
}

const unproved = (cause: unknown) =>
  new Problem('not-signed-in', t('The passkey did not prove itself here. Begin again, at the address under which it was made.'), { cause })

/** The key that a device has made for us. Throws Problem `not-signed-in` unless it was made here, for this challenge, and the device asked who is there. */
export async function newKey(
  party: RelyingParty,
  challenge: string,
  credential: Omit<RegistrationResponseJSON, 'clientExtensionResults'>,
): Promise<KnownKey> {
  const { verifyRegistrationResponse } = await library()
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: { ...credential, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch((error: unknown) => {
    throw unproved(error)
  })
  if (!verified) throw unproved('the attestation does not hold')
  const { id, publicKey, counter } = registrationInfo.credential
  return {
    credentialId: id,
    publicKey: Buffer.from(publicKey).toString('base64url'),
    transports: credential.response.transports ?? [],
    signCount: counter,
  }
}

/**
 * How often a device says that it has signed, once its answer is proved: signed by this key, for this challenge, at our address, after the device asked who
 * is there. Throws Problem `not-signed-in` when it is not. Whether the count is plausible is for the caller to judge.
 */
export async function provenCount(
  party: RelyingParty,
  challenge: string,
  key: KnownKey,
  credential: Omit<AuthenticationResponseJSON, 'clientExtensionResults'>,
): Promise<number> {
  const { verifyAuthenticationResponse } = await library()
  // A count that went back is told apart from a wrong signature, so the library is not asked to compare it.
  const known: WebAuthnCredential = { id: key.credentialId, publicKey: Buffer.from(key.publicKey, 'base64url'), counter: 0 }
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { ...credential, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    credential: known,
  }).catch((error: unknown) => {
    throw unproved(error)
  })
  if (!verified) throw unproved('the signature does not hold')
  return authenticationInfo.newCounter
}
