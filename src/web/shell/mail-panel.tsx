import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { listMails, sendTestMail } from '#platform/mail/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import classes from './settings-page.module.css'

/** Whether mails are sent, and a way to see that they arrive; for those who run the company. */
export function MailPanel() {
  const mails = useAsk(listMails, { limit: 1 })
  const queries = useQueryClient()
  const send = useSend(sendTestMail, { onSuccess: () => queries.invalidateQueries({ queryKey: keyOf(listMails) }) })
  return (
    <Panel
      id="mail"
      title={t('E-mail')}
      hint={t('Invitations and links for a new password, to the people who are concerned.')}
      actions={<AppLink href="/settings/mail">{t('Mails')}</AppLink>}
    >
      {send.error && <Failed error={send.error} what={t('send you a mail')} />}
      <Answered query={mails} what={t('the mail settings')}>
        {({ sends, from }) => (
          <div className={classes.stack}>
            {sends ? (
              <p>{t('Mails come from {{from}}.', { from: from ?? '' })}</p>
            ) : (
              <p>
                {t(
                  'No mail server is set, so nothing is sent: hand links over yourself. Whoever runs Interlock sets INTERLOCK_SMTP_URL; until then the list shows what would have been sent.',
                )}
              </p>
            )}
            {send.data && (
              <Notice
                tone="good"
                live
                title={
                  sends
                    ? t('On its way to {{address}}', { address: send.data.to })
                    : t('Put into the list for {{address}}', { address: send.data.to })
                }
              >
                {sends
                  ? t('Look into that mailbox, and into the list if it does not arrive.')
                  : t('It is not sent, as no mail server is set.')}
              </Notice>
            )}
            <div>
              <Button variant="default" onClick={() => send.mutate({})} loading={send.isPending}>
                {t('Send me a mail as a test')}
              </Button>
            </div>
          </div>
        )}
      </Answered>
    </Panel>
  )
}
