import { Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useRef } from 'react'
import { closeMaking, newWords, useMaking } from '#web/kit/making'
import { t } from '#web/kit/text'
import classes from './making.module.css'
import { MakingForm } from './making-form.tsx'

/** The dialog in which records are made, over whatever screen is there. What was typed is kept when it is closed without saving. */
export default function NewRecord() {
  const start = useMaking()
  const last = useRef(start)
  if (start) last.current = start
  const narrow = useMediaQuery('(max-width: 560px)')
  const shown = last.current
  if (!shown) return null
  return (
    <Modal.Root
      opened={start !== null}
      onClose={closeMaking}
      size="xl"
      radius="lg"
      fullScreen={narrow ?? false}
      transitionProps={{ duration: 80 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        {/* Not the dialog's own head, which is a banner of the page to whoever listens. */}
        <div className={classes.top}>
          <Modal.Title>{newWords[shown.kind]}</Modal.Title>
          <Modal.CloseButton aria-label={t('Close')} />
        </div>
        <Modal.Body className={classes.body}>
          <MakingForm start={shown} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
