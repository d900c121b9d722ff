import { Menu } from '@mantine/core'
import { IconCheck, IconPlus, IconSelector } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { enterWorkspace, useWorkspaceId } from '#web/client/workspace'
import { t } from '#web/kit/text'
import classes from './layout.module.css'
import { useSession } from './session.ts'

/** Which company one works in, and the way to another. */
export function CompanyMenu() {
  const session = useSession()
  const router = useRouter()
  const current = useWorkspaceId()
  const companies = session.data?.workspaces ?? []
  const name = companies.find((company) => company.id === current)?.name ?? t('No company yet')
  const enter = (id: string) => {
    enterWorkspace(id)
    router.history.push('/')
  }
  return (
    <Menu position="bottom-start" width={240} shadow="md" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className={classes.company} aria-label={t('Company: {{name}}. Change company', { name })}>
          <span>{name}</span>
          <IconSelector size={16} stroke={1.6} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {companies.map((company) => (
          <Menu.Item
            key={company.id}
            onClick={() => enter(company.id)}
            rightSection={company.id === current ? <IconCheck size={16} aria-label={t('current')} /> : null}
          >
            {company.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => router.history.push('/settings#companies')}>
          {t('Add a company')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
