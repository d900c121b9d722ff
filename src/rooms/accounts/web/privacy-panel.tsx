import { IconDownload, IconEraser } from '@tabler/icons-react'
import { useState } from 'react'
import { useAsk } from '#web/client/queries'
import { currentWorkspace } from '#web/client/workspace'
import { moment } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { personPrivacy } from '../contract/consents.ts'
import { downloadHeld } from '../contract/privacy.ts'
import { ConsentForm } from './consent-form.tsx'
import { ConsentList } from './consent-list.tsx'
import { EraseDialog } from './erase-dialog.tsx'
import { HeldNotice, HoldForm } from './hold.tsx'
import classes from './privacy.module.css'

/** Says on the page of an erased person that they were. Nothing for everybody else. */
export function ErasedNotice({ id }: { id: string }) {
  const erasedAt = useAsk(personPrivacy, { id }).data?.erasedAt ?? null
  if (erasedAt === null) return null
  return (
    <Notice tone="private" title={t('This person was erased on {{when}}', { when: moment(erasedAt) })}>
      {t('What was personal is gone from every record and from its history. What remains counts in the numbers, without a name.')}
    </Notice>
  )
}

/** What a person agreed to, and what is held on them: to be taken away or erased. */
export function PrivacyPanel({ id }: { id: string }) {
  const found = useAsk(personPrivacy, { id })
  const [noting, setNoting] = useState(false)
  const [erasing, setErasing] = useState(false)
  const [holding, setHolding] = useState(false)
  return (
    <Panel
      id="privacy"
      title={t('Privacy')}
      hint={t('What this person agreed or objected to, and what is held on them in all records and in their history.')}
    >
      <Answered query={found} what={t('what this person agreed to')}>
        {({ consents, erasedAt, held, may }) => (
          <div className={classes.stack}>
            {held !== null && <HeldNotice reason={held} />}
            <ConsentList id={id} consents={consents} mayUndo={may.note.ok && erasedAt === null} />
            {noting && <ConsentForm id={id} onClose={() => setNoting(false)} />}
            {holding && <HoldForm id={id} onClose={() => setHolding(false)} />}
            <div className={`${classes.actions} screen-only`}>
              {erasedAt === null && !noting && (
                <ReasonButton size="xs" variant="default" allowed={may.note} onClick={() => setNoting(true)}>
                  {t('Note what they agreed to')}
                </ReasonButton>
              )}
              <ReasonButton
                size="xs"
                variant="default"
                allowed={may.takeAway}
                leftSection={<IconDownload size={14} aria-hidden="true" />}
                onClick={() => takeAway(id)}
              >
                {t('Take away all that is held')}
              </ReasonButton>
              {erasedAt === null && held === null && !holding && (
                <ReasonButton size="xs" variant="default" allowed={may.hold} onClick={() => setHolding(true)}>
                  {t('Hold this person …')}
                </ReasonButton>
              )}
              {erasedAt === null && held === null && (
                <ReasonButton
                  size="xs"
                  variant="default"
                  allowed={may.erase}
                  leftSection={<IconEraser size={14} aria-hidden="true" />}
                  onClick={() => setErasing(true)}
                >
                  {t('Erase this person …')}
                </ReasonButton>
              )}
            </div>
          </div>
        )}
      </Answered>
      {erasing && <EraseDialog id={id} onClose={() => setErasing(false)} />}
    </Panel>
  )
}

/** Lets the browser itself fetch the file. */
function takeAway(id: string): void {
  const href = `${downloadHeld.path.replace('{id}', id)}?workspace=${encodeURIComponent(currentWorkspace() ?? '')}`
  Object.assign(document.createElement('a'), { href, download: '' }).click()
}
