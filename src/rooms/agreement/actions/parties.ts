import { roles } from '#kernel/access'
import { said, t } from '#kernel/text'
import type { ReadCtx } from '#platform/action/context'
import { teamsOfMembers } from '#rooms/workspace/actions/calendars'
import { listMembers } from '#rooms/workspace/actions/list-members'
import { type Party, partyKey, type ToldParty } from '../contract.ts'

/** Everybody whom a step may name, and who somebody is at the moment. */
export interface Parties {
  readonly all: readonly ToldParty[]
  told(party: Party): ToldParty
}

/** Asks for all roles, teams and people. Whoever signs in and owns records under the same name is one person, and is named as who signs in. */
export async function openParties(ctx: Pick<ReadCtx, 'tx' | 'services' | 'workspace'>): Promise<Parties> {
  const users = (await ctx.services.post?.membersOf(ctx.workspace)) ?? []
  const members = await listMembers(ctx.tx)
  const teams = await teamsOfMembers(ctx.tx)
  const signsIn = new Set(users.map(({ name }) => name))
  const one = (party: Party, name: string, people: number | null): ToldParty => ({ party, name, people, here: true })
  const owners = members.map(({ id, name }) => one({ kind: 'member', id }, name, 1))
  const all = [
    ...roles.map((role) => one({ kind: 'role', role }, capital(said(role, 'role')), users.filter((user) => user.role === role).length)),
    ...teams.map((team) => one({ kind: 'team', team }, team, null)),
    ...users.map(({ userId, name }) => one({ kind: 'user', id: userId }, name, 1)),
    ...owners.filter(({ name }) => !signsIn.has(name)),
  ]
  const known = new Map([...owners, ...all].map((each) => [partyKey(each.party), each]))
  return {
    all,
    told: (party) => known.get(partyKey(party)) ?? { party, name: goneName(party), people: 0, here: false },
  }
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
const goneName = (party: Party) => (party.kind === 'team' ? party.team : t('Somebody who left'))
