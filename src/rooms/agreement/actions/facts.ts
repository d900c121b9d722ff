import { rightsOf } from '#kernel/actor'
import type { ListDeclaration } from '#kernel/list'
import { readableList } from '#kernel/rights'
import type { ReadCtx } from '#platform/action/context'
import { settledColumns } from '#platform/fields/store'
import type { Tx } from '#platform/store/database'
import * as contract from '../contract.ts'
import { checkedDocument, withCustom } from '../rules/documents.ts'

/** The facts that rules are made of, with the custom fields of leads, people and accounts as they are settled. */
export async function factList(tx: Tx): Promise<ListDeclaration> {
  const kinds = ['lead', 'person', 'account'] as const
  const settled = []
  for (const kind of kinds) settled.push(...(await settledColumns(tx, kind)))
  return withCustom(contract.factFields, settled)
}

/** The same as somebody may read it. */
export const readableFacts = async ({ tx, actor }: Pick<ReadCtx, 'tx' | 'actor'>) => readableList(await factList(tx), rightsOf(actor))

/** A document as somebody sent it, with its rules checked against the facts that they may read. Throws a Problem that names the part. */
export const checkedFor = async (ctx: Pick<ReadCtx, 'tx' | 'actor'>, document: contract.ContractDocument) =>
  checkedDocument(await readableFacts(ctx), document)
