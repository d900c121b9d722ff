import { createHash } from 'node:crypto'
import { dayOf, type Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import type { ContractDocument, Side } from '../contract.ts'
import { sealedText } from '../rules/documents.ts'
import * as store from '../store.ts'
import { contractSignatures, contractVersions } from '../tables.ts'
import { checkedFor } from './facts.ts'

/** A lead contract that was signed elsewhere, before Interlock knew of it. */
export interface SignedElsewhere {
  readonly document: ContractDocument
  readonly reason: string
  readonly at: Instant
  readonly how: string
  readonly signers: Readonly<Record<Side, { readonly name: string; readonly title: string }>>
}

/** Takes a lead contract that both sides signed elsewhere as the first version, in force since then. Answers its number; null where versions are there already. */
export async function takeSigned(ctx: Ctx, { document: wanted, reason, at, how, signers }: SignedElsewhere): Promise<number | null> {
  if ((await store.allVersions(ctx.tx, 'change')).length > 0) return null
  const document = await checkedFor(ctx, wanted)
  const seal = createHash('sha256').update(sealedText(document)).digest('hex')
  const id = newId<'contract_version'>(ctx.now)
  const by = signers.marketing.name
  await ctx.ledger.insert(contractVersions, [
    {
      ...{ id, number: 1, state: 'signed' as const, basedOn: null, document, reason, by, at, seal },
      ...{ proposedBy: by, proposedAt: at, fromDay: dayOf(at), inForceAt: at },
    },
  ])
  const sides = ['marketing', 'sales'] as const satisfies readonly Side[]
  await ctx.ledger.insert(
    contractSignatures,
    sides.map((side) => ({
      ...{ id: newId<'contract_signature'>(ctx.now), versionId: id, side, ...signers[side] },
      ...{ userId: null, recordedBy: ctx.actor.name, how, seal, at },
    })),
  )
  return 1
}
