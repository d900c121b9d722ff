import type * as openid from 'openid-client'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { isLoopback } from '#platform/http/guard'
import { callProvider } from '#platform/outbound'

/** How this Interlock is known to a provider. */
export interface Registration {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
}

/** What has to be remembered between going to a provider and coming back. */
export interface Errand {
  readonly nonce: string
  readonly verifier: string
}

/** Whom a provider has recognised. */
export interface Recognised {
  readonly issuer: string
  readonly subject: string
  readonly email: string | null
  /** What the provider says of the address; null when it says nothing. */
  readonly emailVerified: boolean | null
  readonly name: string | null
}

/** Read when somebody signs in by a provider. */
const library = () => import('openid-client')

/** The description of a provider, asked of it. Throws Problem `unavailable` when it does not answer as OpenID Connect wants it. */
export async function discover({ issuer, clientId, clientSecret }: Registration): Promise<openid.Configuration> {
  const address = new URL(issuer)
  const here = isLoopback(address.hostname.replace(/^\[|\]$/g, ''))
  if (address.protocol !== 'https:' && !here)
    throw new Problem('invalid-input', t('A provider is reached by https:// only, unless it runs on this machine.'))
  const openid = await library()
  try {
    const found = await openid.discovery(address, clientId, clientSecret, undefined, {
      [openid.customFetch]: callProvider,
      timeout: 10,
      ...(here ? { execute: [openid.allowInsecureRequests] } : {}),
    })
    const server = found.serverMetadata()
    // What a provider takes when it says nothing is Basic (OpenID Connect Core, 9).
    const takes = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const authentication = takes.includes('client_secret_post')
      ? openid.ClientSecretPost(clientSecret)
      : openid.ClientSecretBasic(clientSecret)
    const configuration = new openid.Configuration(server, clientId, clientSecret, authentication)
    configuration[openid.customFetch] = callProvider
    configuration.timeout = 10
    if (here) openid.allowInsecureRequests(configuration)
    // The signature of the id token is checked too, though it came straight from the provider.
    openid.enableNonRepudiationChecks(configuration)
    return configuration
  } catch (cause) {
    throw new Problem(
      'unavailable',
      t(
        'The provider at {{host}} does not describe itself as OpenID Connect asks (/.well-known/openid-configuration). Check its address, then try again.',
        { host: address.host },
      ),
      { cause },
    )
  }
}

/** Where the browser goes, and what to remember. `state` is ours: whoever comes back has to bring it. */
export async function goTo(configuration: openid.Configuration, redirectUri: string, state: string, errand: Errand): Promise<URL> {
  const openid = await library()
  return openid.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    code_challenge: await openid.calculatePKCECodeChallenge(errand.verifier),
    code_challenge_method: 'S256',
    state,
    nonce: errand.nonce,
  })
}

export async function newErrand(): Promise<Errand> {
  const { randomNonce, randomPKCECodeVerifier } = await library()
  return { nonce: randomNonce(), verifier: randomPKCECodeVerifier() }
}

/** Exchanges the code that a provider sent for whom it has recognised. Throws Problem `not-allowed` when anything about it is not as it was asked for. */
export async function recognise(configuration: openid.Configuration, cameBack: URL, state: string, errand: Errand): Promise<Recognised> {
  const { authorizationCodeGrant } = await library()
  try {
    const tokens = await authorizationCodeGrant(configuration, cameBack, {
      expectedState: state,
      expectedNonce: errand.nonce,
      pkceCodeVerifier: errand.verifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims) throw new Error('The provider sent no id token.')
    const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null)
    return {
      issuer: claims.iss,
      subject: claims.sub,
      email: text(claims.email)?.toLowerCase() ?? null,
      emailVerified: typeof claims.email_verified === 'boolean' ? claims.email_verified : null,
      name: text(claims.name)?.slice(0, 120) ?? null,
    }
  } catch (cause) {
    throw new Problem('not-allowed', t('The provider did not confirm this sign-in, or its answer was not meant for it. Begin again.'), {
      cause,
    })
  }
}
