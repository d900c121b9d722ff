import type { ReadCtx } from '#platform/action/context'
import type { Vendor } from '../shapes.ts'
import { allImports } from '../store/imports.ts'

/** The system that the deals of the newest finished import came from. */
export async function vendorOfDeals({ tx }: ReadCtx): Promise<Vendor> {
  const done = (await allImports(tx)).filter((row) => row.state === 'done')
  const files = done.flatMap((row) => row.guess?.files ?? [])
  return files.find((file) => file.kind === 'deal')?.vendor ?? files.find((file) => file.vendor !== 'unknown')?.vendor ?? 'unknown'
}
