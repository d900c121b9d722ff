import { ActionIcon, Button, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import { t } from '#web/kit/text'

/** One press from light to dark and back. */
export function AppearanceButton({ withLabel = false }: { withLabel?: boolean }) {
  const { toggleColorScheme } = useMantineColorScheme()
  const icon = (
    <>
      <IconMoon size={18} stroke={1.6} aria-hidden="true" className="light-only" />
      <IconSun size={18} stroke={1.6} aria-hidden="true" className="dark-only" />
    </>
  )
  if (withLabel) {
    return (
      <Button variant="default" leftSection={icon} onClick={toggleColorScheme}>
        {t('Light or dark')}
      </Button>
    )
  }
  return (
    <ActionIcon variant="subtle" color="gray" size="md" aria-label={t('Switch between light and dark')} onClick={toggleColorScheme}>
      {icon}
    </ActionIcon>
  )
}

/** Light, dark, or as the computer is set. */
export function AppearanceChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SegmentedControl
      aria-label={t('Appearance')}
      value={colorScheme}
      onChange={(value) => setColorScheme(value as 'auto' | 'light' | 'dark')}
      data={[
        { value: 'auto', label: t('As the computer') },
        { value: 'light', label: t('Light') },
        { value: 'dark', label: t('Dark') },
      ]}
    />
  )
}
