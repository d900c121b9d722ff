import { Button } from '@mantine/core'
import { IconLayoutKanban } from '@tabler/icons-react'
import { useRouterState } from '@tanstack/react-router'
import { AppLink } from '#web/kit/link.tsx'
import { ListPage } from '#web/kit/list/list-page.tsx'
import { NothingYet } from '#web/kit/list/nothing-yet.tsx'
import { NewButton } from '#web/kit/new-button.tsx'
import { t } from '#web/kit/text'
import { dealEndpoints, dealList, dealMany } from '../contract.ts'

/** All deals. */
export default function DealsPage() {
  const address = useRouterState({ select: ({ location }) => location.searchStr })
  return (
    <ListPage
      list={dealList}
      endpoints={dealEndpoints}
      many={dealMany}
      whyOf={['stage']}
      title={t('Deals')}
      lead={t('Everything that could be, was or was not sold.')}
      more={
        <>
          <NewButton start={{ kind: 'deal' }} />
          <Button
            variant="default"
            component={AppLink}
            href={`/board${address}`}
            leftSection={<IconLayoutKanban size={16} aria-hidden="true" />}
          >
            {t('Board')}
          </Button>
        </>
      }
      whenEmpty={<NothingYet many={t('deals')} kind="deal" />}
    />
  )
}
