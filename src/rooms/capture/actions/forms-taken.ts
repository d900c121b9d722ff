import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import type { FormDocument } from '../contract/forms.ts'
import { forms, formVersions } from '../tables.ts'
import { newSlug } from './forms.ts'

/** Takes a form that was published before, with its one version. */
export async function takeForm(
  ctx: Ctx,
  { name, document, by, at }: { readonly name: string; readonly document: FormDocument; readonly by: string; readonly at: Instant },
): Promise<void> {
  const id = newId<'form'>(ctx.now)
  await ctx.ledger.insert(forms, [{ id, slug: newSlug(), name, open: true, draft: document, published: 1, createdAt: at }])
  await ctx.ledger.insert(formVersions, [{ id: newId<'form_version'>(ctx.now), formId: id, number: 1, document, by, at }])
}
