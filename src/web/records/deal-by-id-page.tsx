import { useParams, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { dealEndpoints } from '#rooms/deals/contract'
import { useAsk } from '#web/client/queries'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Page } from '#web/kit/page.tsx'
import { Answered, Empty, Loading } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'

/** Leads on to the page of the deal that has this id in the CRM. */
export default function DealByIdPage() {
  const { externalId } = useParams({ strict: false }) as { externalId: string }
  const router = useRouter()
  const filter = JSON.stringify({ combinator: 'and', rules: [{ field: 'externalId', operator: 'in', value: [externalId] }] })
  const found = useAsk(dealEndpoints.rows, { filter, columns: 'name', limit: 1 })
  const id = found.data?.rows[0]?.id
  useEffect(() => {
    if (id !== undefined) router.history.replace(recordHref('deal', id))
  }, [id, router])
  return (
    <Answered query={found} what={t('this deal')} page={t('Deal')}>
      {({ rows }) =>
        rows.length > 0 ? (
          <Loading what={t('this deal')} />
        ) : (
          <Page title={t('Deal')}>
            <Empty title={t('This deal is not here any more')} actions={<AppLink href="/deals">{t('All deals')}</AppLink>}>
              {t('No deal has the id {{id}} of the CRM. Its import may have been undone.', { id: externalId })}
            </Empty>
          </Page>
        )
      }
    </Answered>
  )
}
