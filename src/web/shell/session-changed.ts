import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { t } from '#web/kit/text'
import { sessionKey } from './session.ts'

/** After a change of account or company: asks again who is here, and says what was done. */
export function useSessionChanged(): (said: string) => Promise<void> {
  const queries = useQueryClient()
  return async (said) => {
    await queries.invalidateQueries({ queryKey: sessionKey })
    notifications.show({ message: said, closeButtonProps: { 'aria-label': t('Close') } })
  }
}
