import type { Face } from '#kernel/face'
import { bareId, systemName, systemPrefix } from '#kernel/source-system'
import type { Duck } from '#platform/analytics/duck'
import type { Tx } from '#platform/store/database'
import { facesOfAccounts, facesOfPeople } from '#rooms/accounts/actions/faces'
import { facesOfDeals } from '#rooms/deals/actions/faces'
import { facesOfActivities, facesOfLeads } from '#rooms/leads/actions/faces'
import { facesOfCampaigns, facesOfTouches } from '#rooms/programs/actions/faces'
import { facesOfMembers } from '#rooms/workspace/actions/faces'
import { knownSystems } from '#rooms/workspace/actions/systems'
import { type Fit, systemQuestion, tellsApart } from '../rules/systems.ts'
import type { Correction, SetGuess, StagedKind } from '../shapes.ts'
import { stagedFaces } from '../store/faces.ts'
import { mayHoldRecords } from '../store/imports.ts'
import { isStaged } from '../store/staged.ts'

const knownFaces: Readonly<Partial<Record<StagedKind, (tx: Tx, externalIds: readonly string[]) => Promise<Face[]>>>> = {
  person: facesOfPeople,
  account: facesOfAccounts,
  user: facesOfMembers,
  lead: facesOfLeads,
  deal: facesOfDeals,
  campaign: facesOfCampaigns,
  campaign_member: facesOfTouches,
  activity: facesOfActivities,
}

/** Pairs of records that a question shows. */
const shownPairs = 6

/**
 * The guess with what is known of the system that the files are from. When nobody said it and the ids of the files belong to other records here, a question
 * that must be answered is among its questions; what an earlier look asked is gone.
 */
export async function withSystem(tx: Tx, duck: Duck, guess: SetGuess, correction: Correction): Promise<SetGuess> {
  const systems = await knownSystems(tx)
  const questions = guess.questions.filter((question) => question.asks !== 'system')
  const { system: used = '' } = guess
  if (correction.system !== undefined || !(await mayHoldRecords(tx))) return { ...guess, systems, questions }
  const fits: Fit[] = []
  const kinds = new Set(guess.files.flatMap((file) => (file.problem === null && isStaged(file.kind) ? [file.kind] : [])))
  for (const kind of kinds) fits.push(...(await fitsOf(tx, duck, kind, ['', ...systems])))
  const asked = systemQuestion(fits, used, ['', ...systems], suggestedOf(guess, systems))
  return { ...guess, systems, questions: asked ? [asked, ...questions] : questions }
}

/** What another system of these files could be called. */
function suggestedOf(guess: SetGuess, systems: readonly string[]): string {
  const vendor = guess.files.find((file) => file.vendor !== 'unknown')?.vendor ?? 'second-system'
  const free = [vendor, ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${vendor}-${n}`)].find((name) => !systems.includes(name))
  return systemName(free ?? vendor)
}

async function fitsOf(tx: Tx, duck: Duck, kind: StagedKind, systems: readonly string[]): Promise<Fit[]> {
  const knownOf = knownFaces[kind]
  if (!knownOf) return []
  const fits = systems.map((system) => ({ system, kind, compared: 0, apart: 0, pairs: [] as Fit['pairs'] }))
  for await (const rows of stagedFaces(duck, kind))
    for (const fit of fits) {
      const byId = new Map(rows.map((row) => [`${systemPrefix(fit.system)}${bareId(row.id)}`, row]))
      const known = new Map((await knownOf(tx, [...byId.keys()])).map((record) => [record.id, record]))
      for (const [id, row] of byId) {
        const record = known.get(id)
        const apart = record ? tellsApart(row, record) : null
        if (!record || apart === null) continue
        fit.compared += 1
        if (!apart) continue
        fit.apart += 1
        if (fit.pairs.length < shownPairs) fit.pairs.push({ id: bareId(row.id), here: said(record), file: said(row) })
      }
    }
  return fits
}

const said = ({ name, marks }: Omit<Face, 'id'>) => [name, marks[0]].filter((part) => part).join(', ')
