import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allRights, type Rights } from '#kernel/rights'
import { listAudit } from '#platform/audit/contract'
import { addCustomField, changeCustomField, removeCustomField } from '#platform/fields/contract'
import { find } from '#platform/finding/contract'
import { dealEndpoints } from '#rooms/deals/contract'
import { readDiagnosis } from '#rooms/plan/contract'
import { setCompany } from '#rooms/workspace/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import * as contract from './contract.ts'

let app: TestApp & { close(): Promise<void> }
let boss: Visitor
let admin: Visitor
let ann: Visitor
let annId: string

const nothing: Rights = {
  ...allRights,
  objects: { deal: 'none', account: 'none', person: 'none', lead: 'none', campaign: 'none', activity: 'none' },
  export: false,
}

beforeAll(async () => {
  app = await testApp()
  const first = await ownerOf(app)
  const home = (await app.call(contract.getSession, {}, first)).workspaces[0]?.id ?? ''
  boss = { ...first, workspace: home }
  admin = { ...(await bring(app, boss, 'admin')), workspace: home }
  ann = { ...(await bring(app, boss, 'sales', 'ann')), workspace: home }
  annId = (await app.call(contract.listAccounts, {}, boss)).accounts.find(({ email }) => email === 'ann@company.example')?.userId ?? ''
}, 60_000)
afterAll(() => app.close())

/** Why a call is refused. */
const why = (call: Promise<unknown>) =>
  call.then(
    () => 'not refused',
    (error: Error) => error.message,
  )
const make = (name: string, change: Partial<Rights> = {}, base: contract.BaseRole = 'sales', by = boss) =>
  app.call(contract.addRole, { name, about: 'For tests', base, rights: { ...allRights, ...change } }, by)
const give = (role: contract.GivenRole, by = boss) => app.call(contract.changeAccess, { userId: annId, role }, by)
const roleOfAnn = async () => {
  const { workspaces } = await app.call(contract.getSession, {}, ann)
  return workspaces[0]?.ownRole?.name ?? workspaces[0]?.role
}
const changesOf = async (by = boss) => (await app.call(contract.roleChanges, {}, by)).changes
const listed = async (id: string) => (await app.call(contract.listRoles, {}, boss)).roles.find(({ given }) => given === id)

