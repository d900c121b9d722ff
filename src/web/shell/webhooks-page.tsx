import { ChannelsPanel } from '#rooms/cadence/web/channels-panel.tsx'
import { IncomingPanel } from '#rooms/workspace/web/webhooks-in-panel.tsx'
import { OutgoingPanel } from '#rooms/workspace/web/webhooks-out-panel.tsx'
import { Page } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'

/** What goes out to other systems and what comes in from them; for those who run the company. */
export default function WebhooksPage() {
  return (
    <Page title={t('Webhooks')} width="wide" lead={t('Other systems are told what happens here, and tell us what happens there.')}>
      <OutgoingPanel />
      <ChannelsPanel />
      <IncomingPanel />
    </Page>
  )
}
