import type { Role } from '#kernel/access'
import { type Actor, visitor } from '#kernel/actor'
import type { WorkspaceId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { allRights, type Rights } from '#kernel/rights'
import { rightsOn } from '#kernel/role-difference'
import { t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import type { Caller, PublicCtx } from '#platform/action/context'
import { noteAudit } from '#platform/audit/audit'
import type { Clock } from '#platform/clock'
import { Gathering } from '#platform/gathering'
import type { Visit } from '#platform/http/server'
import { sameSecret } from '#platform/ids'
import type { Outbox } from '#platform/mail/outbox'
import type { Database, WorkspaceRef } from '#platform/store/database'
import type { Migration } from '#platform/store/migrate'
import { createWorkspace, listWorkspaces } from '#platform/store/workspaces'
import type { OwnRoleRef, Session } from './contract.ts'
import { workspaceMade } from './events.ts'
import { isKey, noteKeyUsed, type OpenedKey, openKey } from './keys.ts'
import { doingOf, membersOf, setMembership, visitOf } from './members.ts'
import { ownRoleShown } from './own-role-store.ts'
import { ensureHardToGuess } from './password-strength.ts'
import type { SignIn } from './sign-in.ts'
import { partyAt } from './webauthn.ts'

/** The owner before there is any account: whoever sits at this machine. */
const localOwner = { id: 'local-owner', name: 'Owner', email: null } as const

interface Person {
  readonly id: string
  readonly name: string
  readonly email: string | null
  /** Whether a provider of single sign-on has recognised them; then what it asks is its business. */
  readonly byProvider?: boolean
}

/** Somebody who came into a company, and what they were called there before they had an account. */
export interface Entered {
  readonly id: string
  readonly name: string
  readonly before?: string
}

export interface GateSetting {
  readonly signIn: SignIn
  /** Where mails about accounts go. */
  readonly outbox: Outbox
  /** The address under which people reach this Interlock. */
  origin(): string
  readonly database: Database
  readonly clock: Clock
  /** Tables of a new workspace. */
  readonly migrations: readonly Migration[]
  /** Whether only this machine can reach the server: then the first run needs no password. */
  readonly local: boolean
  /** Asked for when the first run is reachable by others. */
  readonly setupCode: string
  /** What the command line on this machine shows: whoever can read it in the data folder owns the data anyway. */
  readonly localToken: string
  readonly version: string
  /** Somebody got a role in a company. Never throws. */
  entered(workspaceId: WorkspaceId, person: Entered, role: Role): Promise<void>
}

/** The command line, acting as owner. */
const commandLine = { id: 'command-line', name: 'Command line', email: null } as const
const ownsAll: ReadonlySet<string> = new Set([localOwner.id, commandLine.id])

type Member = WorkspaceRef & {
  readonly role: Role
  readonly ownRole?: OwnRoleRef
  /** As written down for the role; null for all that it may. */
  readonly rights?: unknown
  /** Whether the company asks for a second factor that this person does not have. */
  readonly needsFactor?: boolean
}

/** What limits a member; undefined for nothing. Owners are limited by nothing. */
const rightsIn = (member: Member | undefined): Rights | undefined =>
  member === undefined || member.role === 'owner' || (member.rights ?? null) === null ? undefined : rightsOn(member.role, member.rights)

/** What an actor knows of their role besides its name. */
function reachIn(member: Member | undefined): Pick<Actor & { kind: 'user' }, 'rights' | 'ownRole'> {
  const rights = rightsIn(member)
  return { ...(rights ? { rights } : {}), ...(member?.ownRole ? { ownRole: member.ownRole.name } : {}) }
}

/** Finds out who a visit is, and what they may enter. When in doubt it is a visitor. */
export class Gatekeeper {
  readonly signIn: SignIn
  readonly outbox: Outbox
  readonly #setting: GateSetting
  readonly #keys = new Gathering<OpenedKey | null>()
  readonly #workspaces = new Gathering<Member[]>()
  /** Turns true once and stays: accounts are never all removed. */
  #someAccount = false

  constructor(setting: GateSetting) {
    this.signIn = setting.signIn
    this.outbox = setting.outbox
    this.#setting = setting
  }

  /** To be told after the commit that gave somebody a role in a company. */
  entered(...who: Parameters<GateSetting['entered']>): Promise<void> {
    return this.#setting.entered(...who)
  }

  /** The caller behind a request, with the workspace that it names or the only one. */
  async callerOf(visit: Visit): Promise<Caller> {
    const token = /^Bearer (\S+)$/i.exec(visit.headers.get('authorization') ?? '')?.[1]
    if (token !== undefined && isKey(token)) return await this.#keyOf(visit, token)
    const person = await this.#personOf(visit)
    const { address, requestId, signal } = visit
    const outside = { actor: visitor, workspace: null, address, requestId, signal }
    if (!person) return outside
    const mine = await this.#workspacesOf(person)
    const named =
      visit.workspaceId === null ? (mine.length === 1 ? mine[0] : undefined) : mine.find((each) => each.id === visit.workspaceId)
    if (visit.workspaceId !== null && !named) throw noSuchWorkspace()
    // They are known, but nothing of this company answers them yet.
    if (named?.needsFactor)
      return { ...outside, actor: { kind: 'user', id: person.id, name: person.name, role: null, lacks: 'second-factor' } }
    const actor: Actor = { kind: 'user', id: person.id, name: person.name, role: named?.role ?? null, ...reachIn(named) }
    return { ...outside, actor, workspace: named ? { id: named.id, name: named.name, schema: named.schema } : null }
  }

  /** Whether the session of a call began by single sign-on. */
  async cameByProvider(headers: Headers, now: Instant): Promise<boolean> {
    return (await this.signIn.whoIs(headers, now))?.byProvider ?? false
  }

  /** A member as they are now, for work that no request began; null for who is none. */
  async memberOf({ id }: WorkspaceRef, userId: string): Promise<{ actor: Actor; email: string | null } | null> {
    const [person] = ownsAll.has(userId) ? [] : await this.signIn.users([userId])
    const member = person && (await this.#workspacesOf(person)).find((each) => each.id === id)
    if (!person || !member || member.needsFactor) return null
    const actor: Actor = { kind: 'user', id: person.id, name: person.name, role: member.role, ...reachIn(member) }
    return { actor, email: person.email }
  }

  /** Everybody who may enter a workspace, by name. */
  async membersOf({ id }: WorkspaceRef): Promise<{ userId: string; name: string; role: Role }[]> {
    const roles = await this.#setting.database.inPublic((tx) => membersOf(tx, id))
    const people = await this.signIn.users([...roles.keys()])
    return people.map((person) => ({ userId: person.id, name: person.name, role: roles.get(person.id) ?? 'viewer' }))
  }

  /** The address under which people reach this Interlock. */
  origin(): string {
    return this.#setting.origin()
  }

  /** Whether the first run can be reached by others, and so must prove itself. */
  async asksForSetupCode(): Promise<boolean> {
    return !this.#setting.local && !(await this.#hasAccount())
  }

  async session(ctx: PublicCtx): Promise<Session> {
    const { actor } = ctx
    const firstRun = !(await this.#hasAccount())
    const party = partyAt(this.origin())
    const base = {
      firstRun,
      needsSetupCode: firstRun && !this.#setting.local,
      sendsMail: this.outbox.sends,
      passkeysAt: party.works === 'yes' ? party.origin : null,
      version: this.#setting.version,
    }
    if (actor.kind !== 'user') return { ...base, user: null, workspaces: [] }
    const person: Person = ownsAll.has(actor.id)
      ? { id: actor.id, name: actor.name, email: null }
      : {
          ...((await this.signIn.users([actor.id]))[0] ?? { id: actor.id, name: actor.name, email: null }),
          byProvider: await this.cameByProvider(ctx.headers, ctx.now),
        }
    const workspaces = (await this.#workspacesOf(person)).map((each) => {
      const { id, name, role, ownRole = null, needsFactor = false } = each
      return { id, name, role, ownRole, rights: rightsIn(each) ?? allRights, needsFactor }
    })
    return { ...base, user: { id: person.id, name: person.name, email: person.email }, workspaces }
  }

  /** Makes the first account. It owns every workspace made so far. */
  async becomeOwner(
    ctx: PublicCtx,
    owner: { name: string; email: string; password: string; setupCode?: string | undefined },
  ): Promise<void> {
    const { database, local, setupCode } = this.#setting
    if (await this.#hasAccount())
      throw new Problem('conflict', t('This Interlock already has an owner. Sign in, or ask the owner for access.'))
    const codeFits = owner.setupCode !== undefined && sameSecret(owner.setupCode, setupCode)
    if (!(local && ctx.actor.kind === 'user') && !codeFits) {
      throw new Problem('not-allowed', t('The setup code is wrong. It was printed where Interlock was started.'))
    }
    const companies = (await database.inPublic(listWorkspaces)).map(({ name }) => name)
    await ensureHardToGuess(owner.password, [owner.name, owner.email, ...companies])
    const person = await this.signIn.createUser(
      { name: owner.name, email: owner.email, password: owner.password },
      visitOf(ctx),
      ctx.answerHeaders,
    )
    await database.inPublic((tx) =>
      tx.query(
        "INSERT INTO membership (workspace_id, user_id, role, created_at) SELECT id, $1, 'owner', $2 FROM workspace ON CONFLICT DO NOTHING",
        [person.id, ctx.now],
      ),
    )
    this.#someAccount = true
    // What whoever sat at this machine did before is theirs.
    for (const { id } of await database.inPublic(listWorkspaces)) await this.entered(id, { ...person, before: localOwner.name }, 'owner')
  }

  async createWorkspace(ctx: PublicCtx, name: string): Promise<{ id: WorkspaceId; name: string }> {
    const { database, migrations, clock } = this.#setting
    const workspace = await createWorkspace(database, name, migrations, clock)
    const { actor } = ctx
    await database.inPublic(async (tx) => {
      if (actor.kind === 'user' && !ownsAll.has(actor.id))
        await setMembership(tx, workspace.id, actor.id, { role: 'owner', ownRole: null }, ctx.now)
      await noteAudit(tx, { ...doingOf(ctx), workspace }, workspaceMade, { name })
    })
    if (actor.kind === 'user' && !ownsAll.has(actor.id)) await this.entered(workspace.id, { id: actor.id, name: actor.name }, 'owner')
    return { id: workspace.id, name: workspace.name }
  }

  /** The caller behind an API key, which belongs to one workspace. Cookies beside it count for nothing. */
  async #keyOf(visit: Visit, token: string): Promise<Caller> {
    const { database, clock } = this.#setting
    const open = async () => {
      const now = clock.now()
      const opened = await openKey(database.directory, token, now)
      if (opened?.unnoted) await database.inPublic((tx) => noteKeyUsed(tx, opened, visit.address, now))
      return opened
    }
    const key = await this.#keys.ask(`${token} ${visit.address}`, open)
    if (!key) {
      throw new Problem(
        'not-signed-in',
        t(
          'This API key opens nothing: it is unknown, was revoked or has expired, or whoever made it lost the role. Make a new one in the settings.',
        ),
      )
    }
    const { id, name, role, ownRole, scope, groups, workspace, rights } = key
    if (visit.workspaceId !== null && visit.workspaceId !== workspace.id) throw noSuchWorkspace()
    const actor: Actor = {
      kind: 'key',
      id,
      name,
      role,
      reach: { scope, groups },
      ...(rights ? { rights } : {}),
      ...(ownRole ? { ownRole: ownRole.name } : {}),
    }
    return { actor, workspace, address: visit.address, requestId: visit.requestId, signal: visit.signal }
  }

  async #personOf(visit: Visit): Promise<Person | null> {
    const shown = visit.headers.get('authorization')
    if (shown !== null) return visit.onThisMachine && sameSecret(shown, `Bearer ${this.#setting.localToken}`) ? commandLine : null
    const signedIn = await this.signIn.whoIs(visit.headers, this.#setting.clock.now())
    if (signedIn) return signedIn
    return this.#setting.local && visit.onThisMachine && !(await this.#hasAccount()) ? localOwner : null
  }

  async #hasAccount(): Promise<boolean> {
    this.#someAccount ||= await this.signIn.hasUsers()
    return this.#someAccount
  }

  #workspacesOf(person: Person): Promise<Member[]> {
    return this.#workspaces.ask(person.id, () => this.#readWorkspaces(person))
  }

  async #readWorkspaces(person: Person): Promise<Member[]> {
    const { directory } = this.#setting.database
    if (ownsAll.has(person.id)) return (await listWorkspaces(directory)).map((each) => ({ ...each, role: 'owner' as const }))
    return await directory.query<Member>(
      `SELECT w.id, w.name, w.schema_name AS schema, m.role, ${ownRoleShown('m')},
         CASE WHEN m.own_role IS NULL THEN r.rights ELSE (SELECT o.rights FROM own_role o WHERE o.id = m.own_role) END AS rights, (NOT $2 AND coalesce(s.second_factor, false)
         AND NOT EXISTS (SELECT 1 FROM second_factor f WHERE f.user_id = $1) AND NOT EXISTS (SELECT 1 FROM passkey p WHERE p.user_id = $1)) AS "needsFactor"
       FROM workspace w JOIN membership m ON m.workspace_id = w.id LEFT JOIN role_rights r ON r.workspace_id = w.id AND r.role = m.role
       LEFT JOIN sign_in_rule s ON s.workspace_id = w.id WHERE m.user_id = $1 ORDER BY w.created_at, w.id`,
      [person.id, person.byProvider ?? false],
      'workspaces of a member',
    )
  }
}

const noSuchWorkspace = () => new Problem('not-found', t('This workspace does not exist, or you are not a member of it.'))
