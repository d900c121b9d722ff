import type { BarSeriesOption, CustomSeriesOption, LineSeriesOption } from 'echarts/charts'
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import type { Pen } from './pen.ts'
import { small } from './pen.ts'

/** What the engine draws. */
export type EngineOption = ComposeOption<
  BarSeriesOption | CustomSeriesOption | LineSeriesOption | GridComponentOption | TooltipComponentOption
>

/** A picture ready for the engine. */
export interface Drawing {
  readonly option: EngineOption
  readonly height: number
}

/** What all drawings share: text, no movement unless allowed, a card that stays inside the window. */
export function frame(pen: Pen, option: EngineOption): EngineOption {
  return {
    animation: pen.moves,
    animationDuration: 320,
    textStyle: { fontFamily: pen.font, fontSize: small },
    ...(pen.card
      ? {
          tooltip: {
            confine: true,
            transitionDuration: 0,
            backgroundColor: 'transparent',
            borderWidth: 0,
            padding: 0,
            extraCssText: 'box-shadow:none;',
            ...option.tooltip,
          },
        }
      : { tooltip: { show: false } }),
    ...without(option),
  }
}

function without({ tooltip: _, ...rest }: EngineOption): EngineOption {
  return rest
}

/** Marks do not change under the pointer: the card says what they are. */
export const calm = { emphasis: { disabled: true } } as const
