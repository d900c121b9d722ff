import { sees } from '#kernel/rights'
import { useAsk } from '#web/client/queries'
import { useRights } from '#web/client/rights'
import { day } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Panel } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import { listIdeas } from '../contract/ideas.ts'
import { requestHref } from './request-look.ts'
import classes from './requests.module.css'

/** Whose ideas a campaign used. Not there where it used none, nor for who may not see what people write. */
export function CampaignIdeas({ id }: { id: string }) {
  return sees(useRights(), 'activity') ? <Shown id={id} /> : null
}

function Shown({ id }: { id: string }) {
  const { data } = useAsk(listIdeas, { campaign: id })
  if (!data || data.ideas.length === 0) return null
  return (
    <Panel id="ideas" title={t('Ideas from the field in it')} hint={t('Their authors keep the credit for what this campaign brings.')}>
      <ul className={classes.requests}>
        {data.ideas.map((idea) => (
          <li key={idea.id}>
            <AppLink href={requestHref(idea.id)}>{idea.title}</AppLink>
            <span className={classes.quiet}>
              <AppLink href={`/ideas?author=${idea.author.id}`}>{idea.author.name}</AppLink> · {day(idea.at)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
