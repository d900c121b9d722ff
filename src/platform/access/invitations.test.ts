import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getCompany } from '#rooms/workspace/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf, tokenOf } from '#test/kit/people'
import * as contract from './contract.ts'

describe('an invitation', () => {
  let app: TestApp & { close(): Promise<void> }
  let boss: Visitor
  beforeAll(async () => {
    app = await testApp()
    boss = await ownerOf(app)
    const home = (await app.call(contract.getSession, {}, boss)).workspaces[0]?.id ?? ''
    boss = { ...boss, workspace: home }
  })
  afterAll(() => app.close())

  const inPublic = (text: string, values: readonly unknown[] = []) =>
    app.served.app.services.database.inPublic((tx) => tx.query<Record<string, unknown>>(text, values))

  test('lets one person in once, with a name and a password of their own and the role that was given', async () => {
    const invited = await app.call(contract.invite, { email: 'Ann@Company.example', role: 'sales' }, boss)
    const token = tokenOf(invited)
    expect(await app.call(contract.readInvitation, { token })).toEqual({
      company: 'My company',
      invitedBy: 'The owner',
      email: 'ann@company.example',
      role: 'sales',
      ownRole: null,
      hasAccount: false,
      mine: false,
    })
    await expect(app.call(contract.acceptInvitation, { token })).rejects.toThrow('Give your name')
    const accepted = await app.call(contract.acceptInvitation, { token, name: 'Ann', password: 'my very own password' })
    const { accounts } = await app.call(contract.listAccounts, {}, boss)
    expect(accounts).toContainEqual(expect.objectContaining({ name: 'Ann', email: 'ann@company.example', role: 'sales' }))
    expect(accepted.workspace).toBeTruthy()
    await expect(app.call(contract.acceptInvitation, { token, name: 'Eve', password: 'somebody elses password' })).rejects.toThrow(
      'opens nothing any more',
    )
    expect((await app.call(contract.listInvitations, {}, boss)).invitations).toEqual([])
    await expect(app.call(contract.invite, { email: 'ann@company.example', role: 'viewer' }, boss)).rejects.toThrow('has access already')
  })

  test('is kept as a hash only', async () => {
    const invited = await app.call(contract.invite, { email: 'hash@company.example', role: 'viewer' }, boss)
    const [row] = await inPublic('SELECT to_jsonb(i) AS all FROM invitation i WHERE id = $1', [invited.id])
    expect(JSON.stringify(row)).not.toContain(tokenOf(invited))
  })

  test('opens nothing once it was taken back, renewed or made again, or is over', async () => {
    const opens = (link: string) =>
      app.call(contract.readInvitation, { token: link.split('#')[1] ?? '' }, { headers: { cookie: boss.cookie ?? '' } }).then(
        () => true,
        (error: Error) => !error.message.startsWith('404'),
      )
    const ask = { email: 'bob@company.example', role: 'viewer' as const }
    const first = await app.call(contract.invite, ask, boss)
    const second = await app.call(contract.invite, ask, boss)
    expect([await opens(first.link), await opens(second.link)]).toEqual([false, true])
    const third = await app.call(contract.renewInvitation, { id: second.id }, boss)
    expect([await opens(second.link), await opens(third.link)]).toEqual([false, true])
    await inPublic("UPDATE invitation SET expires_at = created_at - interval '1 minute' WHERE id = $1", [third.id])
    expect(await opens(third.link)).toBe(false)
    const listed = async () => (await app.call(contract.listInvitations, {}, boss)).invitations.filter(({ email }) => email === ask.email)
    expect(await listed()).toMatchObject([{ state: 'expired', invitedBy: 'The owner' }])
    const fourth = await app.call(contract.renewInvitation, { id: third.id }, boss)
    expect(await opens(fourth.link)).toBe(true)
    await app.call(contract.revokeInvitation, { id: fourth.id }, boss)
    expect([await opens(fourth.link), await listed()]).toEqual([false, []])
    await expect(app.call(contract.renewInvitation, { id: fourth.id }, boss)).rejects.toThrow('404')
  })

  test('of an address that has an account is accepted by its owner only, signed in', async () => {
    const cem = await bring(app, boss, 'admin', 'cem')
    const { id: elsewhere } = await app.call(contract.createWorkspace, { name: 'Elsewhere' }, boss)
    const invited = await app.call(contract.invite, { email: 'cem@company.example', role: 'viewer' }, { ...boss, workspace: elsewhere })
    const token = tokenOf(invited)
    const takeover = { token, name: 'Eve', password: 'somebody elses password' }
    await expect(app.call(contract.acceptInvitation, takeover)).rejects.toThrow('Sign in with it')
    await expect(app.call(contract.acceptInvitation, takeover, boss)).rejects.toThrow('Sign in with it')
    expect(await app.call(contract.readInvitation, { token }, cem)).toMatchObject({ company: 'Elsewhere', hasAccount: true, mine: true })
    expect(await app.call(contract.acceptInvitation, { token }, cem)).toEqual({ workspace: elsewhere })
    const { workspaces } = await app.call(contract.getSession, {}, cem)
    expect(workspaces.map(({ name, role }) => `${name}: ${role}`).toSorted()).toEqual(['Elsewhere: viewer', 'My company: admin'])
    expect(await app.call(getCompany, {}, { ...cem, workspace: elsewhere })).toHaveProperty('companyName')
  })

  test('of another workspace cannot be seen, renewed or taken back', async () => {
    const { id: elsewhere } = await app.call(contract.createWorkspace, { name: 'Far away' }, boss)
    const admin = await bring(app, boss, 'admin', 'dora')
    const theirs = await app.call(contract.invite, { email: 'x@other.example', role: 'viewer' }, { ...boss, workspace: elsewhere })
    for (const endpoint of [contract.renewInvitation, contract.revokeInvitation])
      await expect(app.call(endpoint, { id: theirs.id }, admin)).rejects.toThrow('404')
    expect(JSON.stringify(await app.call(contract.listInvitations, {}, admin))).not.toContain('other.example')
  })

  test('stands in the audit log with everything that was done to it, and nobody may change an entry', async () => {
    const kinds = await inPublic("SELECT DISTINCT kind FROM audit_entry WHERE kind LIKE 'invitation.%' ORDER BY kind")
    expect(kinds.map(({ kind }) => kind)).toEqual(['invitation.accepted', 'invitation.made', 'invitation.renewed', 'invitation.revoked'])
    for (const change of ["UPDATE audit_entry SET kind = 'x'", 'DELETE FROM audit_entry', 'TRUNCATE audit_entry'])
      await expect(inPublic(change)).rejects.toThrow('permission denied')
  })
})
