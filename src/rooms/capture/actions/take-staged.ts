import type { Taken } from '#kernel/taken'
import type { Ctx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import { mapDistinct } from '#platform/analytics/map-distinct'
import { takeAccounts, takePeopleSet } from '#rooms/accounts/actions'
import { findPeople } from '#rooms/accounts/actions/find'
import { noteAlikeAccounts } from '#rooms/accounts/actions/pair-accounts'
import { erasedAmong } from '#rooms/accounts/actions/suppressed'
import { takeDeals } from '#rooms/deals/actions'
import { takeHistory } from '#rooms/deals/actions/take-history'
import { ensureStages, type StageBook, takeSolutions } from '#rooms/journey/actions'
import { takeLeadsSet } from '#rooms/leads/actions'
import { takeActivities } from '#rooms/leads/actions/take-activities'
import { takeCampaigns } from '#rooms/programs/actions/take-campaigns'
import { takeCosts } from '#rooms/programs/actions/take-costs'
import { takeTouches } from '#rooms/programs/actions/take-touches'
import { takeMembers } from '#rooms/workspace/actions'
import { ensureSystem } from '#rooms/workspace/actions/systems'
import type { Outcome } from '../contract.ts'
import * as programs from '../rules/program-records.ts'
import * as records from '../rules/records.ts'
import { samplesEach, shownPairs, shownReturned, Tallies } from '../rules/tallies.ts'
import type { SetGuess, StagedKind } from '../shapes.ts'
import { insertedByTable } from '../store/imports.ts'
import { firstRejected } from '../store/rejected.ts'
import { companiesOfDeals, likelyOfSet, namedByDeals, offerContacts, offerSets, outcomeOfSet } from '../store/sets.ts'
import { keepReturned, type Located, stagedBatches, stagedCounts } from '../store/staged-rows.ts'
import { setAside } from '../store/suppressed.ts'
import { noteConsents } from './take-consents.ts'

interface Taking {
  readonly ctx: Ctx
  readonly duck: Duck
  readonly guess: SetGuess
  /** Called after each batch. Throws when the work must stop. */
  readonly onProgress: (step: string, done: number, of: number) => Promise<void>
}

type Take = (rows: readonly records.StagedRow[]) => Promise<Taken[]>

/** Takes all rows of a kind at once and leaves what became of them in these tables of DuckDB. */
type TakeSet = () => Promise<{ readonly taken: string; readonly returned: string; readonly people: string }>

/**
 * Takes all staged rows into the workspace, each kind after those that it refers to. Rows that a room returns are kept with
 * their reason beside the reader's own. Runs in the one transaction of `ctx`: all of it is in, or nothing.
 */
export async function takeStaged({ ctx, duck, guess, onProgress }: Taking): Promise<Outcome> {
  const tallies = new Tallies(guess)
  if (guess.system) await ensureSystem(ctx, guess.system)
  const book = await stageBook(ctx, guess)
  const erased = await erasedAmong(ctx.tx)
  if (erased) tallies.noteSuppressed(await setAside(duck, erased))
  await offerSets(duck)
  const takes: readonly (readonly [StagedKind, Take | { readonly set: TakeSet }])[] = [
    ['user', (rows) => takeMembers(ctx, rows.map(records.memberFrom))],
    ['product', (rows) => takeSolutions(ctx, rows.map(records.solutionFrom))],
    ['campaign', (rows) => takeCampaigns(ctx, rows.map(programs.campaignFrom))],
    ['campaign_cost', (rows) => takeCosts(ctx, rows.map(programs.costFrom))],
    ['account', (rows) => takeAccounts(ctx, rows.map(records.accountFrom))],
    ['person', { set: () => peopleSet(ctx, duck, guess) }],
    ['lead', { set: () => leadsSet(ctx, duck, guess) }],
    [
      'deal',
      (rows) => takeDeals(ctx, rows.map(records.dealFrom), { book, asOf: guess.asOf, onPlaced: (placed) => tallies.notePlaced(placed) }),
    ],
    ['stage_history', (rows) => takeHistory(ctx, rows.map(records.historyFrom), book)],
    ['campaign_member', (rows) => takeTouches(ctx, rows.map(programs.touchFrom))],
    ['activity', (rows) => takeActivities(ctx, rows.map(programs.activityFrom))],
  ]
  const counts = await stagedCounts(duck)
  for (const [kind, take] of takes) {
    const of = counts.get(kind) ?? 0
    if (of === 0) continue
    if (kind === 'deal') await splitDeals(ctx, duck, tallies)
    if (typeof take !== 'function') {
      await onProgress(`Taking ${words[kind]}`, 0, of)
      const { taken, returned, people } = await take.set()
      tallies.noteSet(kind, await outcomeOfSet(duck, kind, taken, returned, samplesEach))
      const likely = await likelyOfSet(duck, people, shownPairs)
      tallies.noteLikely(likely.count, likely.rows)
      await onProgress(`Taking ${words[kind]}`, of, of)
      continue
    }
    let done = 0
    for await (const rows of stagedBatches(duck, kind)) {
      const taken = await take(rows)
      const returned = noteBatch(tallies, kind, rows, taken)
      if (returned.length > 0) await keepReturned(duck, returned)
      done += rows.length
      await onProgress(`Taking ${words[kind]}`, done, of)
    }
  }
  tallies.noteAlikeAccounts(await noteAlikeAccounts(ctx))
  const rejected = await firstRejected(duck, guess.files, shownReturned)
  return tallies.outcome(await insertedByTable(ctx.tx, ctx.ledger.eventId), rejected)
}

/** Takes the companies and the people that stand in the rows of deals, before the deals that refer to them. */
async function splitDeals(ctx: Ctx, duck: Duck, tallies: Tallies): Promise<void> {
  for await (const rows of companiesOfDeals(duck)) await takeAccounts(ctx, rows.map(records.companyFrom), { named: 'already' })
  await mapDistinct<{ name: string; company: string }>(
    duck,
    { from: namedByDeals, columns: ['name', 'company'], into: 'contact_names' },
    (rows) =>
      findPeople(
        ctx,
        rows.map((row) => ({ externalId: null, email: null, ...row })),
      ),
  )
  if ((await offerContacts(duck)) === 0) return
  await takePeopleSet(ctx, duck, { name: 'contact', said: 'offered_contact' })
  const likely = await likelyOfSet(duck, 'contact', shownPairs)
  tallies.noteLikely(likely.count, likely.rows)
}

async function peopleSet(ctx: Ctx, duck: Duck, guess: SetGuess) {
  await takePeopleSet(ctx, duck, { name: 'person', said: 'offered_person' })
  await noteConsents(ctx, duck, guess, { kind: 'person', people: 'person' })
  return { taken: 'taken_person', returned: 'returned_person', people: 'person' }
}

async function leadsSet(ctx: Ctx, duck: Duck, guess: SetGuess) {
  await takeLeadsSet(ctx, duck, { name: 'lead', people: 'offered_lead_person', said: 'offered_lead' })
  await noteConsents(ctx, duck, guess, { kind: 'lead', people: 'person_lead' })
  return { taken: 'taken_lead', returned: 'returned_person_lead', people: 'person_lead' }
}

function noteBatch(tallies: Tallies, kind: StagedKind, rows: readonly records.StagedRow[], taken: readonly Taken[]): Located[] {
  const returned: Located[] = []
  rows.forEach((row, index) => {
    const result = taken[index]
    if (!result) throw new Error(`A ${kind} got no answer.`)
    tallies.note(kind, row, result)
    if (result.bucket === 'reject') returned.push({ kind, fileNo: Number(row.file_no), rowNo: Number(row.row_no), reason: result.why })
  })
  return returned
}

async function stageBook(ctx: Ctx, guess: SetGuess): Promise<StageBook> {
  const { book } = await ensureStages(
    ctx,
    guess.stages.map((stage) => ({ pipeline: stage.pipeline, name: stage.stage, position: stage.position, kind: stage.kind })),
  )
  return book
}

const words: Readonly<Record<StagedKind, string>> = {
  user: 'users',
  product: 'products',
  account: 'accounts',
  person: 'people',
  lead: 'leads',
  deal: 'deals',
  stage_history: 'stage history',
  campaign: 'campaigns',
  campaign_member: 'campaign members',
  campaign_cost: 'campaign costs',
  activity: 'activities',
}
