import { type BetterAuthPlugin, betterAuth } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { getMigrations } from 'better-auth/db/migration'
import type pg from 'pg'
import { z } from 'zod'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'

/** A person who signed in. */
export interface SignedIn {
  readonly id: string
  readonly name: string
  readonly email: string
}

/** Where a visit comes from, as a session remembers it. */
export interface From {
  readonly address: string | null
  readonly userAgent: string | null
}

/** One place where a person is signed in. */
export interface SessionSeen {
  readonly id: string
  readonly current: boolean
  readonly device: string | null
  readonly address: string | null
  readonly signedInAt: string
  readonly lastSeenAt: string
}

const addressHeader = 'x-interlock-address'

/** Makes a session for somebody whom our own steps (password, code, provider) have recognised. Not reachable by HTTP. */
const entering = {
  id: 'interlock-entering',
  endpoints: {
    enterAs: createAuthEndpoint.serverOnly(
      { method: 'POST', body: z.object({ userId: z.string(), way: z.string().nullable() }) },
      async (ctx) => {
        const { internalAdapter } = ctx.context
        const user = await internalAdapter.findUserById(ctx.body.userId)
        if (!user) throw new Problem('not-found', t('This account does not exist any more.'))
        await setSessionCookie(ctx, { session: await internalAdapter.createSession(user.id, false, { way: ctx.body.way }), user })
        return ctx.json({ ok: true })
      },
    ),
  },
} satisfies BetterAuthPlugin

export interface SignInSetting {
  /** Connections whose search path is the schema of the sign-in library. */
  readonly pool: pg.Pool
  readonly secret: string
  readonly baseUrl: string
  /** The longest life of a session; 90 days when not said. */
  readonly sessionDays?: number
}

/** E-mail and password sign-in with sessions, by Better Auth in a schema of its own; its HTTP routes are not mounted. */
export class SignIn {
  readonly #pool: pg.Pool
  readonly #secret: string
  readonly #longestMs: number
  readonly #auth

