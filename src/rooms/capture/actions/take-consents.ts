import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import { settledFields } from '#platform/fields/store'
import { type ConsentIn, takeConsents } from '#rooms/accounts/actions/take-consents'
import { consentColumnsOf, consentsIn } from '../rules/consents.ts'
import type { SetGuess } from '../shapes.ts'
import { customOfPeople } from '../store/consent-rows.ts'

/**
 * Notes what columns such as "Email Opt Out" say, after the people of a set are taken. Files that have no such column are not looked at. `people` names
 * the tables that the set left.
 */
export async function noteConsents(
  ctx: Ctx,
  duck: Duck,
  guess: SetGuess,
  { kind, people }: { kind: 'person' | 'lead'; people: string },
): Promise<void> {
  const settled = await settledFields(ctx.tx, kind)
  for (const file of guess.files) {
    const columns = file.kind === kind ? consentColumnsOf(file, settled) : new Map()
    if (columns.size === 0) continue
    for await (const rows of customOfPeople(duck, { kind, people, file: file.file, headers: [...columns.keys()] })) {
      await takeConsents(
        ctx,
        rows.flatMap(({ id, custom }) =>
          consentsIn(JSON.parse(custom) as Record<string, string>, columns).map(
            (said): ConsentIn => ({ ...said, at: said.at as Instant | null, personId: id as Id<'person'>, source: file.name }),
          ),
        ),
      )
    }
  }
}
