import { NativeSelect } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import type { ListColumn } from '#kernel/list'
import type { ListRow } from '#kernel/list-endpoints'
import { cellText } from '#web/kit/list/cell.tsx'
import type { Look } from '#web/kit/list/look'
import { t } from '#web/kit/text'
import type { BoardColumn, readBoard } from '../contract.ts'
import classes from './board.module.css'
import { DealCard } from './board-card.tsx'
import { columnId, columnName, StageColumn } from './board-column.tsx'
import type { Moves, Stage } from './moves.ts'

interface ColumnsProps {
  board: ResultOf<typeof readBoard> & { readonly pipeline: string }
  look: Look
  facts: readonly ListColumn[]
  moves: Moves
}

/** A deal that is held: dragged, or picked up by keys and on its way to a column. */
interface Held {
  readonly deal: ListRow
  readonly from: BoardColumn
  readonly over: BoardColumn | null
}

/** The stages side by side. */
export function Columns({ board, look, facts, moves }: ColumnsProps) {
  const [held, setHeld] = useState<Held | null>(null)
  const place = useRef<HTMLElement>(null)
  const follow = useFocusOnMoved(place, moves)
  const { columns } = board
  const stages = columns.flatMap(({ stage }) => stage ?? [])
  const nameOf = (deal: ListRow) => cellText({ type: 'text' }, deal.cells.name)
  const move = (deal: ListRow, to: Stage) => moves.ask({ deal, name: nameOf(deal), to })
  const put = ({ deal, from }: Held, to: BoardColumn | null) => {
    setHeld(null)
    if (to?.stage && to !== from) move(deal, to.stage)
  }
  const onKey = (event: KeyboardEvent<HTMLElement>, deal: ListRow, from: BoardColumn) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (held?.deal.id === deal.id) {
      if (step !== undefined) {
        const targets = columns.filter((column) => column.stage || column === from)
        const next = targets[targets.indexOf(held.over ?? from) + step]
        if (next) {
          setHeld({ ...held, over: next })
          document.getElementById(columnId(next))?.scrollIntoView({ inline: 'nearest', block: 'nearest' })
          moves.say(
            next === from ? t('Back in {{stage}}.', { stage: columnName(next) }) : t('Over {{stage}}.', { stage: columnName(next) }),
          )
        }
      } else if (event.key === ' ' || event.key === 'Enter') {
        follow(deal.id)
        put(held, held.over)
      } else if (event.key === 'Escape') {
        setHeld(null)
        moves.say(t('{{name}} stays in {{stage}}.', { name: nameOf(deal), stage: columnName(from) }))
      } else return
      event.preventDefault()
      return
    }
    if (event.key === ' ') {
      setHeld({ deal, from, over: from })
      moves.say(
        t('{{name}} is picked up. Choose a stage with the arrow keys, space puts it down, Escape leaves it.', { name: nameOf(deal) }),
      )
    } else if (step !== undefined) focusBeside(event.currentTarget, step)
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') focusNext(event.currentTarget, event.key === 'ArrowDown' ? 1 : -1)
    else return
    event.preventDefault()
  }
  return (
    <>
      <p id="board-keys" className="visually-hidden">
        {t('The space bar picks the deal up to be moved by arrow keys; arrow keys go from deal to deal.')}
      </p>
      <NativeSelect
        className={classes.picker}
        size="xs"
        aria-label={t('Go to stage')}
        data={columns.map((column) => ({ value: columnId(column), label: columnName(column) }))}
        onChange={(event) => document.getElementById(event.currentTarget.value)?.scrollIntoView({ inline: 'start', block: 'nearest' })}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keys, also where no column has a card */}
      <section ref={place} className={classes.board} aria-label={t('Stages')} tabIndex={0}>
        {columns.map((column) => (
          <StageColumn
            key={columnId(column)}
            column={column}
            pipeline={board.pipeline}
            currency={board.currency}
            {...look}
            target={held?.over === column && held.from !== column}
            dropping={held !== null && held.from !== column && column.stage !== null}
            onDrop={() => held && put(held, column)}
            card={(deal) => (
              <DealCard
                key={deal.id}
                deal={deal}
                name={nameOf(deal)}
                facts={facts}
                stages={stages.filter(({ id }) => id !== column.stage?.id)}
                picked={held?.deal.id === deal.id}
                moving={moves.moving?.deal.id === deal.id}
                onMove={(to) => {
                  follow(deal.id)
                  move(deal, to)
                }}
                onDrag={(dragging) => setHeld(dragging ? { deal, from: column, over: null } : null)}
                onKey={(event) => onKey(event, deal, column)}
              />
            )}
          />
        ))}
      </section>
    </>
  )
}

const linkIn = (card: Element | null | undefined) => card?.querySelector('a') ?? null

/** The card above or below. */
function focusNext(link: HTMLElement, step: 1 | -1): void {
  const card = link.closest('[data-deal]')
  linkIn(step === 1 ? card?.nextElementSibling : card?.previousElementSibling)?.focus()
}

/** A card of the next column that has one, at the same height as far as it goes. */
function focusBeside(link: HTMLElement, step: number): void {
  const card = link.closest('[data-deal]')
  const column = card?.closest('section')
  const place = [...(card?.parentElement?.children ?? [])].indexOf(card as Element)
  let next = step > 0 ? column?.nextElementSibling : column?.previousElementSibling
  while (next && !next.querySelector('[data-deal]')) next = step > 0 ? next.nextElementSibling : next.previousElementSibling
  const cards = next?.querySelectorAll('[data-deal]')
  linkIn(cards?.[Math.min(place, cards.length - 1)])?.focus()
}

/** Keeps the focus on a deal that was moved by keys, once its card stands in the new column. */
function useFocusOnMoved(place: React.RefObject<HTMLElement | null>, { moving, asking }: Moves): (id: string) => void {
  const wanted = useRef<string | null>(null)
  const busy = moving !== null || asking !== null
  useEffect(() => {
    const id = wanted.current
    if (id === null || busy) return
    const board = place.current
    const focus = () => {
      const link = linkIn(board?.querySelector(`[data-deal="${id}"]`))
      if (link) link.focus()
    }
    focus()
    if (!board) return
    // The card leaves one column and comes into the other when their rows arrive.
    const watch = new MutationObserver(focus)
    watch.observe(board, { childList: true, subtree: true })
    const end = setTimeout(() => {
      watch.disconnect()
      wanted.current = null
    }, 3_000)
    return () => {
      watch.disconnect()
      clearTimeout(end)
    }
  }, [busy, place])
  return (id) => {
    wanted.current = id
  }
}
