import { ActionIcon, Menu } from '@mantine/core'
import { IconArrowsMove } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import type { ListColumn } from '#kernel/list'
import type { ListRow } from '#kernel/list-endpoints'
import { AppLink } from '#web/kit/link.tsx'
import { cellText, recordHref } from '#web/kit/list/cell.tsx'
import { said, t } from '#web/kit/text'
import { overMain } from '#web/kit/theme'
import classes from './board.module.css'
import type { Stage } from './moves.ts'

interface CardProps {
  deal: ListRow
  name: string
  /** What the card shows besides the name. */
  facts: readonly ListColumn[]
  /** The stages that it can go to. */
  stages: readonly Stage[]
  picked: boolean
  moving: boolean
  onMove: (to: Stage) => void
  onDrag: (dragging: boolean) => void
  onKey: (event: KeyboardEvent<HTMLElement>) => void
}

/** One deal: dragged by the mouse, moved by keys on its name, or by its menu. */
export function DealCard({ deal, name, facts, stages, picked, moving, onMove, onDrag, onKey }: CardProps) {
  return (
    <li
      className={classes.card}
      draggable
      data-deal={deal.id}
      data-picked={picked || undefined}
      data-moving={moving || undefined}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', name)
        onDrag(true)
      }}
      onDragEnd={() => onDrag(false)}
    >
      <div className={classes.name}>
        <AppLink href={recordHref('deal', deal.id)} draggable={false} aria-describedby="board-keys" onKeyDown={onKey}>
          {name}
        </AppLink>
        <Menu position="bottom-end" shadow="md" portalProps={overMain}>
          <Menu.Target>
            <ActionIcon className="screen-only" variant="subtle" color="gray" size="sm" aria-label={t('Move {{name}}', { name })}>
              <IconArrowsMove size={14} stroke={1.6} aria-hidden="true" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {stages.map((stage) => (
              <Menu.Item key={stage.id} onClick={() => onMove(stage)}>
                {stage.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      <dl className={classes.facts}>
        {facts.flatMap((column) => {
          const cell = deal.cells[column.key] ?? null
          return cell === null
            ? []
            : [
                <div key={column.key}>
                  <dt>{said(column.label)}</dt>
                  <dd>{cellText(column, cell)}</dd>
                </div>,
              ]
        })}
      </dl>
    </li>
  )
}
