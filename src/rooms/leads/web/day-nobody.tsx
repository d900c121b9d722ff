import { IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Problem } from '#kernel/problem'
import { Empty } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'

/** A role that may not see leads gets a sentence instead of an error. */
export function Allowed({ error, children }: { error: unknown; children: ReactNode }) {
  if (!(error instanceof Problem) || error.kind !== 'not-allowed') return children
  return (
    <Empty icon={<IconLock />} title={t('This is not open to your role')}>
      {error.message}
    </Empty>
  )
}
