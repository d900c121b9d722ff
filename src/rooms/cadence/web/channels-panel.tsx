import { Button } from '@mantine/core'
import { IconMessages } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAsk, useSend } from '#web/client/queries'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { listChannels, makeChannel } from '../contract/channels.ts'
import { ChannelCard } from './channel-card.tsx'
import { ChannelForm } from './channel-form.tsx'
import classes from './notices.module.css'

/** Channels of Slack and Teams that are told. */
export function ChannelsPanel() {
  const query = useAsk(listChannels, {}, { refetchInterval: 10_000 })
  const queries = useQueryClient()
  const [adding, setAdding] = useState(false)
  const make = useSend(makeChannel, {
    onSuccess: async () => {
      setAdding(false)
      await queries.invalidateQueries()
    },
  })
  const add = (
    <Button size="xs" onClick={() => setAdding(true)}>
      {t('Tell a channel')}
    </Button>
  )
  return (
    <Panel
      id="channels"
      title={t('Slack and Teams')}
      hint={t(
        'A channel is told in sentences with links, by an incoming webhook that somebody made there. It is tried ten times over three days.',
      )}
      actions={!adding && (query.data?.channels.length ?? 0) > 0 && add}
    >
      <Answered query={query} what={t('the channels')} lines={4}>
        {({ channels }) => (
          <div className={classes.stack}>
            {adding && (
              <ChannelForm
                label={t('Tell this channel')}
                error={make.error}
                busy={make.isPending}
                onSend={({ program = 'slack', url = '', ...wanted }) => make.mutate({ ...wanted, program, url })}
                onCancel={() => setAdding(false)}
              />
            )}
            {channels.length === 0 && !adding && (
              <Empty icon={<IconMessages size={28} />} title={t('No channel is told yet')} actions={add}>
                {t('A team that sits in Slack or Teams hears there of a lead that waits too long or a contract to be signed.')}
              </Empty>
            )}
            {channels.length > 0 && (
              <ul className={classes.cards}>
                {channels.map((channel) => (
                  <ChannelCard key={channel.id} channel={channel} />
                ))}
              </ul>
            )}
          </div>
        )}
      </Answered>
    </Panel>
  )
}
