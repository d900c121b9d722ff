import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { listMails, sendTestMail } from '#platform/mail/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import classes from './settings-page.module.css'

/** Whether mails are sent, and a way to see that they arrive; for those who run the company. */
export function MailPanel() {
  const mails = useAsk(listMails, { limit: 1 })
  const queries = useQueryClient()
  const send = useSend(sendTestMail, { onSuccess: () => queries.invalidateQueries({ queryKey: keyOf(listMails) }) })
  return (
    <Panel
      id="mail"
      title="E-mail"
      hint="Invitations and links for a new password, to the people who are concerned."
      actions={<AppLink href="/settings/mail">Mails</AppLink>}
    >
      {send.error && <Failed error={send.error} what="send you a mail" />}
      <Answered query={mails} what="the mail settings">
        {({ sends, from }) => (
          <div className={classes.stack}>
            {sends ? (
              <p>Mails come from {from}.</p>
            ) : (
              <p>
                No mail server is set, so nothing is sent: hand links over yourself. Whoever runs Interlock sets INTERLOCK_SMTP_URL; until
                then the list shows what would have been sent.
              </p>
            )}
            {send.data && (
              <Notice tone="good" live title={sends ? `On its way to ${send.data.to}` : `Put into the list for ${send.data.to}`}>
                {sends ? 'Look into that mailbox, and into the list if it does not arrive.' : 'It is not sent, as no mail server is set.'}
              </Notice>
            )}
            <div>
              <Button variant="default" onClick={() => send.mutate({})} loading={send.isPending}>
                Send me a mail as a test
              </Button>
            </div>
          </div>
        )}
      </Answered>
    </Panel>
  )
}
