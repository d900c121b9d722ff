import type { ResultOf } from '#kernel/endpoint'
import { Figure } from '#web/kit/figure.tsx'
import { counted, inUnit, moneyShort, period, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { type Column, DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import type { Answer, CampaignRow, readCampaigns } from '../contract.ts'
import { AnswerFigure, proofOf } from './answer.tsx'
import classes from './diagnosis.module.css'
import { recordsHref, type Where } from './slice.ts'

type Campaigns = ResultOf<typeof readCampaigns>
type Credit = Campaigns['attribution']['name']

/** The number of deals behind a number of campaigns: what opens when it is pressed. */
const behind: Readonly<Record<string, string>> = { deals: 'deal_count', pipeline: 'open_amount', won: 'won_amount' }

/** A table of all campaigns, the latest first, with all of them together at the end. Every number opens its records. */
export function CampaignTable({ found: { rows, total, attribution } }: { found: Campaigns }) {
  const all: CampaignRow = {
    ...{ id: null, campaign: null, type: null, status: null, startsOn: null, endsOn: null, running: false, costKnown: 'actual' },
    answers: total,
  }
  const credit = attribution.name
  const number = (name: string, label: string, of?: string): Column<CampaignRow> => ({
    key: name,
    label,
    numeric: true,
    cell: (row) => <CampaignNumber row={row} name={name} {...(of ? { href: hrefOf(of, credit, row) } : {})} />,
  })
  const credited = (what: string, label: string) => number(`campaign_${what}_${credit}`, label, behind[what])
  return (
    <DataTable
      caption={t('What campaigns cost and what came of them, by {{credit}}', { credit: said(attribution.title) })}
      rows={[...rows, all]}
      rowKey={(row) => row.campaign ?? 'all campaigns'}
      narrow="cards"
      dense
      columns={[
        { key: 'campaign', label: t('Campaign'), head: true, cell: (row) => <Name row={row} /> },
        { key: 'campaign_cost', label: t('Cost'), numeric: true, cell: (row) => <Cost row={row} /> },
        number('response_count', t('Responses')),
        number('response_lead_count', t('Leads')),
        number('response_conversion', t('Converted')),
        number('campaign_cost_per_response', t('Cost per response')),
        credited('deals', t('Deals')),
        credited('pipeline', t('Open pipeline')),
        credited('won', t('Won')),
        credited('cost_per_deal', t('Cost per deal')),
        { key: 'return', label: t('Return'), numeric: true, cell: (row) => <Return row={row} credit={credit} /> },
      ]}
    />
  )
}

/** The deals behind a number of a campaign; of all together, what each campaign put in. */
function hrefOf(metric: string, credit: Credit, { campaign }: CampaignRow): string | undefined {
  if (campaign === null) return undefined
  const where: Where = { [`touch.${credit}`]: campaign }
  return recordsHref(metric, where)
}

function Name({ row: { id, campaign, type, startsOn, endsOn } }: { row: CampaignRow }) {
  if (campaign === null) return <strong>{t('All campaigns')}</strong>
  const about = [type, startsOn && endsOn ? period(startsOn, endsOn) : startsOn].filter(Boolean).join(', ')
  return (
    <>
      {id === null ? campaign : <AppLink href={`/campaigns/${id}`}>{campaign}</AppLink>}
      {about && <span className={classes.small}>{about}</span>}
    </>
  )
}

const unknownCost: Partial<Record<CampaignRow['costKnown'], string>> = { no: t('not recorded'), 'other currency': t('other currency') }

function Cost({ row }: { row: CampaignRow }) {
  const words = unknownCost[row.costKnown]
  return words ? <span className={classes.few}>{words}</span> : <CampaignNumber row={row} name="campaign_cost" />
}

/** Of a campaign of which something may still be won, that everything is lost would be said too early. */
function Return({ row, credit }: { row: CampaignRow; credit: Credit }) {
  const worth = (what: string) => row.answers.find(({ name }) => name === `campaign_${what}_${credit}`)?.value ?? null
  const open = row.running || (worth('pipeline') ?? 0) > 0
  if (open && worth('return') !== null && worth('won') === 0) return <span className={classes.few}>{t('nothing won yet')}</span>
  return <CampaignNumber row={row} name={`campaign_return_${credit}`} />
}

function CampaignNumber({ row, name, href }: { row: CampaignRow; name: string; href?: string | undefined }) {
  const answer = row.answers.find((each) => each.name === name)
  if (!answer || answer.value === null || (answer.n === 0 && answer.unit === 'money')) return unknown
  if (!href || !answer.enough) return <AnswerFigure answer={answer} short />
  return (
    <Figure proof={{ ...proofOf(answer), basis: basisOf(answer) }} href={href} opens={t('open the deals')}>
      {answer.unit === 'money' ? moneyShort(answer.value, answer.currency) : inUnit(answer.value, answer.unit, answer.currency)}
    </Figure>
  )
}

const basisOf = ({ unit, value }: Answer) => (unit === 'count' ? counted(value ?? 0, 'deal') : counted(1, 'campaign'))
