import { type Actor, rightsOf } from '#kernel/actor'
import { columnOf, type ListDeclaration } from '#kernel/list'
import { type Changes, readChanges } from '#kernel/list-change'
import { Problem } from '#kernel/problem'
import { mayChange } from '#kernel/rights'
import { said, t } from '#kernel/text'

/** What somebody asks to change of a list as they may read it. Throws Problem `invalid-input` for what makes no sense, `not-allowed` for fields that are not theirs to change. */
export function askedChanges(
  list: ListDeclaration,
  actor: Actor,
  raw: Parameters<typeof readChanges>[1],
  of: 'one' | 'many' | 'new' = 'one',
): Changes {
  const rights = rightsOf(actor)
  const given = (key: string) => columnOf(list, key).edited || (of === 'new' && columnOf(list, key).made)
  const kept = Object.keys(raw).find((key) => given(key) && !mayChange(rights, list.kind, key))
  if (kept !== undefined)
    throw new Problem(
      'not-allowed',
      t('Your role may not change {{label}} of {{many}}. Ask an owner.', {
        label: said(columnOf(list, kept).label),
        many: said(list.many),
      }),
    )
  return readChanges(list, raw, of)
}
