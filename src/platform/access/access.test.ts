import { describe, expect, test } from 'vitest'
import { roles } from '#kernel/access'
import { getCompany, setCompany } from '#rooms/workspace/contract'
import { anotherWorkspace, testApp, type Visitor } from '#test/kit/app'
import { bring, owner, signIn } from '#test/kit/people'
import * as contract from './contract.ts'

describe('the first run', () => {
  test('on this machine needs no password: the visitor is the owner of the first workspace', async () => {
    const app = await testApp()
    const session = await app.call(contract.getSession, {})
    expect(session).toMatchObject({ firstRun: true, needsSetupCode: false, user: { name: 'Owner' } })
    expect(session.workspaces).toMatchObject([{ role: 'owner' }])
    expect(await app.call(getCompany, {})).toMatchObject({ currency: null })
  })

  test('behind a forwarding proxy is not taken for this machine', async () => {
    const app = await testApp()
    const session = await app.call(contract.getSession, {}, { headers: { 'x-forwarded-for': '203.0.113.9' } })
    expect(session.user).toBeNull()
    await expect(app.call(getCompany, {}, { headers: { 'x-forwarded-for': '203.0.113.9' } })).rejects.toThrow('401')
  })

  test('that others can reach asks for the setup code before it makes an owner', async () => {
    const app = await testApp({ INTERLOCK_PUBLIC_URL: 'https://revenue.example.com' })
    const session = await app.call(contract.getSession, {})
    expect(session).toMatchObject({ user: null, firstRun: true, needsSetupCode: true })
    await expect(app.call(getCompany, {})).rejects.toThrow('401')
    await expect(app.call(contract.createAccount, owner)).rejects.toThrow('setup code')
    await expect(app.call(contract.createAccount, { ...owner, setupCode: 'guess' })).rejects.toThrow('setup code')
    await app.call(contract.createAccount, { ...owner, setupCode: app.served.app.setupCode })
    const signedIn = await signIn(app, owner.email, owner.password)
    expect((await app.call(contract.getSession, {}, signedIn)).workspaces).toMatchObject([{ role: 'owner' }])
  })

  test('ends for good when the owner sets a password: without signing in nothing answers any more', async () => {
    const app = await testApp()
    await app.call(contract.createAccount, owner)
    expect(await app.call(contract.getSession, {})).toMatchObject({ user: null, firstRun: false })
    await expect(app.call(getCompany, {})).rejects.toThrow('401')
    await expect(app.call(contract.createAccount, { ...owner, email: 'second@company.example' })).rejects.toThrow('already has an owner')
    const signedIn = await signIn(app, owner.email, owner.password)
    expect(await app.call(getCompany, {}, signedIn)).toMatchObject({ currency: null })
  })
})

describe('signing in', () => {
  test('answers a wrong password and an unknown address in the same words', async () => {
    const app = await testApp()
    await app.call(contract.createAccount, owner)
    const wrong = await app.call(contract.signIn, { email: owner.email, password: 'wrong password here' }).catch(String)
    const unknown = await app.call(contract.signIn, { email: 'nobody@company.example', password: 'wrong password here' }).catch(String)
    expect(wrong).toBe(unknown)
    expect(wrong).toContain('401')
  })

  test('is refused after ten tries from one address', async () => {
    const app = await testApp()
    const answers = []
    for (let tries = 0; tries < 12; tries++)
      answers.push(await app.call(contract.signIn, { email: 'x@company.example', password: 'guess' }).catch(String))
    expect(answers.slice(0, 9).every((answer) => String(answer).includes('401'))).toBe(true)
    expect(String(answers.at(-1))).toContain('429')
  })

  test('out ends the session', async () => {
    const app = await testApp()
    await app.call(contract.createAccount, owner)
    const signedIn = await signIn(app, owner.email, owner.password)
    await app.call(contract.signOut, {}, signedIn)
    expect((await app.call(contract.getSession, {}, signedIn)).user).toBeNull()
  })

  test('elsewhere ends when the password is changed', async () => {
    const app = await testApp()
    await app.call(contract.createAccount, owner)
    const [here, elsewhere] = [await signIn(app, owner.email, owner.password), await signIn(app, owner.email, owner.password)]
    await expect(app.call(contract.changePassword, { current: 'not this one', next: 'another long password' }, here)).rejects.toThrow('403')
    await app.call(contract.changePassword, { current: owner.password, next: 'another long password' }, here)
    expect((await app.call(contract.getSession, {}, elsewhere)).user).toBeNull()
    await expect(signIn(app, owner.email, owner.password)).rejects.toThrow('401')
    await signIn(app, owner.email, 'another long password')
  })
})

describe('roles', () => {
  test('open and close doors as declared, and only an owner makes owners', async () => {
    const app = await testApp()
    await expect(app.call(contract.invite, { email: 'early@company.example', role: 'viewer' })).rejects.toThrow('for yourself first')
    await app.call(contract.createAccount, owner)
    const boss = await signIn(app, owner.email, owner.password)
    const visitors = new Map<string, Visitor>()
    for (const role of roles.slice(1)) visitors.set(role, await bring(app, boss, role))
    for (const [role, visitor] of visitors) {
      expect(await app.call(getCompany, {}, visitor), role).toHaveProperty('companyName')
      const change = app.call(setCompany, { companyName: `By ${role}` }, visitor)
      if (role === 'admin') expect(await change).toMatchObject({ companyName: 'By admin' })
      else await expect(change, role).rejects.toThrow(`Your role here is ${role}; this needs owner or admin.`)
    }
    const promote = { email: 'climber@company.example', role: 'owner' as const }
    await expect(app.call(contract.invite, promote, visitors.get('admin'))).rejects.toThrow('Only an owner')
  })

  test('cannot be taken from the only owner', async () => {
    const app = await testApp()
    await app.call(contract.createAccount, owner)
    const boss = await signIn(app, owner.email, owner.password)
    const { accounts } = await app.call(contract.listAccounts, {}, boss)
    const userId = accounts[0]?.userId ?? ''
    await expect(app.call(contract.changeAccess, { userId, role: null }, boss)).rejects.toThrow('only owner')
    await expect(app.call(contract.changeAccess, { userId, role: 'viewer' }, boss)).rejects.toThrow('only owner')
  })
})

describe('a workspace', () => {
  test('of others looks like one that does not exist', async () => {
    const app = await testApp()
    await app.call(contract.createAccount, owner)
    const boss = await signIn(app, owner.email, owner.password)
    const foreign = await anotherWorkspace(app, 'Somebody else')
    const asked = async (workspace: string) => app.call(getCompany, {}, { ...boss, workspace }).catch(String)
    expect(await asked(foreign)).toBe(await asked('01a00000-0000-7000-8000-000000000000'))
    expect(await asked(foreign)).toContain('404')
  })

  test('keeps its settings to itself', async () => {
    const app = await testApp()
    const second = (await app.call(contract.createWorkspace, { name: 'Second' })).id
    const { workspaces } = await app.call(contract.getSession, {})
    const first = workspaces.find((one) => one.id !== second)?.id ?? ''
    await app.call(setCompany, { companyName: 'Only here' }, { workspace: first })
    expect(await app.call(getCompany, {}, { workspace: second })).toMatchObject({ companyName: null })
    await expect(app.call(getCompany, {})).rejects.toThrow('Choose a workspace')
  })
})
