import { Figure } from '#web/kit/figure.tsx'
import { count, decimal, money, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { said, t } from '#web/kit/text'
import type { Idea } from '../contract/ideas.ts'
import classes from './requests.module.css'

type Campaign = NonNullable<Idea['campaigns']>[number]

/** As the page of records writes a filter into its address. */
const recordsHref = (name: string, campaign: string) => `/records/${name}?${new URLSearchParams({ 'is.campaign': campaign })}`

/** A campaign that used an idea, with each of its numbers: its definition, and the way to its records. */
export function CampaignCredit({ campaign: { id, name, answers } }: { campaign: Campaign }) {
  return (
    <li>
      <AppLink href={`/campaigns/${id}`}>{name}</AppLink>
      <dl className={classes.facts}>
        {answers.map((answer) => (
          <div key={answer.name} className={classes.pair}>
            <dt>{said(answer.title)}</dt>
            <dd>
              {answer.value === null ? (
                unknown
              ) : (
                <Figure
                  proof={{ definition: said(answer.definition), basis: count(answer.n), caveat: said(answer.cannot) }}
                  href={recordsHref(answer.name, name)}
                >
                  {answer.unit === 'money' ? money(answer.value, answer.currency) : decimal(answer.value)}
                </Figure>
              )}
            </dd>
          </div>
        ))}
        {answers.length === 0 && <p className={classes.quiet}>{t('Its numbers are not told to your role, or are not made yet.')}</p>}
      </dl>
    </li>
  )
}