  constructor({ pool, secret, baseUrl, sessionDays = 90 }: SignInSetting) {
    this.#pool = pool
    this.#secret = secret
    this.#longestMs = sessionDays * 86_400_000
    const secure = baseUrl.startsWith('https:')
    this.#auth = betterAuth({
      appName: 'Interlock',
      baseURL: baseUrl,
      secret,
      database: pool,
      emailAndPassword: { enabled: true, minPasswordLength: 12, maxPasswordLength: 256, autoSignIn: true },
      session: {
        expiresIn: 14 * 86_400,
        updateAge: 300,
        // How it began: by a provider of single sign-on, or by a step of ours.
        additionalFields: { way: { type: 'string', required: false, input: false } },
      },
      advanced: {
        // Under https no other site of the domain can set it. The library would put __Secure- in front by itself.
        cookiePrefix: secure ? '__Host-interlock' : 'interlock',
        useSecureCookies: false,
        defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
        disableOriginCheck: true,
        disableCSRFCheck: true,
        // The address that our own front door found; what a caller sends under this name is never passed on.
        ipAddress: { ipAddressHeaders: [addressHeader] },
      },
      // Our own gate counts attempts; the library's would count by its own routes, which are not mounted.
      rateLimit: { enabled: false },
      telemetry: { enabled: false },
      logger: { disabled: true },
      plugins: [entering],
    })
  }

  /** Makes and updates the library's tables. */
  async migrate(): Promise<void> {
    const { runMigrations } = await getMigrations(this.#auth.options)
    await runMigrations()
  }

  /** Hides a text from whoever reads the database without the signing secret. */
  async seal(text: string): Promise<string> {
    return await symmetricEncrypt({ key: this.#secret, data: text })
  }

  /** What was sealed; null when another signing secret sealed it, as after a restore, or when it was changed. */
  async unseal(sealed: string): Promise<string | null> {
    return await symmetricDecrypt({ key: this.#secret, data: sealed }).catch(() => null)
  }

  async hasUsers(): Promise<boolean> {
    const { rows } = await this.#pool.query<{ some: boolean }>('SELECT EXISTS (SELECT 1 FROM "user") AS some')
    return rows[0]?.some ?? false
  }

  /** People by id. */
  async users(ids: readonly string[]): Promise<SignedIn[]> {
    const { rows } = await this.#pool.query<SignedIn>('SELECT id, name, email FROM "user" WHERE id = ANY($1) ORDER BY name', [ids])
    return rows
  }

  async userByEmail(email: string): Promise<SignedIn | null> {
    const { rows } = await this.#pool.query<SignedIn>('SELECT id, name, email FROM "user" WHERE email = $1', [email])
    return rows[0] ?? null
  }

  /** Who the session cookie says, or null for none, a forged one, one that has ended, or one that has lasted as long as any may. */
  async whoIs(headers: Headers, now: string): Promise<(SignedIn & { readonly byProvider: boolean }) | null> {
    if (!headers.get('cookie')?.includes('interlock.')) return null
    const found = await this.#auth.api.getSession({ headers }).catch(() => null)
    if (!found) return null
    const { user, session } = found
    if (session.createdAt.getTime() + this.#longestMs <= Date.parse(now)) {
      await (await this.#auth.$context).internalAdapter.deleteSession(session.token)
      return null
    }
    return { id: user.id, name: user.name, email: user.email, byProvider: session.way === 'provider' }
  }

  /** Makes a person and signs them in. */
  async createUser(person: { name: string; email: string; password: string }, from: From, answerHeaders: Headers): Promise<SignedIn> {
    return await this.#explained(async () => {
      const { headers, response } = await this.#auth.api.signUpEmail({ body: person, headers: headersOf(from), returnHeaders: true })
      passCookies(headers, answerHeaders)
      return { id: response.user.id, name: response.user.name, email: response.user.email }
    })
  }

  /** Whether a password is right; throws Problem `not-signed-in` when it is not. Nobody is signed in by it. */
  async checkPassword(credentials: { email: string; password: string }, from: From): Promise<void> {
    await this.#explained(async () => {
      const { response } = await this.#auth.api.signInEmail({ body: credentials, headers: headersOf(from), returnHeaders: true })
      if (response.token !== null) await (await this.#auth.$context).internalAdapter.deleteSession(response.token)
    })
  }

  /** Signs a person in with a new session, whatever cookie came along. Whoever calls this has made sure who it is. */
  async enter(userId: string, from: From, answerHeaders: Headers, way: 'provider' | null = null): Promise<void> {
    const { headers } = await this.#auth.api.enterAs({ body: { userId, way }, headers: headersOf(from), returnHeaders: true })
    passCookies(headers, answerHeaders)
  }

  /** Makes an account without a password, for somebody whom a provider has recognised. */
  async createWithoutPassword(person: { name: string; email: string }): Promise<SignedIn> {
    const { id, name, email } = await (await this.#auth.$context).internalAdapter.createUser(
      { ...person, emailVerified: true },
      { method: 'sso-oidc' },
    )
    return { id, name, email }
  }

  /** Ends all sessions of a person; answers how many there were. */
  async endAllSessions(userId: string): Promise<number> {
    const { rows } = await this.#pool.query<{ n: number }>('SELECT count(*)::int AS n FROM session WHERE "userId" = $1', [userId])
    await (await this.#auth.$context).internalAdapter.deleteUserSessions(userId)
    return rows[0]?.n ?? 0
  }

  async signOut(headers: Headers, answerHeaders: Headers): Promise<void> {
    const answer = await this.#auth.api.signOut({ headers, returnHeaders: true }).catch(() => null)
    if (answer) passCookies(answer.headers, answerHeaders)
  }

  /** Where a person is signed in, the last seen first; `headers` tell which session asks. */
  async sessions(userId: string, headers: Headers, now: string): Promise<SessionSeen[]> {
    const asking = await this.#auth.api.getSession({ headers }).catch(() => null)
    const { rows } = await this.#pool.query<{ id: string; device: string; address: string; createdAt: Date; updatedAt: Date }>(
      `SELECT id, "userAgent" AS device, "ipAddress" AS address, "createdAt", "updatedAt" FROM session
       WHERE "userId" = $1 AND "expiresAt" > $2 AND "createdAt" > $3 ORDER BY "updatedAt" DESC, id`,
      [userId, now, new Date(Date.parse(now) - this.#longestMs)],
    )
    return rows.map((row) => ({
      id: row.id,
      current: row.id === asking?.session.id,
      device: row.device || null,
      address: row.address || null,
      signedInAt: row.createdAt.toISOString(),
      lastSeenAt: row.updatedAt.toISOString(),
    }))
  }

  /** Ends sessions of a person, in whose name `headers` speak. */
  async endSessions(userId: string, ids: readonly string[], headers: Headers): Promise<void> {
    const { rows } = await this.#pool.query<{ token: string }>('SELECT token FROM session WHERE "userId" = $1 AND id = ANY($2)', [
      userId,
      ids,
    ])
    for (const { token } of rows) await this.#auth.api.revokeSession({ body: { token }, headers })
  }

  /** Ends the session of a cookie, if it is one. */
  async endSessionOf(headers: Headers): Promise<void> {
    if (headers.get('cookie')?.includes('interlock.')) await this.#auth.api.signOut({ headers }).catch(() => null)
  }

  /** Changes the password of whoever the cookie says and ends all other sessions. */
  async changePassword(passwords: { current: string; next: string }, from: From, headers: Headers, answerHeaders: Headers): Promise<void> {
    await this.#explained(async () => {
      const answer = await this.#auth.api.changePassword({
        body: { currentPassword: passwords.current, newPassword: passwords.next, revokeOtherSessions: true },
        headers: headersOf(from, headers),
        returnHeaders: true,
      })
      passCookies(answer.headers, answerHeaders)
    })
  }

  /** Sets a password, whatever it was before, and ends all sessions of the account. */
  async setPassword(userId: string, password: string): Promise<void> {
    const { password: words, internalAdapter } = await this.#auth.$context
    const hash = await words.hash(password)
    const known = (await internalAdapter.findAccounts(userId)).some(({ providerId }) => providerId === 'credential')
    if (known) await internalAdapter.updatePassword(userId, hash)
    else await internalAdapter.linkAccount({ userId, providerId: 'credential', accountId: userId, password: hash })
    await internalAdapter.deleteUserSessions(userId)
  }

  async #explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const code = (error as { body?: { code?: string } }).body?.code ?? ''
      if (/INVALID_EMAIL_OR_PASSWORD|CREDENTIAL_ACCOUNT_NOT_FOUND/.test(code)) {
        throw new Problem('not-signed-in', t('E-mail or password is wrong. Check both and try again.'))
      }
      if (code.includes('INVALID_PASSWORD')) throw new Problem('not-allowed', t('The current password is wrong.'))
      if (code.includes('USER_ALREADY_EXISTS')) throw new Problem('conflict', t('A person with this e-mail address is already here.'))
      throw error
    }
  }
}

/** What the library reads of a visit; an address that the caller claims is replaced by the one that our front door found. */
function headersOf({ address, userAgent }: From, cookies?: Headers): Headers {
  const headers = new Headers({ cookie: cookies?.get('cookie') ?? '', 'user-agent': userAgent ?? '' })
  if (address !== null) headers.set(addressHeader, address)
  return headers
}

function passCookies(from: Headers, to: Headers): void {
  for (const cookie of from.getSetCookie()) to.append('set-cookie', cookie)
}
