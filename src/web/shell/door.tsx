import { PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect } from 'react'
import { Mark } from '#web/kit/logo.tsx'
import { t } from '#web/kit/text'
import layout from './layout.module.css'
import classes from './sign-in-page.module.css'

/** The frame of every page before one is inside. */
export function Door({ title, onSubmit, children }: { title: string; onSubmit: () => void; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Interlock`
  }, [title])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <main id="main" className={layout.bare}>
      <form className={classes.card} onSubmit={submit}>
        <div className={classes.mark}>
          <Mark size={40} />
          <span>Interlock</span>
        </div>
        <h1 className={classes.title}>{title}</h1>
        {children}
      </form>
    </main>
  )
}

interface FieldProps {
  value: string
  onChange: (value: string) => void
}

/** Who signs in. */
export function EmailField({ value, onChange }: FieldProps) {
  return (
    <TextInput
      label={t('E-mail')}
      type="email"
      autoComplete="username"
      required
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

interface PasswordFieldProps extends FieldProps {
  label?: string
  description?: string
  autoComplete: 'current-password' | 'new-password'
}

/** A password with an eye; a new one says how long it must be. */
export function PasswordField({ value, onChange, autoComplete, label = t('Password'), description }: PasswordFieldProps) {
  const fresh = autoComplete === 'new-password'
  return (
    <PasswordInput
      label={label}
      description={description ?? (fresh ? t('At least 12 characters; a few words are best') : undefined)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      autoComplete={autoComplete}
      required
      minLength={fresh ? 12 : undefined}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('Show the password') }}
    />
  )
}
