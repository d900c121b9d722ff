import { Button } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { AppLink } from '#web/kit/link.tsx'
import { Page } from '#web/kit/page.tsx'
import { Empty, Failed, Loading } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'

/** An address that leads nowhere. */
export function MissingPage() {
  return (
    <Page title={t('No such page')}>
      <Empty
        icon={<IconMapOff size={24} />}
        title={t('Nothing lives at this address')}
        actions={
          <Button component={AppLink} href="/" variant="default">
            {t('Go to the start')}
          </Button>
        }
      >
        {t('The link may be old, or a letter may be missing.')}
      </Empty>
    </Page>
  )
}

/** A screen that broke while it was drawn. */
export function RouteFailed({ error, reset }: ErrorComponentProps) {
  return (
    <Page title={t('This screen broke')}>
      <Failed error={error} what={t('draw this screen')} onRetry={reset} />
    </Page>
  )
}

/** While the code of a screen is fetched. */
export function RoutePending() {
  return <Loading what={t('the screen')} lines={5} />
}