describe("a role of the company's own", () => {
  test('is given to people, by invitations and to keys, and holds from the next call on', async () => {
    const { id } = await make('Field sales', { hidden: ['deal.amount'], locked: ['deal.owner'], export: false })
    await give(id)
    const { workspaces } = await app.call(contract.getSession, {}, ann)
    expect(workspaces[0]).toMatchObject({ role: 'sales', ownRole: { id, name: 'Field sales' }, rights: { hidden: ['deal.amount'] } })
    const invited = await bring(app, boss, id, 'bob')
    const { secret } = await app.call(contract.makeKey, { name: 'Reader', role: id }, boss)
    const key = { headers: { authorization: `Bearer ${secret}` } }
    for (const who of [ann, { ...invited, workspace: boss.workspace ?? '' }, key]) {
      expect(await why(app.call(dealEndpoints.rows, { sort: 'amount' }, who))).toContain('is no column')
      expect(await why(app.call(readDiagnosis, {}, who))).toContain('may not see')
      expect(await why(app.call(setCompany, { companyName: 'x' }, who))).toContain('Your role here is Field sales')
    }
    expect((await listed(id))?.holders).toEqual({ people: ['The ann', 'The bob'], invitations: [], keys: ['Reader'] })
    await app.call(contract.changeRole, { id, rights: nothing }, boss)
    for (const who of [ann, key]) {
      expect(await why(app.call(dealEndpoints.rows, {}, who))).toContain('may not see deals')
      expect((await app.call(find, { search: 'anything' }, who)).groups).toEqual([])
    }
    await app.call(contract.changeRole, { id, rights: { ...allRights, export: false } }, boss)
    expect(await why(app.call(dealEndpoints.rows, { sort: 'amount' }, ann))).toBe('not refused')
  })

  test('is never more than whoever makes, changes or gives it may do, and never an owner', async () => {
    await app.call(contract.setRights, { role: 'admin', ...allRights, hidden: ['deal.amount'], locked: ['deal.owner'] }, boss)
    expect(await why(make('Sees all', {}, 'sales', admin))).toContain('may see or do more than yours')
    const { id } = await make('Sees less', { hidden: ['deal.amount', 'deal.source'], locked: ['deal.owner'] }, 'viewer', admin)
    expect(await why(app.call(contract.changeRole, { id, rights: allRights }, admin))).toContain('more than yours')
    const wide = await make('Wide')
    expect(await why(app.call(contract.changeRole, { id: wide.id, name: 'Narrow' }, admin))).toContain('more than yours')
    expect(await why(app.call(contract.removeRole, { id: wide.id }, admin))).toContain('more than yours')
    expect(await why(give(wide.id, admin))).toContain('more than yours')
    expect(await why(app.call(contract.makeKey, { name: 'Up', role: wide.id }, admin))).toContain('more than yours')
    expect(await why(app.call(contract.invite, { email: 'x@company.example', role: wide.id }, admin))).toContain('more than yours')
    expect(await why(app.call(contract.undoRole, { id: wide.change }, admin))).toContain('more than yours')
    expect(await why(app.call(contract.addRole, { name: 'Boss', base: 'owner' as never, rights: allRights }, boss))).toContain('400')
    expect(await why(make('Anybody', {}, 'viewer', ann))).toContain('Your role here is')
    const { accounts } = await app.call(contract.listAccounts, {}, boss)
    const me = accounts.find(({ role }) => role === 'owner')?.userId ?? ''
    expect(await why(app.call(contract.changeAccess, { userId: me, role: id }, boss))).toContain('the only owner')
    await app.call(contract.setRights, { role: 'admin', ...allRights }, boss)
  })

  test('has a name of its own and names fields that there are and that are changed by hand', async () => {
    await make('Once')
    expect(await why(make('once'))).toContain('There is a role once already')
    expect(await why(make('Admin'))).toContain('There is a role Admin already')
    expect(await why(make('A', { hidden: ['deal.amunt'] }))).toContain('cannot be hidden')
    expect(await why(make('B', { locked: ['deal.created'] }))).toMatch(/cannot be hidden|by nobody by hand/)
    expect(await why(make('two\nlines'))).toContain('one line')
  })

  test('hides a custom field by whatever name it was called, and never one that there is not', async () => {
    expect(await why(make('C', { hidden: ['deal.custom:Age in Days'] }))).toContain('deals have no custom fields')
    await app.call(addCustomField, { object: 'deal', label: 'Age in Days', kind: 'text' }, boss)
    await app.call(addCustomField, { object: 'deal', label: 'Margin', kind: 'text' }, boss)
    await app.call(changeCustomField, { object: 'deal', key: 'Age in Days', label: 'Days open' }, boss)
    const { customFields } = await app.call(contract.listRights, {}, boss)
    expect(customFields).toContainEqual({ object: 'deal', key: 'Age in Days', label: 'Days open' })
    const hidden = async (id: string) => (await listed(id))?.rights.hidden
    const { id } = await make('By label', { hidden: ['deal.custom:days OPEN', 'deal.custom:Age in Days'] })
    expect(await hidden(id)).toEqual(['deal.custom:Age in Days'])
    expect(await why(make('D', { locked: ['deal.custom:Days opne'] }))).toContain('Custom fields of deals are Days open, Margin')
    expect(await why(app.call(contract.setRights, { role: 'viewer', ...allRights, hidden: ['deal.custom:x'] }, boss))).toContain(
      'would hide',
    )
    const rights = { ...allRights, hidden: ['deal.custom:Age in Days'] }
    const { lost } = await app.call(contract.previewRole, { role: 'sales', rights }, boss)
    expect(lost).toEqual(['Does not read a field of deals any more: Days open'])
    // What goes away later stays hidden: the next file may bring it again.
    await app.call(removeCustomField, { object: 'deal', key: 'Age in Days' }, boss)
    await app.call(contract.changeRole, { id, rights: { ...rights, export: false } }, boss)
    expect(await hidden(id)).toEqual(['deal.custom:Age in Days'])
    await app.call(contract.changeRole, { id, rights: { ...rights, hidden: [...rights.hidden, 'deal.custom:*'] } }, boss)
    expect(await hidden(id)).toEqual(['deal.custom:*'])
  })

  test('is offered no custom field that whoever makes it may not read', async () => {
    await app.call(contract.setRights, { role: 'admin', ...allRights, hidden: ['deal.custom:*'] }, boss)
    expect((await app.call(contract.listRights, {}, admin)).customFields).toEqual([])
    expect(await why(make('E', { hidden: ['deal.custom:Margin'] }, 'sales', admin))).toContain('no custom fields')
    await app.call(contract.setRights, { role: 'admin', ...allRights }, boss)
  })

  test('tells before a change who would lose what, and changes nothing by that', async () => {
    const { id } = await make('Inside sales')
    await give(id)
    const rights: Rights = {
      ...allRights,
      objects: { ...allRights.objects, lead: 'see' },
      hidden: ['deal.custom:*'],
      locked: ['deal.amount'],
    }
    const preview = await app.call(contract.previewRole, { role: id, rights }, boss)
    expect(preview).toEqual({
      holders: { people: ['The ann'], invitations: [], keys: [] },
      lost: [
        'Sees leads, but does not change them any more',
        'Does not change a field of deals any more: Amount',
        'Does not read a field of deals any more: all custom fields',
      ],
      gained: [],
    })
    const other = await app.call(contract.previewRole, { role: id, become: 'admin' }, boss)
    expect([other.lost, other.gained]).toEqual([[], ['May do what the role admin may']])
    expect((await app.call(contract.getSession, {}, ann)).workspaces[0]?.rights).toEqual(allRights)
    expect(await why(app.call(contract.previewRole, { role: id }, boss))).toContain('Say either')
  })

  test('does not vanish while somebody has it: they become what is said, and are it again when that is taken back', async () => {
    const { id } = await make('Going', { hidden: ['deal.amount'] })
    await give(id)
    const invited = await app.call(contract.invite, { email: 'late@company.example', role: id }, boss)
    expect(await why(app.call(contract.removeRole, { id }, boss))).toContain('in use: 1 person, 1 open invitation')
    expect(await why(app.call(contract.removeRole, { id, become: id }, boss))).toContain('another role')
    const removed = await app.call(contract.removeRole, { id, become: 'viewer' }, boss)
    expect([await roleOfAnn(), await listed(id)]).toEqual(['viewer', undefined])
    const { invitations } = await app.call(contract.listInvitations, {}, boss)
    expect(invitations.find((one) => one.id === invited.id)).toMatchObject({ role: 'viewer', ownRole: null })
    expect(await why(give(id))).toContain('This role')
    await app.call(contract.undoRole, { id: removed.change }, boss)
    expect([await roleOfAnn(), (await listed(id))?.rights.hidden]).toEqual(['Going', ['deal.amount']])
    expect((await listed(id))?.holders.invitations).toEqual(['late@company.example'])
    const [said] = (await app.call(listAudit, { group: 'access' }, boss)).entries
    expect(said?.said).toBe('Took a change of the role Going back')
  })

  test('goes back to what it was before the last change, and says why an earlier one or one in use stays', async () => {
    const made = await make('Turns', { hidden: ['deal.amount'] })
    const changed = await app.call(contract.changeRole, { id: made.id, name: 'Turned', rights: allRights }, boss)
    expect(await why(app.call(contract.undoRole, { id: made.change }, boss))).toContain('changed again since')
    const { change } = await app.call(contract.undoRole, { id: changed.change }, boss)
    expect(await listed(made.id)).toMatchObject({ own: { name: 'Turns' }, rights: { hidden: ['deal.amount'] } })
    expect((await changesOf()).find(({ id }) => id === change)?.undo).toEqual({ ok: true })
    await app.call(contract.undoRole, { id: change }, boss)
    expect((await listed(made.id))?.own?.name).toBe('Turned')
    const alone = await make('Alone')
    await give(alone.id)
    expect(await why(app.call(contract.undoRole, { id: alone.change }, boss))).toContain('in use: 1 person')
    await give('sales')
    await app.call(contract.undoRole, { id: alone.change }, boss)
    expect(await listed(alone.id)).toBeUndefined()
  })
})
