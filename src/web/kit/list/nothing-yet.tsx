import { Button } from '@mantine/core'
import { AppLink } from '../link.tsx'
import { Empty } from '../states.tsx'
import { said, t } from '../text.ts'

/** A list without any record, and what fills it. */
export function NothingYet({ many }: { many: string }) {
  return (
    <Empty
      title={t('There are no {{many}} yet', { many: said(many) })}
      actions={
        <Button component={AppLink} href="/import">
          {t('Import a file')}
        </Button>
      }
    >
      {t('They come with an export of your CRM; an import can be undone.')}
    </Empty>
  )
}
