import { question } from '#platform/action/action'
import * as contract from '../contract/contact-quality.ts'
import * as store from '../store/contact-quality.ts'

export const readContactQuality = question(contract.readContactQuality, async ({ tx, now }, { by }) => ({
  ...(await store.contactOverview(tx, now, by)),
  lookedAt: await store.duplicatesLookedAt(tx),
}))

export const listContactQuality = question(
  contract.listContactQuality,
  async ({ tx, now }, wanted) => await store.contactPeople(tx, now, wanted),
)
