/** How a text stands on paper. Sizes and lengths are in points, 72 to an inch. */
export interface TextStyle {
  readonly size: number
  readonly bold?: boolean
  /** #rrggbb */
  readonly colour?: string
  readonly align?: 'left' | 'right'
  /** More lines than this are cut, the last one with an ellipsis. Default 1. */
  readonly lines?: number
}

/** Where a text may stand: its left upper corner and how wide it may become. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
}

/** What draws on one sheet. Every text keeps to its width and its lines, whatever it says. */
export interface SheetPen {
  /** Writes, and answers where the text ends: the y below its last line. */
  text(says: string, place: Place, style: TextStyle): number
  /** The scripts of which letters could not be set so far; in their place stands the name of the script in brackets. */
  missed(): readonly string[]
  /** A filled rectangle. */
  box(x: number, y: number, width: number, height: number, colour: string): void
}

/** A sheet of A4, in points. */
export const a4 = { width: 595.28, height: 841.89 } as const
