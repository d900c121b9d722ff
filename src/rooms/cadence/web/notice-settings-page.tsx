import { Button, NativeSelect } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useAsk, useSend } from '#web/client/queries'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type Topic, topics, type Way, ways } from '../contract/notice-kinds.ts'
import { readNoticeChoices, setNoticeChoices } from '../contract/notices.ts'
import { kindTitle } from '../rules/notice-words.ts'
import classes from './notices.module.css'

const wayNames: Readonly<Record<Way, string>> = {
  app: t('In the app'),
  mail: t('In the app and by mail'),
  digest: t('In the digest'),
  none: t('Not at all'),
}
const topicNames: Readonly<Record<Topic, string>> = {
  leads: t('Leads'),
  contract: t('Contract and routing'),
  requests: t('Requests and ideas'),
  data: t('Data and connections'),
}

/** How I am told, by kind. Mail waits ten minutes, so that what comes together is one. */
export default function NoticeSettingsPage() {
  const query = useAsk(readNoticeChoices, {})
  const queries = useQueryClient()
  const save = useSend(setNoticeChoices, { onSettled: () => queries.invalidateQueries() })
  const saving = new Map(save.isPending ? save.variables.choices.map(({ kind, way }) => [kind, way]) : [])
  return (
    <Page
      title={t('How I am told')}
      lead={t('For you alone. Mail waits ten minutes, so that what comes together is one mail.')}
      actions={
        <Button variant="default" component={AppLink} href="/notices" leftSection={<IconArrowLeft size={16} aria-hidden="true" />}>
          {t('Notices')}
        </Button>
      }
    >
      {save.error && <Failed error={save.error} what={t('save this choice')} />}
      <Answered query={query} what={t('how you are told')} lines={8}>
        {({ choices, mail, digest }) => (
          <div className={classes.stack}>
            {mail === null && <Notice tone="warn" title={t('No e-mail address of yours is known here, so all of it stands in the app.')} />}
            {!digest && (
              <Notice
                title={t('You get no digest. What is meant for it stands in the app.')}
                actions={<AppLink href="/settings#digest">{t('Choose a digest')}</AppLink>}
              />
            )}
            {topics.map((topic) => (
              <Panel key={topic} id={topic} title={topicNames[topic]}>
                <div className={classes.kinds}>
                  {choices
                    .filter((one) => one.topic === topic)
                    .map(({ kind, way, usual }) => (
                      <div key={kind} className={classes.kind}>
                        <span id={`kind-${kind}`}>{kindTitle(kind)}</span>
                        <NativeSelect
                          aria-labelledby={`kind-${kind}`}
                          size="sm"
                          value={saving.get(kind) ?? way}
                          data={ways.map((value) => ({
                            value,
                            label: value === usual ? t('{{way}} (usual)', { way: wayNames[value] }) : wayNames[value],
                          }))}
                          onChange={(event) => save.mutate({ choices: [{ kind, way: event.currentTarget.value as Way }] })}
                        />
                      </div>
                    ))}
                </div>
              </Panel>
            ))}
            <div className={classes.row}>
              <Button
                variant="default"
                loading={save.isPending}
                onClick={() => save.mutate({ choices: choices.map(({ kind, way }) => ({ kind, way: way === 'mail' ? 'app' : way })) })}
              >
                {t('No mail any more')}
              </Button>
              <Button
                variant="subtle"
                color="gray"
                onClick={() => save.mutate({ choices: choices.map(({ kind, usual }) => ({ kind, way: usual })) })}
              >
                {t('As is usual')}
              </Button>
            </div>
          </div>
        )}
      </Answered>
    </Page>
  )
}
