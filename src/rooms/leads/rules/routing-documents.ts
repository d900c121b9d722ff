import type { ListDeclaration } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { checkedRule } from '#kernel/rule'
import { t } from '#kernel/text'
import type { RoutingDocument, RoutingRule } from '../contract/routing.ts'

/** What rules may name. */
export interface Named {
  readonly members: ReadonlySet<string>
  readonly teams: ReadonlySet<string>
}

/** A routing as somebody sent it, with every rule checked against the facts that they may read, and who is named against who there is. */
export function checkedRouting(list: ListDeclaration, document: RoutingDocument, named: Named): RoutingDocument {
  const checked = (part: RoutingRule): RoutingRule => {
    const unknown = unknownIn(part, named)
    if (unknown) throw new Problem('invalid-input', t('"{{name}}": {{why}}', { name: part.name, why: unknown }))
    try {
      return { ...part, rule: checkedRule(list, part.rule) }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      throw new Problem('invalid-input', t('"{{name}}": {{why}}', { name: part.name, why: error.message }), { cause: error })
    }
  }
  return { ...document, rules: document.rules.map(checked) }
}

function unknownIn({ to }: RoutingRule, { members, teams }: Named): string | null {
  const ids = to.kind === 'members' ? to.members.map(({ member }) => member) : to.kind === 'member' ? [to.member] : []
  if (ids.some((id) => !members.has(id))) return t('Somebody whom it names is no member. Choose another one.')
  if (to.kind === 'team' && !teams.has(to.team)) return t('Nobody is in the team {{team}}. Choose another one.', { team: to.team })
  return null
}

interface Version {
  readonly number: number
  readonly state: 'draft' | 'published'
}

/** Where a version stands: of those that were published the last one holds. */
export function standingOf({ number, state }: Version, all: readonly Version[]): 'draft' | 'published' | 'superseded' {
  if (state === 'draft') return 'draft'
  return all.some((other) => other.state === 'published' && other.number > number) ? 'superseded' : 'published'
}
