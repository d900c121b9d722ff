import { sees } from '#kernel/rights'
import { useAsk } from '#web/client/queries'
import { useRights } from '#web/client/rights'
import { day } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import type { RequestAbout } from '../contract/request-words.ts'
import { requestsOfRecord } from '../contract/requests.ts'
import { AskButton } from './ask-button.tsx'
import { requestHref, stateLook, teamNames } from './request-look.ts'
import classes from './requests.module.css'

interface RecordProps {
  kind: RequestAbout
  id: string
  label: string
}

/** What one team asked of the other about a record, and the way to ask. Not there for who may not see what people write. */
export function RecordRequests(props: RecordProps) {
  return sees(useRights(), 'activity') ? <Shown {...props} /> : null
}

function Shown({ kind, id, label }: RecordProps) {
  const found = useAsk(requestsOfRecord, { kind, id })
  return (
    <Panel
      id="requests"
      title={t('Requests')}
      actions={found.data && <AskButton size="xs" variant="default" side={found.data.side} about={{ kind, id, label }} />}
    >
      <Answered query={found} what={t('the requests')} lines={2}>
        {({ requests }) =>
          requests.length === 0 ? (
            <p className={classes.quiet}>{t('Nothing was asked of the other team about this.')}</p>
          ) : (
            <ul className={classes.requests}>
              {requests.map((request) => {
                const { tone, says } = stateLook(request)
                return (
                  <li key={request.id}>
                    <AppLink href={requestHref(request.id)}>{request.title}</AppLink>
                    <span className={classes.quiet}>
                      {[teamNames[request.of], request.dueAt && t('for {{day}}', { day: day(request.dueAt) })].filter(Boolean).join(' · ')}{' '}
                      <Tag tone={tone}>{says}</Tag>
                    </span>
                  </li>
                )
              })}
            </ul>
          )
        }
      </Answered>
    </Panel>
  )
}
