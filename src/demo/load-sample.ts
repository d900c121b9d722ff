import { dayOf } from '#kernel/time'
import { errand } from '#platform/action/action'
import { importMade } from '#rooms/capture/actions/imports'
import { loadSample as contract } from '#rooms/capture/contract'
import { sampleCompany } from './company.ts'

/** Imports the sample company the way any export comes in, so that it can be looked at, and undone, like any other. */
export const loadSample = errand(contract, (ctx) => importMade(ctx, { name: 'Sample company', files: sampleCompany(dayOf(ctx.now)) }))
