import { Button, NativeSelect } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useAsk, useSend } from '#web/client/queries'
import { moment } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type Choice, type Pack, readDigest, sendDigest, setDigest } from '../contract.ts'
import classes from './digest.module.css'

const packNames: readonly { value: Pack; label: string }[] = [
  { value: 'rep', label: t('My deals and tasks') },
  { value: 'manager', label: t('My team, with baselines') },
  { value: 'marketer', label: t('What became of my leads') },
  { value: 'ops', label: t('What needs a hand in the data') },
  { value: 'executive', label: t('Where revenue is lost, with baselines') },
]
const often = [
  { value: 'none', label: t('Never') },
  { value: 'week', label: t('Every week') },
  { value: 'month', label: t('Every month') },
]
const weekdays = [t('Monday'), t('Tuesday'), t('Wednesday'), t('Thursday'), t('Friday'), t('Saturday'), t('Sunday')]
const numbered = (from: number, to: number, label: (n: number) => string) =>
  Array.from({ length: to - from + 1 }, (_, place) => ({ value: String(from + place), label: label(from + place) }))

/** Which digest comes by e-mail, and one at once. */
export function DigestPanel() {
  const digest = useAsk(readDigest, {})
  const queries = useQueryClient()
  const save = useSend(setDigest, { onSettled: () => queries.invalidateQueries() })
  const send = useSend(sendDigest, { onSettled: () => queries.invalidateQueries() })
  return (
    <Panel id="digest" title={t('Digest by e-mail')} hint={t('For you. It tells what you may see here, no more.')}>
      {save.error && <Failed error={save.error} what={t('save this choice')} />}
      {send.error && <Failed error={send.error} what={t('send you a digest')} />}
      <Answered query={digest} what={t('the digest')}>
        {({ zone, next, ...choice }) => {
          const put = (change: Partial<Choice>) => save.mutate({ ...choice, ...change })
          return (
            <div className={classes.stack}>
              <div className={classes.fields}>
                <NativeSelect
                  label={t('It comes')}
                  data={often}
                  value={choice.every}
                  onChange={(event) => put({ every: event.currentTarget.value as Choice['every'] })}
                />
                <NativeSelect
                  label={t('It tells')}
                  data={[...packNames]}
                  value={choice.pack}
                  onChange={(event) => put({ pack: event.currentTarget.value as Pack })}
                />
                {choice.every === 'week' && (
                  <NativeSelect
                    label={t('Day of the week')}
                    data={numbered(1, 7, (n) => weekdays[n - 1] ?? '')}
                    value={String(choice.weekday)}
                    onChange={(event) => put({ weekday: Number(event.currentTarget.value) })}
                  />
                )}
                {choice.every === 'month' && (
                  <NativeSelect
                    label={t('Day of the month')}
                    data={numbered(1, 28, String)}
                    value={String(choice.monthday)}
                    onChange={(event) => put({ monthday: Number(event.currentTarget.value) })}
                  />
                )}
                {choice.every !== 'none' && (
                  <NativeSelect
                    label={t('Hour ({{zone}})', { zone })}
                    data={numbered(0, 23, (n) => `${String(n).padStart(2, '0')}:00`)}
                    value={String(choice.hour)}
                    onChange={(event) => put({ hour: Number(event.currentTarget.value) })}
                  />
                )}
              </div>
              {next && <p>{t('The next one: {{moment}}.', { moment: moment(next) })}</p>}
              {send.data && (
                <Notice
                  tone="good"
                  live
                  title={
                    send.data.sends
                      ? t('On its way to {{address}}', { address: send.data.to })
                      : t('Put into the list for {{address}}', { address: send.data.to })
                  }
                />
              )}
              <div className={classes.fields}>
                <Button variant="default" loading={send.isPending} onClick={() => send.mutate({ pack: choice.pack })}>
                  {t('Send me one now')}
                </Button>
                {choice.every !== 'none' && (
                  <Button variant="default" loading={save.isPending} onClick={() => put({ every: 'none' })}>
                    {t('Send me none any more')}
                  </Button>
                )}
              </div>
            </div>
          )
        }}
      </Answered>
    </Panel>
  )
}
