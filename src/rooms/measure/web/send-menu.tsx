import { Button, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconFileDownload, IconFileSpreadsheet, IconFileTypePdf, IconPrinter } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { CallOf } from '#kernel/endpoint'
import { downloadReport } from '#rooms/plan/contract'
import { downloadPage, downloadWorkbook } from '#rooms/plan/contract/documents'
import { download } from '#web/client/call'
import { t } from '#web/kit/text'
import { overMain } from '#web/kit/theme'

const documents = [
  { label: t('One page to send (PDF)'), endpoint: downloadPage, name: 'diagnosis.pdf', icon: IconFileTypePdf },
  { label: t('Workbook (Excel)'), endpoint: downloadWorkbook, name: 'diagnosis.xlsx', icon: IconFileSpreadsheet },
  { label: t('Full report (HTML)'), endpoint: downloadReport, name: 'diagnosis.html', icon: IconFileDownload },
] as const

/** The same story as a file, for people without Interlock; it looks at the same part of the records as the page. */
export function SendMenu({ look }: { look: CallOf<typeof downloadPage> }) {
  const save = useMutation({
    mutationFn: (one: (typeof documents)[number]) => download(one.endpoint, look, one.name),
    onError: (error) => notifications.show({ color: 'red', title: t('The file could not be made'), message: error.message }),
  })
  return (
    <Menu position="bottom-end" portalProps={overMain}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconFileDownload size={16} aria-hidden="true" />} loading={save.isPending}>
          {t('Download to send')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {documents.map((one) => (
          <Menu.Item key={one.name} leftSection={<one.icon size={16} aria-hidden="true" />} onClick={() => save.mutate(one)}>
            {one.label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconPrinter size={16} aria-hidden="true" />} onClick={() => window.print()}>
          {t('Print this page')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
