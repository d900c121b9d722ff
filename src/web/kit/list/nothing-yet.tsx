import { Button } from '@mantine/core'
import type { RecordKind } from '#kernel/list'
import { AppLink } from '../link.tsx'
import { NewButton } from '../new-button.tsx'
import { Empty } from '../states.tsx'
import { said, t } from '../text.ts'

/** A list without any record, and what fills it. */
export function NothingYet({ many, kind }: { many: string; kind: RecordKind }) {
  return (
    <Empty
      title={t('There are no {{many}} yet', { many: said(many) })}
      actions={
        <>
          <Button component={AppLink} href="/import">
            {t('Import a file')}
          </Button>
          <NewButton start={{ kind }} variant="default" />
        </>
      }
    >
      {t('They come with an export of your CRM, or are typed in one by one; both can be undone.')}
    </Empty>
  )
}
