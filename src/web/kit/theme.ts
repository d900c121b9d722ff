import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'
import { t } from './text.ts'

/** The one accent: a deep pine green, far from the red that stands for lost money. Shade 7 carries white text at 5.6 to 1. */
const pine: MantineColorsTuple = [
  '#e8f6f2',
  '#d2ebe4',
  '#a6d8cb',
  '#75c3b0',
  '#4eb29b',
  '#2f9f87',
  '#178a74',
  '#0f7463',
  '#0b6053',
  '#074c42',
]

/** Lost, rejected, at risk. */
const ember: MantineColorsTuple = [
  '#fdf0ea',
  '#fadccf',
  '#f4b79d',
  '#ee9069',
  '#e67044',
  '#d9592b',
  '#c54a1e',
  '#ab3d16',
  '#8c3212',
  '#6d260d',
]

/** Greys with a trace of the accent, from text to the deepest ground of the dark scheme. */
const dark: MantineColorsTuple = [
  '#e3e9e7',
  '#bac4c1',
  '#98a4a0',
  '#6f7b78',
  '#33403d',
  '#26302e',
  '#1c2423',
  '#131918',
  '#0e1312',
  '#090c0c',
]

/** Where cards and tooltips are drawn: inside the page's main landmark, so that nobody who moves by landmarks misses them. */
export const overMain = { target: '#main' } as const

const heading = { title: { fontWeight: 620, fontSize: '1.0625rem' } }

/** The theme of every screen. Sizes follow a 14 px base: dense enough for people who work in it all day. */
export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 8 },
  colors: { pine, ember, dark },
  black: '#17211f',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '12px', xl: '20px' },
  headings: { fontWeight: '620', textWrap: 'balance' },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Modal: {
      defaultProps: { closeButtonProps: { 'aria-label': t('Close') }, centered: true, radius: 'lg', padding: 'lg', styles: heading },
    },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': t('Close') }, styles: heading } },
    Tooltip: {
      defaultProps: {
        withArrow: true,
        multiline: true,
        maw: 340,
        openDelay: 150,
        events: { hover: true, focus: true, touch: true },
        portalProps: overMain,
      },
    },
    Select: { defaultProps: { allowDeselect: false, checkIconPosition: 'right' } },
  },
})

const ours = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-3)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-error': 'var(--loss-ink)',
}

/** Mantine's own surfaces and texts take our tokens, so that both schemes keep their contrast everywhere. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: ours, dark: ours })
