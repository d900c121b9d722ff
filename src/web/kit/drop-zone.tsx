import { IconFileUpload } from '@tabler/icons-react'
import { type DragEvent, type ReactNode, useId, useRef, useState } from 'react'
import classes from './drop-zone.module.css'

interface DropZoneProps {
  title: string
  children?: ReactNode
  /** As in the accept attribute of a file input. */
  accept: string
  disabled?: boolean
  compact?: boolean
  onFiles: (files: File[]) => void
}

/** A place to drop files on; also a button that opens the file picker. */
export function DropZone({ title, children, accept, disabled = false, compact = false, onFiles }: DropZoneProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const give = (list: FileList | null) => {
    const files = [...(list ?? [])]
    if (files.length > 0 && !disabled) onFiles(files)
    if (input.current) input.current.value = ''
  }
  const drag = (event: DragEvent) => {
    event.preventDefault()
    if (!disabled) setOver(true)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    give(event.dataTransfer.files)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has its keyboard way in the file input inside
    <div
      className={classes.zone}
      data-over={over || undefined}
      data-compact={compact || undefined}
      data-disabled={disabled || undefined}
      onDragEnter={drag}
      onDragOver={drag}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        ref={input}
        id={id}
        className={classes.input}
        type="file"
        multiple
        accept={accept}
        disabled={disabled}
        aria-describedby={children ? `${id}-about` : undefined}
        onChange={(event) => give(event.currentTarget.files)}
      />
      <label htmlFor={id} className={classes.label}>
        <IconFileUpload size={compact ? 20 : 28} stroke={1.6} aria-hidden="true" />
        <span className={classes.title}>{title}</span>
      </label>
      {children && (
        <div id={`${id}-about`} className={classes.about}>
          {children}
        </div>
      )}
    </div>
  )
}
