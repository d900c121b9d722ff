import { t } from '#web/kit/text'
import type { Step } from './day-actions.tsx'
import { ConvertDialog, HandDialog } from './day-deal-dialog.tsx'
import { LogDialog, type Reason, ReasonDialog } from './day-dialogs.tsx'
import type { HandOver } from './day-look.ts'
import type { Steps } from './day-steps.ts'

interface DialogsProps {
  step: Step
  handOver: HandOver
  queues: readonly string[]
  steps: Steps
  onClose: () => void
  /** The step is taken; `closed`: nothing is owed for this lead any more. */
  onDone: (closed: boolean) => void
}

/** What a step asks for before it is taken. */
export function Dialogs({ step, handOver: { row, reasons }, queues, steps, onClose, onDone }: DialogsProps) {
  const { name } = row.person
  const common = { steps, onClose }
  const closed = () => onDone(true)
  switch (step) {
    case 'log':
      return (
        <LogDialog
          {...common}
          name={name}
          tries={row.tries}
          mostTries={row.mostTries}
          onLog={(what) => steps.log(row, what, () => onDone(false))}
        />
      )
    case 'convert':
      return <ConvertDialog {...common} row={row} onConvert={(deal) => steps.convert(row, deal, closed)} />
    case 'hand':
      return (
        <HandDialog
          {...common}
          name={name}
          queues={queues}
          ownerId={row.owner?.id ?? null}
          onHand={(to, note) => steps.hand(row, to, note, () => onDone(false))}
        />
      )
    case 'reject':
      return (
        <ReasonDialog
          {...common}
          title={t('Why is {{name}} rejected?', { name })}
          what={t('reject this lead')}
          action={t('Reject')}
          reasons={reasons}
          needed
          follows={followsText}
          onGive={(given) => steps.reject(row, given, closed)}
        />
      )
    case 'return':
      return (
        <ReasonDialog
          {...common}
          title={t('Give {{name}} back to marketing', { name })}
          what={t('return this lead')}
          action={t('Return to nurture')}
          reasons={reasons.filter(({ returns }) => returns)}
          needed={false}
          onGive={(given) => steps.giveBack(row, given, closed)}
        />
      )
    case 'disqualify':
      return (
        <ReasonDialog
          {...common}
          title={t('Why will {{name}} not buy?', { name })}
          what={t('disqualify this lead')}
          action={t('Disqualify')}
          reasons={reasons}
          needed
          onGive={(given) => steps.disqualify(row, given, closed)}
        />
      )
    default:
      return null
  }
}

const followsText = (reason: Reason | null) => (reason === null ? '' : reason.returns ? t('back to nurture') : t('out for good'))
