import { customField, type ListColumn, type ListDeclaration } from '#kernel/list'
import type { Group } from '#kernel/rule'
import { checkedRule } from '#kernel/rule'
import { useReadable } from '#web/client/rights'
import { tn } from '#web/kit/format'
import { ruleWords } from '#web/kit/list/operator-words'
import { ruleText } from '#web/kit/list/rule-draft'
import { t } from '#web/kit/text'
import { type RoutedTo, type RoutingDocument, type RoutingRule, routingFields } from '../contract/routing.ts'
import type { Routing } from '../contract/routing-versions.ts'

/** The facts as the reader may read them, with settled custom fields. */
export function useRoutingFacts(columns: Routing['columns']): ListDeclaration {
  const list = useReadable(routingFields)
  const custom = columns.flatMap(({ options, ...column }): ListColumn[] =>
    customField(column.key) === null
      ? []
      : [{ ...column, ...(options ? { options: options.map((value) => ({ value, label: value })) } : {}) }],
  )
  return custom.length === 0 ? list : { ...list, custom }
}

/** Whom a rule means, as the first half of a sentence. A rule is read whole: it says what is asked, and nothing that a record holds. */
export function whomWords(list: ListDeclaration, rule: Group): string {
  const words = ruleWords({ ...routingFields, custom: list.custom ?? [] }, rule)
  return words === '' ? t('Everybody') : words
}

type Names = Pick<Routing, 'members'>

/** Where a rule sends them, as the second half. */
export function whereWords(to: RoutedTo, { members }: Names): string {
  const nameOf = (id: string) => members.find((one) => one.id === id)?.name ?? t('somebody who is gone')
  const named = (all: { member: string; weight: number }[], weights: boolean) =>
    all.map(({ member, weight }) => (weights ? `${nameOf(member)} × ${weight}` : nameOf(member))).join(', ')
  switch (to.kind) {
    case 'account-owner':
      return t('to whoever owns the account')
    case 'person-owner':
      return t('to whoever owns the person')
    case 'territory-owners':
      return to.by === 'fewest'
        ? t('to the owner of the territory with the fewest open leads')
        : t('to the owners of the territory, in turn')
    case 'member':
      return t('to {{name}}', { name: nameOf(to.member) })
    case 'team':
      return to.by === 'fewest'
        ? t('to whoever of the team {{team}} has the fewest open leads', { team: to.team })
        : t('to the team {{team}}, in turn', { team: to.team })
    case 'members': {
      const who = named(to.members, to.by === 'weight')
      if (to.members.length === 1) return t('to {{name}}', { name: nameOf(to.members[0]?.member ?? '') })
      if (to.by === 'fewest') return t('to whoever has the fewest open leads of: {{who}}', { who })
      return to.by === 'weight' ? t('by weight to: {{who}}', { who }) : t('in turn to: {{who}}', { who })
    }
    default:
      return t('to the queue {{queue}}', { queue: to.queue })
  }
}

/** What else has to be so, each in a few words. */
export function onlyWords({ atWork, speaks, atMost }: RoutingRule): string[] {
  return [
    ...(atWork ? [t('only who is at work now')] : []),
    ...(speaks ? [t('only who speaks their language')] : []),
    ...(atMost === null ? [] : [tn(atMost, 'only who has fewer than {{n}} open lead', 'only who has fewer than {{n}} open leads')]),
  ]
}

/** The document without lines that say nothing yet. */
export function saidRouting(list: ListDeclaration, document: RoutingDocument): RoutingDocument {
  const finished = (rule: Group): Group => {
    const text = ruleText(list, rule)
    return text === '' ? { combinator: 'and', rules: [] } : (JSON.parse(text) as Group)
  }
  return {
    fallback: document.fallback.trim(),
    rules: document.rules.map((one) => ({ ...one, name: one.name.trim() || t('New rule'), rule: finished(one.rule) })),
  }
}

/** Whether every fact that a document asks for is one that the reader may see; only then is there a form for it. */
export function isReadable(list: ListDeclaration, { rules }: RoutingDocument): boolean {
  try {
    for (const { rule } of rules) checkedRule(list, rule)
    return true
  } catch {
    return false
  }
}

/** What a rule still lacks before it can be saved; null when nothing. */
export function lacks({ to }: RoutingRule): string | null {
  if (to.kind === 'team' && to.team === '') return t('Choose a team.')
  if (to.kind === 'members' && to.members.length === 0) return t('Choose at least one member.')
  if (to.kind === 'member' && to.member === ('' as never)) return t('Choose a member.')
  return to.kind === 'queue' && to.queue.trim() === '' ? t('Name the queue.') : null
}
