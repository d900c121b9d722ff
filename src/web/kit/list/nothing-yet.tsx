import { Button } from '@mantine/core'
import { AppLink } from '../link.tsx'
import { Empty } from '../states.tsx'

/** A list without any record, and what fills it. */
export function NothingYet({ many }: { many: string }) {
  return (
    <Empty
      title={`There are no ${many} yet`}
      actions={
        <Button component={AppLink} href="/import">
          Import a file
        </Button>
      }
    >
      They come with an export of your CRM; an import can be undone.
    </Empty>
  )
}
