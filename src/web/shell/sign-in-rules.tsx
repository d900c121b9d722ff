import { Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { listAccounts, readSignInRules, setSignInRules } from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { tn } from '#web/kit/format'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import settings from './settings-page.module.css'

/** An owner's switch: whether everybody needs a second factor. */
export function SignInRules() {
  const rules = useAsk(readSignInRules, {})
  const people = useAsk(listAccounts, {})
  const queries = useQueryClient()
  const save = useSend(setSignInRules, { onSuccess: (next) => queries.setQueryData(keyOf(readSignInRules, {}), next) })
  if (!rules.data) return null
  const without = people.data?.accounts.filter(({ secondFactor }) => !secondFactor).length ?? 0
  return (
    <div className={settings.stack}>
      {save.error && <Failed error={save.error} what={t('change this rule')} />}
      <Switch
        label={t('Everybody needs a second factor')}
        description={t(
          'Whoever has none sets one up before anything else of this company opens. Single sign-on and API keys are not asked for it.',
        )}
        checked={rules.data.secondFactor}
        disabled={save.isPending}
        onChange={(event) => save.mutate({ secondFactor: event.currentTarget.checked })}
      />
      {without > 0 && <p>{tn(without, '{{n}} person here has no second factor.', '{{n}} people here have no second factor.')}</p>}
    </div>
  )
}
