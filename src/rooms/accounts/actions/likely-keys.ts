import type { Actor } from '#kernel/actor'
import { inWriting } from '#platform/action/work'
import type { DueWork } from '#platform/due/runner'
import { comparedBy, type LikelyKind } from '../contract/likely.ts'
import { spell } from '../rules/linkage-agree.ts'
import { keysOf } from '../rules/linkage-keys.ts'
import * as store from '../store/arrivals.ts'

const actor: Actor = { kind: 'system', id: null, name: 'Duplicates' }

/** Who looks for duplicates, and where. */
export const settingOf = ({ services, workspace, signal }: DueWork) => ({ services, workspace, actor, signal })

/** One look, and one comparison, for a workspace. */
export const subjectId = '00000000-0000-0000-0000-000000000000'

/** So many records are written down at once. */
const filledAtOnce = 5_000
const beforeAll = '00000000-0000-0000-0000-000000000000'

/** Writes down by what those records are found of which that is not known yet, in pieces. */
export async function fillKeys(work: DueWork, kind: LikelyKind): Promise<void> {
  const columns = comparedBy[kind]
  for (let after: string | null = beforeAll; after !== null; ) {
    work.signal.throwIfAborted()
    const from: string = after
    after = await inWriting(settingOf(work), async ({ tx }) => {
      const texts = await store.textsWithoutKeys(tx, kind, from, filledAtOnce)
      await store.writeKeys(
        tx,
        kind,
        texts.map(({ id, texts: said }) => ({ id, keys: keysOf(kind, spell(columns, said)) })),
      )
      return texts.length < filledAtOnce ? null : (texts.at(-1)?.id ?? null)
    })
  }
}
