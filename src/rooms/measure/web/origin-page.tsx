import { Button, SegmentedControl, Switch } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { useAsk } from '#web/client/queries'
import { count, tn } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { Page } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { listOriginCases } from '../contract/origin.ts'
import classes from './origin.module.css'
import { OriginCase } from './origin-case.tsx'
import { useOriginChanges } from './origin-changes.ts'

const atOnce = 20

/** Records that marketing won first and that were entered again with another origin: what is known, and a human's decision. */
export default function OriginPage() {
  const [state, setState] = useState<'open' | 'decided'>('open')
  const [all, setAll] = useState(false)
  const [shown, setShown] = useState(atOnce)
  const query = useAsk(listOriginCases, { state, least: all ? 0 : 0.5, limit: Math.min(shown, 100), offset: 0 }, { keepPrevious: true })
  const changes = useOriginChanges()
  return (
    <Page
      title={t('Origin review')}
      width="wide"
      lead={t(
        'Records that marketing won first and that stand a second time with another origin. What is known of both stands side by side; a person decides.',
      )}
    >
      <LastChange changes={changes} what={t('decide on an origin')} />
      <Answered query={query} what={t('the cases')} lines={8}>
        {(found) => {
          const total = state === 'open' ? found.open : found.decided
          return (
            <div className={classes.stack}>
              <div className={classes.bar}>
                <SegmentedControl
                  size="xs"
                  aria-label={t('Decided or not')}
                  value={state}
                  data={[
                    { value: 'open', label: `${t('To decide')} ${count(found.open)}` },
                    { value: 'decided', label: `${t('Decided')} ${count(found.decided)}` },
                  ]}
                  onChange={(value) => setState(value === 'decided' ? 'decided' : 'open')}
                />
                {state === 'open' && (found.lessSure > 0 || all) && (
                  <Switch
                    size="xs"
                    checked={all}
                    label={t('Also those that are more likely honest duplicates')}
                    onChange={(event) => setAll(event.currentTarget.checked)}
                  />
                )}
                <Button
                  size="xs"
                  variant="default"
                  loading={changes.busy}
                  leftSection={<IconRefresh size={14} aria-hidden="true" />}
                  onClick={changes.find}
                >
                  {t('Look now')}
                </Button>
              </div>
              {found.cases.length === 0 ? (
                <Nothing state={state} lessSure={found.lessSure} />
              ) : (
                found.cases.map((one) => <OriginCase key={one.id} one={one} currency={found.currency} changes={changes} />)
              )}
              {found.cases.length < total && shown < 100 && (
                <span>
                  <Button size="xs" variant="default" loading={query.isFetching} onClick={() => setShown(shown + atOnce)}>
                    {t('Show more')}
                  </Button>
                </span>
              )}
            </div>
          )
        }}
      </Answered>
    </Page>
  )
}

function Nothing({ state, lessSure }: { state: 'open' | 'decided'; lessSure: number }) {
  if (state === 'decided')
    return (
      <Empty title={t('Nothing is decided yet')}>
        {t('Decisions stay here with their reason and what they did to the numbers of campaigns.')}
      </Empty>
    )
  return (
    <Empty title={t('No origin is in question')}>
      {lessSure > 0
        ? tn(
            lessSure,
            '{{n}} pair is more likely an honest duplicate. Switch it on to see it.',
            '{{n}} pairs are more likely honest duplicates. Switch them on to see them.',
          )
        : t('After each look for duplicates, those that differ in origin come here.')}
    </Empty>
  )
}
