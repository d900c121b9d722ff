import { Button } from '@mantine/core'
import { IconLock, IconPlayerPlay } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { listImports, loadSample } from '#rooms/capture/contract'
import { acceptedFiles, useNewImport } from '#rooms/capture/web/new-import'
import { keyOf, useSend } from '#web/client/queries'
import { DropZone } from '#web/kit/drop-zone.tsx'
import { Mark } from '#web/kit/logo.tsx'
import { Page } from '#web/kit/page.tsx'
import { RichText } from '#web/kit/rich-text.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import classes from './welcome-page.module.css'

/** The first screen: two doors, and where the data stays. */
export function WelcomePage() {
  const router = useRouter()
  const queries = useQueryClient()
  const [sent, setSent] = useState(false)
  const begin = useNewImport()
  const sample = useSend(loadSample, {
    onSuccess: async (draft) => {
      setSent(true)
      await queries.invalidateQueries({ queryKey: keyOf(listImports) })
      router.history.push(`/import/${draft.id}`)
    },
  })
  const busy = sample.isPending || sent || begin.isPending
  return (
    <Page
      title={t('See where your revenue gets stuck')}
      width="narrow"
      lead={t(
        'Bring what your CRM can export. In a few minutes you see your close rate, your cycle, the stage that loses the most money, and what to do first; every number opens the deals behind it.',
      )}
    >
      <div className={classes.doors}>
        <section className={classes.door} aria-labelledby="door-own">
          <h2 id="door-own" className={classes.heading}>
            {t('Drop your export here')}
          </h2>
          <DropZone
            title={begin.isPending ? t('Reading your files…') : t('Drop files, or click to choose')}
            accept={acceptedFiles}
            disabled={busy}
            onFiles={begin.start}
          >
            {t('Deals, and if you have them accounts, contacts, leads and users. CSV or text, several at once, in any order, as they are.')}
          </DropZone>
        </section>
        <section className={classes.door} aria-labelledby="door-sample">
          <h2 id="door-sample" className={classes.heading}>
            {t('Try with the sample company')}
          </h2>
          <div className={classes.sample}>
            <p>{t('A made-up company with two years of deals and leads. You can take it back with one click.')}</p>
            <Button
              variant="default"
              leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
              loading={sample.isPending || sent}
              disabled={begin.isPending}
              onClick={() => sample.mutate({})}
            >
              {t('Load the sample company')}
            </Button>
          </div>
        </section>
      </div>
      {begin.error && <Failed error={begin.error} what={t('read your files')} />}
      {sample.error && <Failed error={sample.error} what={t('load the sample company')} />}
      <p className={classes.promise}>
        <IconLock size={16} stroke={1.7} aria-hidden="true" />
        {t(
          'Your data stays on this machine. Nothing is sent anywhere, nothing is written before you have seen a preview, and an import can be undone.',
        )}
      </p>
      <ol className={classes.steps}>
        <li>
          <RichText text="<b>Drop</b> We guess system, columns, dates and stages, and show each guess." parts={{ b: <strong /> }} />
        </li>
        <li>
          <RichText
            text="<b>Check</b> You correct what is wrong and see what will be made, changed or rejected."
            parts={{ b: <strong /> }}
          />
        </li>
        <li>
          <RichText text="<b>Read</b> The diagnosis tells where money is lost, with the arithmetic." parts={{ b: <strong /> }} />
        </li>
      </ol>
      <div className={classes.watermark} aria-hidden="true">
        <Mark size={420} />
      </div>
    </Page>
  )
}
