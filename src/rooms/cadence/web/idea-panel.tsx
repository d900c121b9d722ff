import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk } from '#web/client/queries'
import { AppLink } from '#web/kit/link.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { choosableCampaigns, listIdeas } from '../contract/ideas.ts'
import type { readRequest } from '../contract/requests.ts'
import { CampaignCredit } from './idea-credit.tsx'
import type { RequestChanges } from './request-changes.ts'
import classes from './requests.module.css'

interface IdeaProps {
  request: ResultOf<typeof readRequest>
  changes: RequestChanges
}

/** The campaigns that used an idea and what came of them: the credit of its author. */
export function IdeaPanel({ request, changes }: IdeaProps) {
  const found = useAsk(listIdeas, { request: request.id })
  return (
    <Panel
      id="credit"
      title={t('What came of this idea')}
      hint={
        <>
          {t('The credit is its author’s:')} <AppLink href={`/ideas?author=${request.askedBy.id}`}>{request.askedBy.name}</AppLink>.
        </>
      }
    >
      <Answered query={found} what={t('what came of it')}>
        {({ ideas, says, mayLink }) => {
          const campaigns = ideas[0]?.campaigns ?? []
          return (
            <>
              {campaigns.length === 0 ? (
                <p className={classes.quiet}>{t('No campaign has used it so far.')}</p>
              ) : (
                <ul className={classes.campaigns}>
                  {campaigns.map((campaign) => (
                    <CampaignCredit key={campaign.id} campaign={campaign} />
                  ))}
                </ul>
              )}
              {campaigns.length > 0 && says && <p className={classes.small}>{says}</p>}
              {mayLink && request.state !== 'withdrawn' && <UseForm changes={changes} not={campaigns.map(({ id }) => id)} />}
            </>
          )
        }}
      </Answered>
    </Panel>
  )
}

function UseForm({ changes, not }: { changes: RequestChanges; not: readonly string[] }) {
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState('')
  const found = useAsk(choosableCampaigns, { search }, { keepPrevious: true })
  const free = (found.data?.campaigns ?? []).filter(({ id }) => !not.includes(id))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changes.use(chosen, () => setChosen(''))
  }
  return (
    <form className={`${classes.form} screen-only`} onSubmit={submit}>
      {(free.length >= 50 || search !== '') && (
        <TextInput
          size="xs"
          label={t('Campaigns called')}
          maxLength={200}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <NativeSelect
        size="xs"
        label={t('A campaign that used it')}
        value={chosen}
        data={[
          { value: '', label: free.length === 0 ? t('There is no campaign') : t('Choose one') },
          ...free.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <span>
        <Button size="xs" type="submit" variant="default" disabled={chosen === ''} loading={changes.busy}>
          {t('Name it')}
        </Button>
      </span>
    </form>
  )
}
